import { describe, expect, test } from 'vitest'
import { FEATURES, features, SUBJECT_OF, SUBJECTS } from '../../../agent/moments/features.ts'
import { Learner } from '../../../agent/moments/learner.ts'
import { movedBy, reasons } from '../../../agent/moments/reasons.ts'
import type { Situation } from '../../../agent/moments/situation.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { SOMEBODY, STRANGER } from './situation.ts'

/** A shop in which something was learned, of situations drawn at random. */
function learned() {
  const learner = new Learner(['wall-shelf', 'till'])
  const random = new Random(3, 'reasons')
  for (let i = 0; i < 400; i++) {
    const situation = anybody(random)
    const x = features(situation, new Float64Array(FEATURES.length))
    learner.usual.see(x)
    const good = (situation.staysBefore ?? 0) > 0 || (situation.reaches ?? 0) > 3
    const contact = { visit: 'v', touchpoint: 'wall-shelf', atMs: 0, features: x, probability: 0.5, isLearned: true }
    learner.learn({ ...contact, outcome: random.chance(good ? 0.9 : 0.2) ? 'helped' : 'declined' }, 0)
  }
  return { learner, random }
}

function anybody(random: Random): Situation {
  return {
    ...(random.chance(0.2) ? STRANGER : SOMEBODY),
    dwellSeconds: random.between(5, 200),
    staysBefore: random.chance(0.2) ? undefined : random.below(3),
    stops: random.below(5),
    metresPerSecond: random.between(0, 0.6),
    reaches: random.chance(0.3) ? undefined : random.below(8),
    groupSize: random.chance(0.3) ? undefined : 1 + random.below(3),
    hour: random.between(9, 19),
  }
}

describe('reasons', () => {
  test('are those that moved the number: with what is usual in its place, the score moves by what was told', () => {
    const { learner, random } = learned()
    const { model, usual } = learner
    for (let i = 0; i < 200; i++) {
      const situation = anybody(random)
      const x = features(situation, new Float64Array(FEATURES.length))
      const score = model.belief.score(model.lay(x, 'wall-shelf'))
      const without = SUBJECTS.map((_, subject) => {
        const ablated = x.map((value, at) => (SUBJECT_OF[at] === subject ? usual.mean[at]! : value))
        return score - model.belief.score(model.lay(ablated, 'wall-shelf'))
      })
      const told = reasons(situation, x, usual.mean, model)
      for (const { subject, moved } of told) expect(moved).toBeCloseTo(without[SUBJECTS.indexOf(subject)]!, 9)
      // Nothing that was left out moved it more than what was told.
      const least = Math.min(...told.map(({ moved }) => Math.abs(moved)))
      const untold = SUBJECTS.filter(subject => !told.some(reason => reason.subject === subject))
      for (const subject of untold)
        expect(Math.abs(without[SUBJECTS.indexOf(subject)]!)).toBeLessThan(told.length < 3 ? 0.05 : least + 1e-9)
      // And all together they are the whole of it.
      const all = model.belief.score(model.lay(usual.mean, 'wall-shelf'))
      expect(movedBy(x, usual.mean, model, 'wall-shelf').reduce((sum, moved) => sum + moved, all)).toBeCloseTo(score, 9)
    }
  })

  test('say which way, and what was seen', () => {
    const { learner } = learned()
    const back = { ...SOMEBODY, staysBefore: 2, secondsBefore: 80, reaches: 7 }
    const x = features(back, new Float64Array(FEATURES.length))
    const told = reasons(back, x, learner.usual.mean, learner.model)
    expect(told.find(({ subject }) => subject === 'returns')?.words).toBe('Back here, 3 times by now: for it.')
    expect(told.find(({ subject }) => subject === 'hands')?.words ?? '7 reaches').toMatch(/7 reaches/)
  })

  test('are as many of a member as of anybody else, without that they are one', () => {
    const { learner, random } = learned()
    const x = (situation: Situation) => features(situation, new Float64Array(FEATURES.length))
    const outside = (situation: Situation) =>
      reasons(situation, x(situation), learner.usual.mean, learner.model).filter(({ subject }) => subject !== 'member')
    learner.model.belief.mean[FEATURES.indexOf('member')] = 3
    let isStrong = 0
    for (let i = 0; i < 100; i++) {
      const somebody = { ...anybody(random), isMember: false }
      const member = { ...somebody, isMember: true }
      expect(outside(member)).toEqual(outside(somebody))
      const inside = reasons(member, x(member), learner.usual.mean, learner.model)
      if (inside[0]!.subject === 'member') isStrong++
    }
    expect(isStrong).toBeGreaterThan(50)
  })

  test('say what is believed of a place of which nothing was learned, and not how visitors there are', () => {
    const { learner } = learned()
    const at = (id: string) => {
      const situation = { ...SOMEBODY, touchpoint: { ...SOMEBODY.touchpoint, id } }
      const x = features(situation, new Float64Array(FEATURES.length))
      learner.model.belief.mean[0] += 5
      const told = reasons(situation, x, new Float64Array(FEATURES.length), learner.model)
      learner.model.belief.mean[0] -= 5
      return told.find(({ subject }) => subject === 'place')?.words
    }
    // All that was learned was of the shelf.
    expect(at('wall-shelf')).toBe('How visitors at wall-shelf mostly take it: for it.')
    expect(at('till')).toBe('What is believed of any place like till: for it.')
    learner.reset()
    expect(at('wall-shelf')).toBe('What is believed of any place like wall-shelf: for it.')
  })

  test('say of what is unknown that it is', () => {
    const { learner } = learned()
    const x = features(STRANGER, new Float64Array(FEATURES.length))
    const told = reasons(STRANGER, x, learner.usual.mean, learner.model)
    expect(told.length).toBeGreaterThan(0)
    for (const { words } of told) expect(words).not.toMatch(/undefined|NaN|\b0 reaches/)
  })
})
