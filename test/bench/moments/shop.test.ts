import { describe, expect, test } from 'vitest'
import { Random } from '../../../drivers/simulated/random.ts'
import { buys, contact } from './contact.ts'
import { afterDwell, NEVER } from './fixed.ts'
import { play } from './play.ts'
import { day, type Kind } from './shop.ts'
import type { Visitor } from './visitor.ts'
import { words } from './word.ts'

const days = (seed: number, kind: Kind, from = 0, to = 4) =>
  Array.from({ length: to - from }, (_, i) => day(seed, from + i, kind)).flat()
const longest = ({ stays }: Visitor) => Math.max(...stays.map(({ fromMs, toMs }) => toMs - fromMs))
const share = <T>(of: readonly T[], is: (one: T) => boolean) => of.filter(is).length / of.length

describe('the simulated shop of hidden wishes', () => {
  const visitors = days(1, 'usual')

  test('is the same whenever it is asked for, and another with another seed', () => {
    expect(days(1, 'usual')).toEqual(visitors)
    expect(days(2, 'usual')).not.toEqual(visitors)
  })

  test('stays follow one another, and are as long as stays are', () => {
    for (const { startedMs, endedMs, stays } of visitors) {
      let ms = startedMs
      for (const { fromMs, toMs, reachesMs, scansMs } of stays) {
        expect(fromMs).toBeGreaterThan(ms)
        expect(toMs - fromMs).toBeGreaterThanOrEqual(3000)
        for (const at of [...reachesMs, ...scansMs]) expect(at >= fromMs && at <= toMs).toBe(true)
        ms = toMs
      }
      expect(endedMs).toBeGreaterThan(ms)
    }
  })

  test('how long somebody stands says little of whether they want to be spoken to', () => {
    const long = visitors.filter(visitor => longest(visitor) > 60_000)
    expect(share(long, ({ wish }) => wish === 'advice')).toBeGreaterThan(0.35)
    expect(share(long, ({ wish }) => wish === 'advice')).toBeLessThan(0.7)
    expect(share(long, ({ wish }) => wish === 'alone')).toBeGreaterThan(0.08)
  })

  test('with wishes handed round, there are as many of each, and who comes back wants advice no more often than others', () => {
    const noise = days(1, 'noise')
    for (const wish of ['advice', 'alone', 'errand'] as const)
      expect(share(noise, visitor => visitor.wish === wish)).toBe(share(visitors, visitor => visitor.wish === wish))
    const comesBack = ({ stays }: Visitor) => new Set(stays.map(({ place }) => place)).size < stays.length
    const wants = ({ wish }: Visitor) => wish === 'advice'
    const gap = (of: Visitor[]) => share(of.filter(comesBack), wants) - share(of, wants)
    expect(gap(visitors)).toBeGreaterThan(0.12)
    expect(Math.abs(gap(noise))).toBeLessThan(0.07)
  })

  test('before a sale it is the same shop', () => {
    expect(days(1, { saleFromDay: 2 }, 0, 2)).toEqual(days(1, 'usual', 0, 2))
    expect(days(1, { saleFromDay: 2 }, 2, 3)).not.toEqual(days(1, 'usual', 2, 3))
  })

  test('who wants to be left alone buys less once spoken to, and who wants advice more', () => {
    const sales = (wish: string, isMet: boolean) =>
      share(
        visitors.filter(visitor => visitor.wish === wish),
        visitor => buys(visitor, isMet ? [contact(visitor, visitor.stays[0]!, visitor.stays[0]!.fromMs)] : []),
      )
    expect(sales('alone', true)).toBeLessThan(sales('alone', false) - 0.1)
    expect(sales('advice', true)).toBeGreaterThan(sales('advice', false) + 0.05)
  })

  test('a contact that comes too early is worth less than a later one', () => {
    const worth = (seconds: number) => play(1, 0, 'usual', afterDwell(seconds)).reward
    expect(worth(75)).toBeGreaterThan(worth(10))
    expect(worth(75)).toBeGreaterThan(play(1, 0, 'usual', NEVER).reward)
    expect(play(1, 0, 'usual', NEVER)).toMatchObject({ contacts: 0, reward: 0, disturbed: 0 })
  })

  test('three in ten contacts are never spoken of, and some words are wrong, double or of nobody', () => {
    const random = new Random(1, 'words')
    const said = Array.from({ length: 5000 }, () => words(random, 'somebody', 'wall-shelf', 'declined', 0))
    expect(share(said, ({ length }) => length === 0)).toBeCloseTo(0.3, 1)
    const heard = said.flat()
    expect(share(heard, ({ outcome }) => outcome === 'helped')).toBeCloseTo(0.05, 1)
    expect(share(heard, ({ visit }) => visit !== 'somebody')).toBeGreaterThan(0)
    expect(said.some(({ length }) => length === 2)).toBe(true)
    expect(heard.every(({ arrivesMs }) => arrivesMs > 0)).toBe(true)
  })
})
