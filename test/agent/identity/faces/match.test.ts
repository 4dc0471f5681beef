import fc from 'fast-check'
import { expect, test } from 'vitest'
import { match } from '../../../../agent/identity/faces/match.ts'
import { mean } from '../../../../agent/identity/faces/mean.ts'
import { LIMITS, TARGETS } from '../../../../agent/identity/faces/rule.ts'
import { Search } from '../../../../agent/identity/faces/search.ts'
import { Random } from '../../../../drivers/simulated/random.ts'

const NUMBERS = 128

/** Members, and somebody at a distance of one of them, as far as two faces may be from each other. */
const scene = fc.record({
  seed: fc.integer({ min: 1, max: 1e9 }),
  members: fc.integer({ min: 1, max: 20 }),
  alike: fc.double({ min: 0.1, max: 1, noNaN: true }),
  apart: fc.double({ min: 0, max: 0.5, noNaN: true }),
  target: fc.constantFrom(...TARGETS),
})
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never

test('says who it is where the distance, less half of that to the next, is within the limit, and nothing else ever', () => {
  fc.assert(
    fc.property(scene, of => {
      const { search, templates, query } = set(of)
      const apart = templates.map(template => distance(template, query))
      const order = apart.map((_, i) => i).sort((a, b) => apart[a] - apart[b])
      const against = apart[order[0]] - Math.min(apart[order[1]] ?? Number.POSITIVE_INFINITY, 0.42) / 2
      fc.pre([LIMITS[of.target], LIMITS[0.01]].every(limit => Math.abs(against - limit) > 1e-6))
      const wanted =
        against <= LIMITS[of.target]
          ? { is: 'member', owner: order[0] }
          : { is: against <= LIMITS[0.01] ? 'unsure' : 'nobody' }
      expect(match(search, query, { target: of.target })).toEqual(wanted)
    }),
  )
})

test('who is known where mistakes are seldom allowed is known where they are allowed more often', () => {
  fc.assert(
    fc.property(scene, of => {
      const { search, query } = set(of)
      const answers = TARGETS.map(target => match(search, query, { target }))
      for (const [i, answer] of answers.entries())
        if (answer.is === 'member' && i > 0) expect(answers[i - 1]).toEqual(answer)
    }),
  )
})

test('after a mistake more must speak for that member, and no less for any other', () => {
  fc.assert(
    fc.property(scene, fc.double({ min: 0, max: 0.3, noNaN: true }), (of, more) => {
      const { search, query } = set(of)
      const before = match(search, query, { target: of.target })
      const owner = before.is === 'member' ? before.owner : 0
      const after = match(search, query, { target: of.target, stricter: new Map([[owner, more]]) })
      if (before.is === 'member' && after.is === 'member') expect(after).toEqual(before)
      if (before.is !== 'member') expect(after.is).not.toBe('member')
      const others = new Map([[owner + 1, more]])
      expect(match(search, query, { target: of.target, stricter: others }).is).toBe(before.is)
    }),
  )
})

test('one look suffices where a member looks as in the template; nobody is known where there are no members', () => {
  const { search, templates } = set({ seed: 1, members: 5, alike: 1, apart: 0, target: 0.001 })
  for (const [owner, template] of templates.entries())
    expect(match(search, template, { target: 0.001 })).toEqual({ is: 'member', owner })
  expect(match(new Search(), templates[0], { target: 0.01 })).toEqual({ is: 'nobody' })
})

test('the mean of looks has length one and is no farther from whom they show than they are on the whole', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 8 }), (seed, count) => {
      const random = new Random(seed, 'looks')
      const [truth] = [unit(random)]
      const looks = Array.from({ length: count }, () => towards(truth, unit(random), 0.4))
      const weights = looks.map(() => random.between(0.1, 1))
      const out = mean(looks, weights)!
      const sum = weights.reduce((total, weight) => total + weight, 0)
      const squares = looks.map((look, i) => (weights[i] / sum) * distance(look, truth) ** 2)
      expect(Math.hypot(...out)).toBeCloseTo(1, 5)
      expect(distance(out, truth) ** 2).toBeLessThanOrEqual(squares.reduce((total, each) => total + each, 0) + 1e-5)
    }),
  )
  expect(mean([], [])).toBeUndefined()
  expect(mean([new Float32Array(NUMBERS).fill(1)], [0])).toBeUndefined()
})

function set({ seed, members, alike, apart }: Scene): {
  search: Search
  templates: Float32Array[]
  query: Float32Array
} {
  const random = new Random(seed, 'members')
  const centre = unit(random)
  const search = new Search()
  const templates = Array.from({ length: members }, () => towards(centre, unit(random), alike))
  for (const [owner, template] of templates.entries()) search.add(template, owner)
  return { search, templates, query: towards(templates[0], unit(random), apart) }
}

/** A part of the way from one place on the sphere to another. */
function towards(from: Float32Array, to: Float32Array, part: number): Float32Array {
  const out = from.map((value, i) => value + part * to[i])
  const length = Math.hypot(...out)
  return out.map(value => value / length)
}

function unit(random: Random): Float32Array {
  const out = Float32Array.from({ length: NUMBERS }, () => random.normal())
  const length = Math.hypot(...out)
  return out.map(value => value / length)
}

function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0))
}
