import fc from 'fast-check'
import { expect, test } from 'vitest'

// What browsers run has types of its own.
const page = '../../../agent/console/page/places.js'
const { places } = (await import(page)) as {
  places(were: readonly (string | undefined)[], wanted: readonly string[], most: number): (string | undefined)[]
}

test.each([
  ['', 'abc', 3, 'abc'],
  ['abc', 'xac', 3, 'axc'],
  ['abc', 'cba', 3, 'abc'],
  ['abc', 'c', 3, '..c'],
  ['..c', 'cd', 3, 'd.c'],
  ['abc', 'wxyz', 2, 'wx'],
  ['a', 'ba', 3, 'ab'],
  ['abc', '', 3, ''],
])('%s, where %s are wanted in %i places, become %s', (were, wanted, most, become) => {
  const held = [...were].map(key => (key === '.' ? undefined : key))
  expect(
    places(held, [...wanted], most)
      .map(key => key ?? '.')
      .join(''),
  ).toBe(become)
})

test('whoever has a place keeps it, nobody has two, none is free while somebody waits, and who matters most comes first', () => {
  const wanted = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 8 })
  fc.assert(
    fc.property(fc.array(wanted, { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), (films, most) => {
      let held: (string | undefined)[] = []
      for (const wants of films) {
        const next = places(held, wants, most)
        const there = next.filter(key => key !== undefined)
        held.forEach((key, i) => {
          if (key !== undefined && wants.includes(key)) expect(next[i]).toBe(key)
        })
        expect(new Set(there).size).toBe(there.length)
        expect(there.length).toBe(Math.min(most, wants.length))
        const [come, left] = [there.filter(key => !held.includes(key)), wants.filter(key => !there.includes(key))]
        for (const one of come) for (const other of left) expect(wants.indexOf(one)).toBeLessThan(wants.indexOf(other))
        held = next
      }
    }),
  )
})
