import fc from 'fast-check'
import { expect, test } from 'vitest'
import { halves, type Labelled, seen, split } from '../../../../agent/cli/evaluate/open.ts'
import { Random } from '../../../../drivers/simulated/random.ts'

const people = fc
  .array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 })
  .map(counts =>
    counts.flatMap((count, i) => Array.from({ length: count }, (_, k) => ({ who: `p${i}`, file: `${i}/${k}` }))),
  )

test('every photograph is either of the template or seen at the door, and of each member there are both', () => {
  fc.assert(
    fc.property(people, fc.nat(12), fc.integer({ min: 1, max: 6 }), fc.integer(), (all, members, most, seed) => {
      const made = split(all, members, most, seed)
      const several = [...new Set(all.map(({ who }) => who))].filter(who => of(all, who).length > 1)
      if (!made) {
        expect(several.length).toBeLessThan(members)
        return
      }
      expect(files([...made.enrolled, ...made.probes])).toEqual(files(all))
      const enrolled = new Set(made.enrolled.map(({ who }) => who))
      expect(enrolled.size).toBe(members)
      for (const who of enrolled) {
        expect(of(made.enrolled, who).length).toBeLessThanOrEqual(most)
        expect(of(made.probes, who).length).toBeGreaterThan(0)
      }
      expect(split(all, members, most, seed)).toEqual(made)
    }),
  )
})

test('halves share nobody, and are together all', () => {
  fc.assert(
    fc.property(people, fc.integer(), (all, seed) => {
      const [first, second] = halves(all, seed)
      expect(files([...first, ...second])).toEqual(files(all))
      const names = new Set(first.map(({ who }) => who))
      expect(second.filter(({ who }) => names.has(who))).toEqual([])
    }),
  )
})

test('members are found, strangers are strange, and who shows no face is known by nobody', () => {
  const random = new Random(1, 'people')
  const look = () => unit(Float32Array.from({ length: 128 }, () => random.normal()))
  const [ann, bob, cyd] = [look(), look(), look()]
  const numbers = new Map([
    ['ann', ann],
    ['bob', bob],
    ['ann later', ann],
    ['cyd', cyd],
  ])
  const enrolled = ['ann', 'bob'].map(file => ({ who: file, file }))
  const probes = ['ann later', 'cyd', 'bob hides'].map(file => ({ who: file.split(' ')[0], file }))
  const byName = new Map(seen({ enrolled, probes }, numbers).map(each => [each.who, each]))
  const [first, second, third] = ['ann', 'bob', 'cyd'].map(who => byName.get(who)!)
  expect(first).toMatchObject({ near: 'ann', enrolled: 1 })
  expect(third.enrolled).toBeUndefined()
  expect(first.strangeness).toBeLessThan(third.strangeness)
  expect(second).toEqual({ who: 'bob', near: undefined, strangeness: Number.POSITIVE_INFINITY, enrolled: 1 })
})

test('several looks of one visit count as one, which is nearer to them than each', () => {
  const random = new Random(2, 'looks')
  const normals = () => Float32Array.from({ length: 128 }, () => random.normal())
  const [ann, bob] = [normals(), normals()]
  const noisy = () => unit(normals().map((value, i) => value + ann[i]))
  const probes = [1, 2, 3, 4, 5].map(i => ({ who: 'ann', file: `door ${i}` }))
  const numbers = new Map([
    ['ann', unit(ann)] as const,
    ['bob', unit(bob)] as const,
    ...probes.map(({ file }) => [file, noisy()] as const),
  ])
  const enrolled = ['ann', 'bob'].map(file => ({ who: file, file }))
  const [each, visits] = [1, 3].map(looks => seen({ enrolled, probes }, numbers, looks))
  expect(each).toHaveLength(5)
  expect(visits).toHaveLength(2)
  expect(visits[0].strangeness).toBeLessThan(Math.min(...each.map(({ strangeness }) => strangeness)))
})

function unit(numbers: Float32Array): Float32Array {
  const length = Math.hypot(...numbers)
  return numbers.map(value => value / length)
}

function of(all: readonly Labelled[], name: string): Labelled[] {
  return all.filter(({ who }) => who === name)
}

function files(all: readonly Labelled[]): string[] {
  return all.map(({ file }) => file).sort()
}
