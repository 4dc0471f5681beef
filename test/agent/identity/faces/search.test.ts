import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Nearest, Search } from '../../../../agent/identity/faces/search.ts'

const NUMBERS = 128
const nobody = (): Nearest => ({ row: 0, squared: 0, second: 0, secondSquared: 0 })

/** Crowds in which many are nearly, or exactly, as near as the nearest: there an approximation would show. */
const crowd = fc.record({
  seed: fc.integer(),
  count: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2000, max: 2100 })),
  owners: fc.integer({ min: 1, max: 30 }),
  spread: fc.constantFrom(0, 1e-7, 1e-4, 1e-2, 1, 1e4),
  scale: fc.constantFrom(1e-6, 1, 1e5),
  coarse: fc.boolean(),
})

test('finds whom a plain loop over all finds, the nearest and the nearest of the others, also where many are almost as near', () => {
  fc.assert(
    fc.property(crowd, ({ seed, count, owners, spread, scale, coarse }) => {
      const random = mulberry(seed)
      const centre = numbers(random, 1, coarse)
      const templates = Array.from({ length: count }, () =>
        numbers(random, spread, coarse).map((value, i) => scale * (value + centre[i])),
      )
      const owner = templates.map(() => Math.floor(random() * owners))
      const search = new Search()
      for (const [i, template] of templates.entries()) search.add(template, owner[i])
      const query = numbers(random, spread, coarse).map((value, i) => scale * (value + centre[i]))
      expect(found(search, query)).toEqual(plain(templates, owner, query))
    }),
    { numRuns: 150 },
  )
})

test('finds nobody of whom has been removed, and everybody else as before', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.record({ owner: fc.nat(8), remove: fc.boolean() }), { minLength: 1, maxLength: 200 }),
      (seed, steps) => {
        const random = mulberry(seed)
        const search = new Search()
        let kept: { template: Float32Array; owner: number }[] = []
        for (const { owner, remove } of steps) {
          if (remove) {
            const before = kept.length
            kept = kept.filter(other => other.owner !== owner)
            expect(search.remove(owner)).toBe(before - kept.length)
          } else {
            const template = numbers(random, 1, false)
            kept.push({ template, owner })
            search.add(template, owner)
          }
          expect(search.count).toBe(kept.length)
        }
        const query = numbers(random, 1, false)
        const into = nobody()
        search.nearest(query, into)
        const { squared, secondSquared } = plain(
          kept.map(each => each.template),
          kept.map(each => each.owner),
          query,
        )
        expect([into.squared, into.secondSquared]).toEqual([squared, secondSquared])
      },
    ),
    { numRuns: 100 },
  )
})

test('among nobody nobody is found; of one there is no second', () => {
  const search = new Search()
  expect(found(search, new Float32Array(NUMBERS))).toMatchObject({ row: -1, second: -1 })
  search.add(new Float32Array(NUMBERS), 7)
  search.add(new Float32Array(NUMBERS).fill(1), 7)
  expect(found(search, new Float32Array(NUMBERS))).toEqual({
    row: 0,
    squared: 0,
    second: -1,
    secondSquared: Number.POSITIVE_INFINITY,
  })
  search.wipe()
  expect(found(search, new Float32Array(NUMBERS))).toMatchObject({ row: -1 })
})

test('what is no template is refused', () => {
  const search = new Search()
  expect(() => search.add(new Float32Array(127), 1)).toThrow(RangeError)
  expect(() => search.add(new Float32Array(NUMBERS).fill(Number.NaN), 1)).toThrow(RangeError)
  expect(search.count).toBe(0)
})

function found(search: Search, query: Float32Array): Nearest {
  const into = nobody()
  search.nearest(query, into)
  return into
}

/** The rule restated: every distance, in order. */
function plain(templates: readonly Float32Array[], owner: readonly number[], query: Float32Array): Nearest {
  const squared = templates.map(template => template.reduce((sum, value, i) => sum + (value - query[i]) ** 2, 0))
  const nearest = (rows: readonly number[]) =>
    rows.reduce((best, row) => (best < 0 || squared[row] < squared[best] ? row : best), -1)
  const all = templates.map((_, i) => i)
  const row = nearest(all)
  const second = nearest(all.filter(i => owner[i] !== owner[row]))
  const at = (i: number) => squared[i] ?? Number.POSITIVE_INFINITY
  return { row, squared: at(row), second, secondSquared: at(second) }
}

/** Three in a sum, nearly normal; coarse ones are such that several distances are the same to the last bit. */
function numbers(random: () => number, spread: number, coarse: boolean): Float32Array {
  return Float32Array.from({ length: NUMBERS }, () => {
    const value = random() + random() + random() - 1.5
    return spread * (coarse ? Math.round(value) : value)
  })
}

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
