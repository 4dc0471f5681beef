import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cluster } from '../../../agent/floor/cluster.ts'

/** One letter for each group, in order of its first member; `odds` are those that are not hopeless. */
function groups(count: number, odds: Record<string, number>): string {
  const found = cluster(count, (i, j) => odds[`${Math.min(i, j)}-${Math.max(i, j)}`] ?? -6)
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
  // One doubtful pair does not join two families.
  [4, { '0-1': 5, '2-3': 5, '1-2': 1 }, 'aabb'],
])('%d people with %j are %s', (count, odds, expected) => {
  expect(groups(count, odds)).toBe(expected)
})

test('groups are the same in whatever order people are named', () => {
  const odds = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 36, maxLength: 36 })
  fc.assert(
    fc.property(odds, fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8], { minLength: 9 }), (values, order) => {
      const of = (i: number, j: number) => (i > j ? values[(i * (i - 1)) / 2 + j]! : values[(j * (j - 1)) / 2 + i]!)
      // Ties may be broken either way.
      fc.pre(new Set(values).size === values.length && values.every(value => value > -0.5))
      const plain = cluster(9, of)
      const other = cluster(9, (i, j) => of(order[i]!, order[j]!))
      for (let i = 0; i < 9; i++)
        for (let j = 0; j < 9; j++) expect(other[i] === other[j]).toBe(plain[order[i]!] === plain[order[j]!])
    }),
  )
})
