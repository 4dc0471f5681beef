import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bonds, cluster } from '../../../agent/floor/cluster.ts'

/** One letter for each group, in order of its first member. Pairs that are not named have met and are hopeless, but go the same way. */
function groups(
  count: number,
  odds: Record<string, number>,
  motion: Record<string, number> = {},
  unmet: readonly string[] = [],
): string {
  const key = (i: number, j: number) => `${Math.min(i, j)}-${Math.max(i, j)}`
  const found = cluster(count, {
    met: (i, j) => !unmet.includes(key(i, j)),
    odds: (i, j) => odds[key(i, j)] ?? -6,
    motion: (i, j) => motion[key(i, j)] ?? 1,
  })
  const names = new Map<number, string>()
  for (const one of found) if (!names.has(one)) names.set(one, 'abcdefgh'[names.size]!)
  return [...found].map(one => names.get(one)).join('')
}

test.each([
  [1, {}, 'a'],
  [3, {}, 'abc'],
  [3, { '0-2': 1 }, 'aba'],
  // The ends of a row walk far apart.
  [4, { '0-1': 3, '1-2': 3, '2-3': 3 }, 'aaaa'],
])('%d people with %j are %s', (count, odds, expected) => {
  expect(groups(count, odds)).toBe(expected)
})

test('two families who pass at an arm’s length are two, since their ways do not go together', () => {
  const odds = { '0-1': 5, '2-3': 5, '1-2': 1 }
  expect(groups(4, odds)).toBe('aaaa')
  expect(groups(4, odds, { '0-2': -3, '0-3': -3, '1-3': -3, '1-2': 1 })).toBe('aabb')
})

test('who left before the other came speaks neither for nor against them', () => {
  const odds = { '0-1': 3, '1-2': 3 }
  expect(groups(3, odds, { '0-2': -5 })).toBe('aab')
  expect(groups(3, odds, { '0-2': -5 }, ['0-2'])).toBe('aaa')
  expect(groups(2, { '0-1': 3 }, {}, ['0-1'])).toBe('ab')
})

test('groups are the same in whatever order people are named', () => {
  const odds = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 36, maxLength: 36 })
  fc.assert(
    fc.property(odds, fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8], { minLength: 9 }), (values, order) => {
      const of = (i: number, j: number) => (i > j ? values[(i * (i - 1)) / 2 + j]! : values[(j * (j - 1)) / 2 + i]!)
      // Ties may be broken either way.
      fc.pre(new Set(values).size === values.length)
      const bonds = (name: (i: number) => number): Bonds => ({
        met: (i, j) => of(name(i), name(j)) > -5,
        odds: (i, j) => of(name(i), name(j)),
        motion: (i, j) => 2 - Math.abs(of(name(i), name(j))),
      })
      const plain = cluster(
        9,
        bonds(i => i),
      )
      const other = cluster(
        9,
        bonds(i => order[i]!),
      )
      for (let i = 0; i < 9; i++)
        for (let j = 0; j < 9; j++) expect(other[i] === other[j]).toBe(plain[order[i]!] === plain[order[j]!])
    }),
  )
})
