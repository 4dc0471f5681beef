import { describe, expect, test } from 'vitest'
import { Learned } from './learned.ts'
import { looksOf, play } from './play.ts'
import { see } from './see.ts'
import { DAY, day } from './shop.ts'
import type { Stay, Visitor } from './visitor.ts'
import { WISHES } from './wishes.ts'

describe('the stage in the simulated shop', () => {
  test('sees nothing of what is hidden: with another wish and other luck everybody looks the same', () => {
    const masked = (stay: Stay): Stay => ({
      ...{ ...stay, isTheirs: !stay.isTheirs, readyMs: 1 },
      luck: { welcome: 0, declined: 0, leaves: 0, delayMs: 0, found: 0 },
    })
    for (const visitor of day(1, 0, 'usual').slice(0, 100)) {
      const wish = WISHES.find(other => other !== visitor.wish)!
      const other: Visitor = { ...visitor, wish, luckToBuy: 0, stays: visitor.stays.map(masked) }
      const [a, b] = [visitor, other].map(one => looksOf(one).map(look => see({ ...look, contacts: [] })))
      expect(a).toEqual(b)
    }
  })

  test('sees nothing of what was before somebody was lost, and nothing of what is still to come', () => {
    const lost = day(1, 0, 'usual').filter(({ lostBefore }) => lostBefore > 0)
    expect(lost.length).toBeGreaterThan(5)
    for (const visitor of lost)
      for (const look of looksOf(visitor)) {
        const seen = see({ ...look, contacts: [] })
        expect(seen.sinceEntrySeconds === undefined).toBe(look.at >= visitor.lostBefore)
        const stays = visitor.stays.slice(0, look.at + 1)
        expect(see({ ...look, visitor: { ...visitor, stays }, contacts: [] })).toEqual(seen)
      }
  })

  test('approaches few, learns from what is said of it, and lets no visit lie about', () => {
    const stage = new Learned(1)
    for (let number = 0; number < 2; number++) {
      const { contacts, visitors } = play(1, number, 'usual', stage)
      expect(contacts).toBeGreaterThan(10)
      expect(contacts / visitors).toBeLessThan(0.4)
      stage.close((number + 1) * DAY)
    }
    expect(stage.learner.outcomes).toBeGreaterThan(30)
    expect(stage.decisions.every(({ propensity }) => propensity >= 0 && propensity <= 1)).toBe(true)
    expect(stage.decisions.every(({ isApproached, propensity }) => !isApproached || propensity > 0)).toBe(true)
  })
})
