import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Crossed, pairCrossings } from './crossings.ts'

/** One character a second: > somebody goes in, < somebody goes out. */
function film(text: string, entrance?: string): Crossed[] {
  return [...text].flatMap((sign, second): Crossed[] =>
    sign === '.' ? [] : [{ direction: sign === '>' ? 'in' : 'out', atMs: 1000 * second, entrance }],
  )
}

test.each([
  ['>..<', '>..<', 2, 0, 0],
  ['>..<', '.>..<', 2, 0, 0],
  ['>...', '....>', 0, 1, 1],
  ['>', '<', 0, 1, 1],
  ['>>', '>', 1, 1, 0],
  ['>', '>.>', 1, 0, 1],
  // Both are paired, though the nearest of all would leave one over.
  ['>.>', '..>..>', 2, 0, 0],
])('%s counted as %s: %d right, %d missed, %d made up', (happened, told, right, missed, extra) => {
  const got = pairCrossings(film(happened), film(told))
  expect([got.right, got.missed.length, got.extra.length]).toEqual([right, missed, extra])
})

test('another entrance is another crossing; one that is not known may be any', () => {
  expect(pairCrossings(film('>', 'north'), film('>', 'south')).right).toBe(0)
  expect(pairCrossings(film('>'), film('>', 'south')).right).toBe(1)
})

test('every crossing is right, missed or made up, and none of what happened later than a moment is', () => {
  const some = fc.array(
    fc.record({ direction: fc.constantFrom('in' as const, 'out' as const), atMs: fc.integer({ min: 0, max: 60_000 }) }),
  )
  fc.assert(
    fc.property(some, some, (happened, told) => {
      const { right, missed, extra } = pairCrossings(happened, told)
      expect(right + missed.length).toBe(happened.length)
      expect(right + extra.length).toBe(told.length)
      for (const one of missed)
        expect(extra.some(other => other.direction === one.direction && Math.abs(other.atMs - one.atMs) <= 3000)).toBe(
          false,
        )
    }),
  )
})
