import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Groups } from '../../../agent/floor/groups.ts'
import type { Spotted } from '../../../agent/floor/roster.ts'
import { before } from '../../../agent/floor/together.ts'
import { Random } from '../../../drivers/simulated/random.ts'

type Way = (second: number) => readonly [x: number, y: number] | undefined

/** Ten looks a second at people who walk as said, each seen with five centimetres of noise. Person i is way i − 1. */
function watch(seconds: number, ways: readonly Way[], groups = new Groups(), ids = ways.map((_, i) => i + 1)): Groups {
  const random = new Random(1, 'groups')
  const last = new Map<number, Spotted>()
  for (let atMs = 0; atMs <= 1000 * seconds; atMs += 100) {
    ways.forEach((way, i) => {
      const spot = way(atMs / 1000)
      if (!spot) return
      const [x, y] = [spot[0] + 0.05 * random.normal(), spot[1] + 0.05 * random.normal()]
      last.set(ids[i]!, { id: ids[i]!, x, y, seenMs: atMs, cameIn: true })
    })
    groups.look(last.values(), atMs)
  }
  return groups
}

const walk =
  (x: number, y: number, vx: number, vy = 0): Way =>
  second => [x + vx * second, y + vy * second]
const stand =
  (x: number, y: number): Way =>
  () => [x, y]
const from =
  (later: number, way: Way): Way =>
  second =>
    second < later ? undefined : way(second - later)

test('when somebody was first seen says less where nobody comes in', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), betweenMs => {
      const [door, inside, nothing] = [before(betweenMs, true), before(betweenMs, false), Math.log(1 / 20)]
      expect(Math.abs(inside - nothing)).toBeLessThanOrEqual(Math.abs(door - nothing))
    }),
  )
})

describe('who walks together', () => {
  test('side by side for some seconds', () => {
    const groups = watch(6, [walk(0, 0, 1.2), walk(0.1, 0.8, 1.2)])
    expect(groups.companions(1)).toEqual([2])
    expect(groups.companions(2)).toEqual([1])
  })

  test('is not known at the first step', () =>
    expect(watch(0.6, [walk(0, 0, 1.2), walk(0.1, 0.8, 1.2)]).companions(1)).toEqual([]))

  test('a row of five, though its ends are far apart', () => {
    const row = watch(
      10,
      [0, 1, 2, 3, 4].map(i => walk(0, 0.8 * i, 1.2)),
    )
    expect(row.companions(3).toSorted()).toEqual([1, 2, 4, 5])
    expect(row.companions(5).toSorted()).toEqual([1, 2, 3, 4])
  })

  test('not who comes the other way, overtakes, or crosses', () => {
    const groups = watch(12, [walk(0, 0, 1.2), walk(12, 0.8, -1.2), walk(-4, -0.8, 1.8), walk(6, -6, 0, 1.2)])
    for (const one of [1, 2, 3, 4]) expect(groups.companions(one)).toEqual([])
  })

  test('not who walks two metres behind at the same pace, for as long as it takes', () => {
    const groups = watch(20, [walk(0, 0, 1.2), from(1.7, walk(0, 0, 1.2))])
    expect(groups.companions(1)).toEqual([])
  })

  test('not strangers who came one after the other and stand in line', () => {
    const line = [0, 1, 2, 3].map(i =>
      from(15 * i, second => (second < 5 ? [0, 6 - 1.2 * second + 0.9 * i] : [0, 0.9 * i])),
    )
    const groups = watch(120, line)
    for (const one of [1, 2, 3, 4]) expect(groups.companions(one)).toEqual([])
  })

  test('also when they part for a while in the shop', () => {
    const other: Way = second => (second < 8 ? [1.2 * second, 0.8] : [9.6, 0.8 + Math.min(5, second - 8)])
    const one: Way = second => [Math.min(9.6, 1.2 * second), 0]
    expect(watch(120, [one, other]).companions(1)).toEqual([2])
  })

  test('companions who have gone first are remembered, strangers are not', () => {
    const groups = watch(8, [walk(0, 0, 1.2), walk(0, 0.8, 1.2), stand(3, 5)])
    groups.gone(2, 8000)
    groups.gone(3, 8000)
    expect(groups.companions(1)).toEqual([2])
    expect(groups.companions(3)).toEqual([])
    groups.gone(1, 9000)
    expect(groups.companions(1)).toEqual([])
  })

  test('once with a companion who was lost and taken for somebody new', () => {
    const beside = walk(0, 0.8, 1.2)
    const until: Way = second => (second < 10 ? beside(second) : undefined)
    const since: Way = second => (second > 10.5 ? beside(second) : undefined)
    const groups = watch(20, [walk(0, 0, 1.2), until, since, from(0.5, walk(0.6, -0.8, 1.2))])
    expect(groups.companions(1)).toHaveLength(2)
    expect(groups.companions(1)).toContain(4)
    expect(groups.companions(3).toSorted()).toEqual([1, 4])
  })

  test('the same however many looks miss somebody', () => {
    const random = new Random(3, 'missed')
    const missing =
      (way: Way): Way =>
      second =>
        second > 0 && random.chance(0.8) ? undefined : way(second)
    const pair = [walk(0, 0, 1.2), from(4, walk(4.8, 1.2, 1.2))]
    const known = (ways: readonly Way[]) => {
      let second = 1
      while (watch(second, ways).companions(1).length === 0) second += 0.5
      return second
    }
    expect(Math.abs(known(pair.map(missing)) - known(pair))).toBeLessThanOrEqual(2)
  })

  test('nobody with staff', () => {
    const groups = watch(8, [walk(0, 0, 1.2), walk(0, 0.8, 1.2)])
    groups.exclude(2)
    expect(groups.companions(1)).toEqual([])
  })

  test('the same whoever came and went before', () => {
    const ways = [walk(0, 0, 1.2), walk(0.1, 0.8, 1.2), walk(8, 0.4, -1.1), stand(4, 1)]
    const fresh = watch(8, ways)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), before => {
        const used = new Groups()
        watch(
          2,
          Array.from({ length: before }, (_, i) => walk(i, i % 7, 1)),
          used,
        )
        for (let id = 1; id <= before; id++) used.gone(id, 3000)
        const ids = ways.map((_, i) => 1000 + i)
        watch(8, ways, used, ids)
        for (const [i, id] of ids.entries())
          expect(used.companions(id)).toEqual(fresh.companions(i + 1).map(one => one + 999))
      }),
      { numRuns: 20 },
    )
  })
})
