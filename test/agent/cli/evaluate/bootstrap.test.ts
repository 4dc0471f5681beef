import { expect, test } from 'vitest'
import { type Counted, shareOf } from '../../../../agent/cli/evaluate/bootstrap.ts'
import { wilson } from '../../../../agent/journey/wilson.ts'
import { Random } from '../../../../drivers/simulated/random.ts'

test('where each trial is another person it is about as wide as an interval of independent trials', () => {
  const counted = Array.from({ length: 400 }, (_, i) => ({ who: `p${i}`, trials: 1, hits: i % 10 ? [] : [`p${i}`] }))
  const [got, plain] = [shareOf(counted), wilson(40, 400)]
  expect(got.share).toBe(plain.share)
  expect(got.high - got.low).toBeCloseTo(plain.high - plain.low, 2)
})

test('the same people many times over say no more than once', () => {
  const once = Array.from({ length: 100 }, (_, i) => ({ who: `p${i}`, trials: 1, hits: i % 5 ? [] : [`p${i}`] }))
  const often = Array.from({ length: 50 }, () => once).flat()
  const [a, b] = [shareOf(once), shareOf(often)]
  expect(b.of).toBe(5000)
  expect(b.high - b.low).toBeCloseTo(a.high - a.low, 2)
})

test('it holds the truth about as often as it says, where strangers and members have each their own likeness', () => {
  // Some strangers are like many members, and some members are whom many strangers are like.
  const [truth, trials, count] = [0.02, 20, 120]
  const random = new Random(3, 'shops')
  let held = 0
  const rounds = 80
  for (let round = 0; round < rounds; round++) {
    const people = Array.from({ length: count }, (_, i) => ({ who: `p${i}`, likeness: random.between(0, 2) }))
    const counted: Counted[] = people.map(({ who, likeness }) => ({
      who,
      trials,
      hits: people.flatMap(other =>
        random.unit() < (likeness * other.likeness * truth * trials) / count ? [other.who] : [],
      ),
    }))
    const { low, high } = shareOf(counted, round)
    if (low <= truth && truth <= high) held++
  }
  expect(held / rounds).toBeGreaterThan(0.85)
})

test('of none, or of all, it says how little a few people show', () => {
  const none = Array.from({ length: 30 }, (_, i) => ({ who: `p${i % 10}`, trials: 7, hits: [] }))
  expect(shareOf(none)).toEqual({ ...wilson(0, 10), of: 210 })
  const all = none.map(({ who }) => ({ who, trials: 1, hits: [who] }))
  expect(shareOf(all)).toEqual({ ...wilson(10, 10), of: 30 })
})
