import { expect, test } from 'vitest'
import { resumed } from '../../../agent/lanes/resumed.ts'
import { Floor } from '../../../config/floor.ts'

const outline = [
  [0, 0],
  [1, 0],
  [1, 1],
]

test.each([
  ['flow', 0, 5],
  ['flow', 10, 5],
  ['flow', 11, 0],
  // The clock was set back meanwhile: how long it was away nobody knows.
  ['flow', -1, 0],
  ['seen', 1, 0],
])('by %s and away for %i minutes, of five there are %i', (occupancy, minutes, expected) => {
  const floor = Floor.parse({ outline, occupancy, keepMinutes: 10 })
  expect(resumed({ floor }, { inside: 5, aliveMs: 1e9 }, 1e9 + 60_000 * minutes)).toBe(expected)
})

test('of nobody who was ever there, nobody is', () => {
  const floor = Floor.parse({ outline, occupancy: 'flow' })
  expect(resumed({ floor }, { inside: 0, aliveMs: Number.NEGATIVE_INFINITY }, 1e9)).toBe(0)
})
