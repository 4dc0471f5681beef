import { describe, expect, test } from 'vitest'
import type { Advice, Decision } from '../../../agent/moments/advice.ts'
import { Learner } from '../../../agent/moments/learner.ts'
import { Moments } from '../../../agent/moments/moments.ts'
import type { Situation } from '../../../agent/moments/situation.ts'
import { Moments as Config } from '../../../config/moments.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { SOMEBODY, STRANGER } from './situation.ts'

const SURE = { exploreShare: 0, holdBackShare: 0 }

function shop(config: Partial<Config> = SURE, learner = new Learner(['wall-shelf', 'till'])) {
  const random = new Random(1, 'stage')
  const decisions: Decision[] = []
  const around = { config: Config.parse(config), learner, unit: () => random.unit() }
  const moments = new Moments({ ...around, decided: decision => void decisions.push(decision) })
  return { moments, learner, decisions }
}

/** Who came back twice, handles everything and scanned labels: any shop goes to them. */
const EAGER = { dwellSeconds: 150, staysBefore: 2, secondsBefore: 90, reaches: 9, scans: 2, isMember: true }
const eager = (more: Partial<Situation> = {}): Situation => ({ ...SOMEBODY, ...EAGER, ...more })
const advice = (told: Advice | undefined) => told?.advice

describe('moments', () => {
  test('on the first day, who has just stopped is waited for and who clearly wants something is approached', () => {
    const { moments } = shop()
    expect(advice(moments.look({ ...SOMEBODY, dwellSeconds: 5 }))).not.toBe('approach')
    expect(advice(moments.look(eager({ visit: 'visit-2' })))).toBe('approach')
    expect(advice(moments.look({ ...STRANGER, visit: 'visit-3', dwellSeconds: 5 }))).not.toBe('approach')
  })

  test('an advice has a probability, reasons in words and an end', () => {
    const told = shop().moments.look(eager())!
    if (told.rule !== undefined) throw new Error(told.rule)
    expect(told.probability).toBeGreaterThan(0.5)
    expect(told.reasons.length).toBeGreaterThan(0)
    expect(told.reasons.every(({ words }) => /^[A-Z0-9].+: (for|against) it\.$/.test(words))).toBe(true)
    expect(told.untilMs).toBe(SOMEBODY.atMs + 30_000)
  })

  test('is told once, and again where it is another', () => {
    const { moments } = shop()
    const look = (seconds: number, more: Partial<Situation> = {}) =>
      advice(moments.look({ ...SOMEBODY, atMs: SOMEBODY.atMs + 1000 * seconds, dwellSeconds: seconds, ...more }))
    expect(look(5)).toBeDefined()
    expect(look(6)).toBeUndefined()
    expect(look(150, EAGER)).toBe('approach')
    expect(look(155, EAGER)).toBeUndefined()
    expect(look(160, { ...EAGER, hasStaff: true })).toBe('leave')
  })

  test('in shadow everything goes on, and nothing is shown', () => {
    const { moments, decisions } = shop({ ...SURE, mode: 'shadow' })
    expect(moments.look(eager())).toMatchObject({ advice: 'approach', isShown: false })
    expect(decisions).toHaveLength(1)
    expect(shop({ ...SURE, mode: 'advise' }).moments.look(eager())?.isShown).toBe(true)
  })

  test('a rule goes before the model, says itself, and asks the model nothing', () => {
    const { moments, decisions } = shop()
    const told = moments.look(eager({ isOffLimits: true }))
    expect(told).toMatchObject({ advice: 'leave', rule: 'off-limits' })
    expect(decisions).toEqual([])
  })

  test('who declined is left alone for the rest of the visit, at other touchpoints too', () => {
    const { moments } = shop()
    moments.look(eager())
    expect(moments.hear({ visit: 'visit-1', outcome: 'declined', atMs: SOMEBODY.atMs + 60_000 })).toBe('taken')
    const later = eager({
      atMs: SOMEBODY.atMs + 3_600_000,
      touchpoint: { id: 'till', channel: 'till', function: 'pay', stage: 'buy' },
    })
    expect(moments.look(later)).toMatchObject({ advice: 'leave', rule: 'declined' })
  })

  test('who declined before anybody looked at them is left alone too', () => {
    const { moments } = shop()
    moments.came('visit-1', SOMEBODY.atMs - 60_000)
    expect(moments.hear({ visit: 'visit-1', outcome: 'declined', atMs: SOMEBODY.atMs - 1000 })).toBe('unknown')
    expect(moments.look(eager())).toMatchObject({ advice: 'leave', rule: 'declined' })
  })

  test('of two visits that are of one person, what was between them and the staff in either holds of both', () => {
    const config = { ...SURE, againSeconds: 600 }
    const met = (what: (moments: Moments) => void, said: (moments: Moments) => void = () => {}) => {
      const { moments } = shop(config)
      for (const visit of ['visit-1', 'visit-2', 'visit-3']) moments.came(visit, SOMEBODY.atMs - 60_000)
      what(moments)
      moments.merge('visit-2', 'visit-3')
      moments.merge('visit-3', 'visit-1')
      for (const visit of ['visit-2', 'visit-3']) moments.gone(visit, SOMEBODY.atMs)
      said(moments)
      return moments.look(eager({ atMs: SOMEBODY.atMs + 5000 }))?.rule
    }
    const decline = (moments: Moments) =>
      void moments.hear({ visit: 'visit-2', outcome: 'declined', atMs: SOMEBODY.atMs })
    expect(met(() => {})).toBeUndefined()
    expect(met(decline)).toBe('declined')
    expect(met(() => {}, decline)).toBe('declined')
    expect(met(moments => void moments.look(eager({ visit: 'visit-2', hasStaff: true })))).toBe('cool-down')
    // What was advised a moment ago holds, and nothing is told anew.
    const { moments } = shop(config)
    moments.came('visit-1', SOMEBODY.atMs)
    expect(advice(moments.look(eager({ visit: 'visit-2' })))).toBe('approach')
    moments.merge('visit-2', 'visit-1')
    expect(moments.look(eager({ atMs: SOMEBODY.atMs + 5000 }))).toBeUndefined()
  })

  test('a visit that was over and turns out to have been the beginning of another one is remembered so long', () => {
    const ruleAfter = (minutes: number) => {
      const { moments } = shop()
      moments.came('visit-0', SOMEBODY.atMs)
      moments.gone('visit-0', SOMEBODY.atMs)
      moments.hear({ visit: 'visit-0', outcome: 'declined', atMs: SOMEBODY.atMs })
      moments.came('visit-1', SOMEBODY.atMs + 60_000)
      moments.tick(SOMEBODY.atMs + 60_000 * minutes)
      moments.merge('visit-0', 'visit-1')
      return moments.look(eager({ atMs: SOMEBODY.atMs + 60_000 * minutes }))?.rule
    }
    expect([ruleAfter(9), ruleAfter(11)]).toEqual(['declined', undefined])
  })

  test('nobody is sent to whom the staff left a moment ago, though no look saw them together', () => {
    const { moments } = shop()
    const leftAt = (staffMs: number) => moments.look(eager({ visit: `left ${staffMs}`, staffMs }))?.rule
    expect(leftAt(SOMEBODY.atMs - 10_000)).toBe('cool-down')
    expect(leftAt(SOMEBODY.atMs - 16 * 60_000)).toBeUndefined()
  })

  test('nor to whom the staff say that they were by themselves; a till was with nobody', () => {
    const ruleAfter = (outcome: 'helped' | 'bought') => {
      const { moments } = shop()
      moments.came('visit-1', SOMEBODY.atMs - 60_000)
      expect(moments.hear({ visit: 'visit-1', outcome, atMs: SOMEBODY.atMs - 10_000 })).toBe('unknown')
      return moments.look(eager())?.rule
    }
    expect([ruleAfter('helped'), ruleAfter('bought')]).toEqual(['cool-down', undefined])
  })

  test('learns from outcomes, and not from those that nobody told', () => {
    const { moments, learner } = shop({ ...SURE, againSeconds: 0, coolDownMinutes: 0, approachShare: 1 })
    const before = moments.look(eager())
    for (let i = 0; i < 60; i++) {
      const visit = `visit-${10 + i}`
      moments.look(eager({ visit }))
      if (i % 2) moments.hear({ visit, outcome: 'declined', atMs: SOMEBODY.atMs + 1000 })
      moments.gone(visit, SOMEBODY.atMs)
    }
    expect(moments.tick(SOMEBODY.atMs + 3_600_000)).toBe(30)
    expect(learner.outcomes).toBe(30)
    const after = moments.look(eager({ visit: 'visit-99', atMs: SOMEBODY.atMs + 3_600_000 }))
    if (before?.rule !== undefined || after?.rule !== undefined || !before || !after) throw new Error('ruled')
    expect(after.probability).toBeLessThan(before.probability - 0.2)
    expect(after.advice).not.toBe('approach')
    moments.tick(SOMEBODY.atMs + 25 * 3_600_000)
    expect(learner.outcomes).toBe(30)
    expect(moments.contacts.censored).toBeGreaterThanOrEqual(30)
  })

  test('a till alone teaches nothing, whether those bought to whom nobody went or not', () => {
    const { moments, learner } = shop({ ...SURE, mode: 'shadow', approachShare: 1 })
    for (let i = 0; i < 60; i++) {
      const visit = `visit-${10 + i}`
      moments.look(eager({ visit }))
      if (i % 3 === 0) moments.hear({ visit, outcome: 'bought', atMs: SOMEBODY.atMs + 1000 })
      moments.gone(visit, SOMEBODY.atMs)
    }
    moments.tick(SOMEBODY.atMs + 25 * 3_600_000)
    expect([learner.outcomes, moments.contacts.censored]).toEqual([0, 60])
  })

  test('with exploring off, propensities are 0 or 1 and the same is done each time', () => {
    const { moments, decisions } = shop()
    for (let i = 0; i < 50; i++)
      moments.look(eager({ visit: `visit-${100 + i}`, dwellSeconds: 5 * i, reaches: i % 9, staysBefore: i % 3 }))
    expect(decisions.every(({ propensity, isApproached }) => propensity === Number(isApproached))).toBe(true)
    expect(new Set(decisions.map(({ isApproached }) => isApproached)).size).toBe(2)
  })

  test('some are held back whatever they do, and for the whole of their visit', () => {
    const { moments, decisions } = shop({ exploreShare: 0, holdBackShare: 0.3, againSeconds: 0, approachShare: 1 })
    const looks = 5
    for (let i = 0; i < 400; i++)
      for (let k = 0; k < looks; k++)
        moments.look(eager({ visit: `visit-${1000 + i}`, atMs: SOMEBODY.atMs + 5000 * k }))
    const never = new Set(decisions.map(({ visit }) => visit))
    for (const { visit, isApproached } of decisions) if (isApproached) never.delete(visit)
    expect(never.size / 400).toBeCloseTo(0.3, 1)
    expect(decisions.find(({ isApproached }) => isApproached)?.propensity).toBeCloseTo(0.7, 9)
  })

  test('of visits it is remembered to how many a contact seemed worth it, as long as it was asked of them and they were not held back', () => {
    const learner = new Learner(['wall-shelf', 'till'])
    learner.outcomes = 5
    const { rest } = learner
    const { moments } = shop(SURE, learner)
    const pass = (visit: string, ...looks: Situation[]) => {
      const was = rest.promising
      moments.came(visit, SOMEBODY.atMs)
      for (const look of looks) moments.look({ ...look, visit })
      moments.gone(visit, SOMEBODY.atMs)
      return [rest.visits, Math.sign(rest.promising - was)]
    }
    const dull = { ...STRANGER, dwellSeconds: 20 }
    expect(pass('eager', dull, eager(), dull)).toEqual([1, 1])
    expect(pass('dull', dull)).toEqual([2, -1])
    expect(pass('never asked')).toEqual([2, 0])
    // Two that turn out to be one are one.
    moments.look(eager({ visit: 'one' }))
    moments.look({ ...dull, visit: 'other' })
    moments.merge('one', 'other')
    expect(pass('other')).toEqual([3, 1])
    const heldBack = new Moments({ config: Config.parse({ holdBackShare: 0.3 }), learner, unit: () => 0 })
    heldBack.look(eager({ visit: 'held-back' }))
    heldBack.gone('held-back', SOMEBODY.atMs)
    expect(rest.visits).toBe(3)
  })

  test('notices that visitors go about the shop otherwise, by what it looked at', () => {
    const { moments, learner } = shop()
    const come = (stops: number, visits: number, fromDay: number) => {
      for (let i = 0; i < visits; i++) {
        const [visit, atMs] = [`${fromDay}-${i}`, SOMEBODY.atMs + fromDay * 86_400_000 + 60_000 * i]
        moments.look({ ...SOMEBODY, visit, atMs, dwellSeconds: 5, stops })
        moments.gone(visit, atMs)
      }
    }
    for (let day = 0; day < 9; day++) come(1, 300, day)
    come(3, 299, 9)
    expect(learner.covariates.shift).toBe('suspected')
    come(3, 1, 10)
    expect(learner.covariates.shift).toBe('found')
  })

  test('after an alarm many are tried, but nobody where exploring is switched off', () => {
    const approached = (exploreShare: number, since: number) => {
      const learner = new Learner(['wall-shelf', 'till'])
      learner.alarm.since = since
      const { moments } = shop({ holdBackShare: 0, exploreShare, approachShare: 1 }, learner)
      const random = new Random(7, 'visitors')
      const told = Array.from({ length: 300 }, (_, i) =>
        moments.look({ ...SOMEBODY, visit: `visit-${i}`, dwellSeconds: random.between(3, 240) }),
      )
      return told.filter(one => one?.advice === 'approach').length
    }
    const usual = approached(0, Number.POSITIVE_INFINITY)
    expect(approached(0, 0)).toBe(usual)
    expect(approached(0.01, 0)).toBeGreaterThan(usual + 100)
    expect(approached(0.01, 200)).toBeLessThan(usual + 20)
  })

  describe('says what decided exactly where it would be another without it:', () => {
    const SHARES = { exploreShare: 0.3, holdBackShare: 0.3, approachShare: 1 }
    /** Of each of many visitors the first look, with draws that are the same whatever the settings are. */
    function looked(config: Partial<Config>, height = 0.3, restsUntilMs = 0) {
      const learner = new Learner(['wall-shelf', 'till'])
      learner.bar.height = height
      Object.assign(learner.rest, { untilMs: restsUntilMs, isResting: restsUntilMs > 0 })
      // Before some outcomes the bar is not as low as can be.
      learner.outcomes = 1000
      const draws = new Random(5, 'draws')
      const random = new Random(6, 'visitors')
      return Array.from({ length: 600 }, (_, i) => {
        let drawn = (i % 20) / 20
        const unit = () => {
          const one = drawn
          drawn = draws.unit()
          return one
        }
        const moments = new Moments({ config: Config.parse({ ...SHARES, ...config }), learner, unit })
        const somebody = { visit: `visit-${i}`, dwellSeconds: random.between(3, 240), staysBefore: random.below(3) }
        const told = moments.look({ ...SOMEBODY, ...somebody, reaches: random.below(9), scans: random.below(2) })!
        if (told.rule !== undefined) throw new Error(told.rule)
        return told
      })
    }
    const isApproached = ({ advice }: Advice) => advice === 'approach'
    const bars = (one: Advice) => one.rule === undefined && one.decidedBy === 'bar'
    const told = looked({})
    const by = (what: string) => told.map(one => one.rule === undefined && one.decidedBy === what)
    const count = (what: string) => by(what).filter(is => is).length
    // Who is drawn for neither is as the model sees them.
    const without = looked({ exploreShare: 0, holdBackShare: 0 })

    test('a try', () => {
      expect(count('try')).toBeGreaterThan(20)
      expect(by('try')).toEqual(told.map((one, i) => isApproached(one) && !isApproached(without[i]!)))
      expect(looked({ exploreShare: 0 }).some(one => one.rule === undefined && one.decidedBy === 'try')).toBe(false)
    })

    test('that they are held back', () => {
      const isHeldBack = (i: number) => (i % 20) / 20 < 0.3
      expect(count('held-back')).toBeGreaterThan(20)
      expect(by('held-back')).toEqual(
        told.map((one, i) => !isApproached(one) && isHeldBack(i) && isApproached(without[i]!)),
      )
      expect(looked({ holdBackShare: 0 }).some(one => one.rule === undefined && one.decidedBy === 'held-back')).toBe(
        false,
      )
    })

    test('that they are held back, where after an alarm everybody else is tried', () => {
      const looked = (drawn: number) => {
        const learner = new Learner(['wall-shelf', 'till'])
        learner.alarm.since = 0
        const random = new Random(8, 'visitors')
        return Array.from({ length: 200 }, (_, i) => {
          const moments = new Moments({ config: Config.parse(SHARES), learner, unit: () => drawn })
          return moments.look({ ...SOMEBODY, visit: `visit-${i}`, dwellSeconds: random.between(3, 240) })!
        })
      }
      const free = looked(0.99)
      expect(free.filter(isApproached).length).toBeGreaterThan(100)
      const heldBack = looked(0).map(one => one.rule === undefined && one.decidedBy === 'held-back')
      expect(heldBack).toEqual(free.map(isApproached))
    })

    test('that others are worth more', () => {
      const low = looked({}, 0)
      // Of who is held back it is asked what would be if they were not.
      const free = looked({ exploreShare: 0, holdBackShare: 0 }, 0)
      const lowered = told.map((_, i) => ((i % 20) / 20 < 0.3 ? free[i]! : low[i]!))
      const above = told.map((one, i) => ((i % 20) / 20 < 0.3 ? without[i]! : one))
      expect(count('bar')).toBeGreaterThan(20)
      expect(by('bar')).toEqual(told.map((_, i) => !isApproached(above[i]!) && isApproached(lowered[i]!)))
      expect(low.some(one => one.rule === undefined && one.decidedBy === 'bar')).toBe(false)
    })

    test('that the advice rests', () => {
      const resting = looked({}, 0.3, SOMEBODY.atMs + 1)
      const at = (what: string) => resting.map(one => one.rule === undefined && one.decidedBy === what)
      expect(resting.filter(isApproached)).toEqual([])
      // Nobody is tried, and who is held back would not be approached either.
      expect(at('rest')).toEqual(without.map(isApproached))
      expect(at('bar')).toEqual(looked({ exploreShare: 0, holdBackShare: 0 }).map(bars))
      expect(resting.every(one => one.rule !== undefined || ['rest', 'bar', 'model'].includes(one.decidedBy))).toBe(
        true,
      )
    })

    test('and what was weighed up with it', () => {
      for (const { advice, probability, decidedBy, weighed } of told) {
        expect(weighed.bar).toBe(0.65)
        if (decidedBy === 'try') expect(probability).toBeLessThan(weighed.bar)
        else if (decidedBy !== 'model' || advice !== 'approach') continue
        expect(weighed.reached).toBeGreaterThanOrEqual(weighed.bar - 1e-9)
      }
    })
  })

  test('tells once, and not over and over, that what decides is another', () => {
    const { moments, learner } = shop()
    learner.bar.height = 0.6
    const look = (atMs: number, dwellSeconds: number, staysBefore: number) => {
      const told = moments.look({ ...SOMEBODY, atMs: SOMEBODY.atMs + atMs, dwellSeconds, staysBefore })
      return told && told.rule === undefined ? `${told.advice} ${told.decidedBy}` : undefined
    }
    expect([0, 1, 2, 3].map(at => look(1000 * at, at % 2 ? 120 : 20, at % 2 ? 2 : 0))).toEqual([
      ...['wait model', 'wait bar', undefined, undefined],
    ])
  })

  test('forgets visits that are over, and may be told twice of their end', () => {
    const { moments } = shop()
    expect(advice(moments.look({ ...SOMEBODY, dwellSeconds: 5 }))).toBeDefined()
    moments.gone(SOMEBODY.visit, SOMEBODY.atMs)
    moments.gone(SOMEBODY.visit, SOMEBODY.atMs)
    moments.gone('nobody', SOMEBODY.atMs)
    expect(advice(moments.look({ ...SOMEBODY, dwellSeconds: 5 }))).toBeDefined()
  })
})
