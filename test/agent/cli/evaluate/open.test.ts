import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Labelled, limitFor, type Seen, seen, split } from '../../../../agent/cli/evaluate/open.ts'
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

test('under the limit for a share lie at most so many strangers, and as many as can be', () => {
  const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(values, fc.constantFrom(0.01, 0.1, 0.5), (strangeness, target) => {
      const strangers = strangeness.map((value): Seen => ({ who: '', strangeness: value, isRight: undefined }))
      const limit = limitFor(strangers, target)
      const under = (most: number) => strangeness.filter(value => value <= most).length
      expect(under(limit)).toBeLessThanOrEqual(target * strangeness.length)
      expect(under(limit + 2e-9)).toBeGreaterThan(target * strangeness.length - 1)
    }),
  )
})

test('members are found, strangers are strange, and who shows no face is known by nobody', () => {
  const random = new Random(1, 'people')
  const look = () => {
    const out = Float32Array.from({ length: 128 }, () => random.normal())
    const length = Math.hypot(...out)
    return out.map(value => value / length)
  }
  const [ann, bob, cyd] = [look(), look(), look()]
  const numbers = new Map([
    ['ann', ann],
    ['bob', bob],
    ['ann later', ann],
    ['cyd', cyd],
  ])
  const enrolled = ['ann', 'bob'].map(file => ({ who: file, file }))
  const probes = ['ann later', 'cyd', 'bob hides'].map(file => ({ who: file.split(' ')[0], file }))
  const [first, second, third] = seen({ enrolled, probes }, numbers)
  expect(first).toMatchObject({ who: 'ann', isRight: true })
  expect(second).toMatchObject({ who: 'cyd', isRight: undefined })
  expect(first.strangeness).toBeLessThan(second.strangeness)
  expect(third).toEqual({ who: 'bob', strangeness: Number.POSITIVE_INFINITY, isRight: false })
})

function of(all: readonly Labelled[], name: string): Labelled[] {
  return all.filter(({ who }) => who === name)
}

function files(all: readonly Labelled[]): string[] {
  return all.map(({ file }) => file).sort()
}
