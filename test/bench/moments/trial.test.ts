import { describe, expect, test } from 'vitest'
import { byRule, DAYS } from './month.ts'
import type { Tally } from './play.ts'
import { OTHERS, ratio, SEEDS, total, worth } from './trial.ts'

const day = (visitors: number, expected: number): Tally => ({
  ...{ visitors, expected, sales: 0, reward: 0, contacts: 0, helped: 0, alone: 0, disturbed: 0 },
})

describe('a trial', () => {
  test('takes no shop twice', () => expect(new Set([...SEEDS, ...OTHERS]).size).toBe(SEEDS.length + OTHERS.length))

  test('may ask for the last days of a rule of thumb alone, for it learns nothing', () => {
    const last = (from: number) => byRule({ seed: 1, kind: 'usual', seconds: 60, from })
    expect(last(DAYS - 1)).toEqual(last(DAYS - 2).slice(1))
    expect(last(DAYS - 1)[0]!.contacts).toBeGreaterThan(0)
  })

  test('counts visitors, and not days', () => {
    expect(worth(total([day(100, 1), day(300, 9)]))).toBe(2.5)
    expect(ratio([day(100, 1), day(300, 9)], [day(100, 2), day(300, 2)]).mean).toBe(2.5)
  })

  test('is sure of what is as many times as much in every shop, and less sure the more they differ', () => {
    const width = (of: readonly number[]) => {
      const { low, high } = ratio(
        of.map(worth => day(100, worth)),
        of.map((_, i) => day(100, i + 1)),
      )
      return high - low
    }
    expect(width([2, 4, 6])).toBeCloseTo(0)
    expect(width([1, 4, 7])).toBeGreaterThan(0.1)
    expect(width([0, 4, 8])).toBeCloseTo(2 * width([1, 4, 7]))
  })
})
