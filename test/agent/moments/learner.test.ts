import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../../agent/moments/advice.ts'
import { FEATURES, features } from '../../../agent/moments/features.ts'
import { Learner } from '../../../agent/moments/learner.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { SOMEBODY } from './situation.ts'

const x = features(SOMEBODY, new Float64Array(FEATURES.length))
const DAY = 86_400_000
/** What an approach has to be worth at first. */
const BAR = new Learner([]).bar.height

/** Told with a probability, and how it came out; so many times. */
function hear(learner: Learner, times: number, probability: number, outcome: (i: number) => Outcome): Learner {
  for (let i = 0; i < times; i++)
    learner.learn(
      {
        ...{ visit: `${i}`, touchpoint: 'wall-shelf', atMs: 0, features: x, probability, isLearned: true },
        outcome: outcome(i),
      },
      0,
    )
  return learner
}

/** Outcomes as they were told to be, which set off no alarm. */
const asTold = (probability: number) => {
  const random = new Random(1, 'learner')
  return (): Outcome => (random.chance(probability) ? 'helped' : 'declined')
}
/** A fifth comes out well where four were told, for so long that it is an alarm. */
function alarmed(): Learner {
  const learner = hear(new Learner(['wall-shelf']), 400, 0.6, asTold(0.6))
  for (let i = 0; learner.alarm.count === 0; i++) hear(learner, 1, 0.8, () => (i % 5 === 0 ? 'helped' : 'declined'))
  return learner
}

describe('where contacts that were meant came out badly', () => {
  test('an approach has to be worth more and nothing is tried, until that is weeks ago', () => {
    const learner = hear(new Learner(['wall-shelf']), 100, 0.6, () => 'declined')
    expect(learner.asked(0)).toBeGreaterThan(0.5)
    expect(learner.boldness(0)).toBe(0)
    expect(learner.asked(60 * DAY)).toBeLessThan(learner.asked(30 * DAY))
    expect(learner.asked(150 * DAY)).toBe(BAR)
    expect(learner.boldness(150 * DAY)).toBeGreaterThan(0.5)
  })

  test('a few say nothing, and where they came out well nobody is timid', () => {
    expect(hear(new Learner(['wall-shelf']), 20, 0.6, () => 'declined').asked(0)).toBe(BAR)
    const glad = hear(new Learner(['wall-shelf']), 100, 0.6, () => 'helped')
    expect([glad.asked(0), glad.boldness(0)]).toEqual([BAR, 1])
  })

  test('what came of tries, which were not told to be worth anything, is not held against it', () => {
    const learner = hear(new Learner(['wall-shelf']), 100, 0.3, () => 'declined')
    expect([learner.asked(0), learner.boldness(0)]).toEqual([BAR, 1])
  })
})

test('before some outcomes an approach has to be worth something, in however few visits there was one', () => {
  const learner = new Learner(['wall-shelf'])
  for (let visit = 0; visit < 1000; visit++) learner.bar.pass(false, 0.2)
  expect(learner.bar.height).toBe(0)
  expect(hear(learner, 59, 0.6, asTold(0.6)).asked(0)).toBe(BAR)
  expect(hear(learner, 1, 0.6, () => 'helped').asked(0)).toBe(0)
})

describe('while the advice rests', () => {
  const visit = { isApproached: false, isPromising: false }
  function resting(): Learner {
    const learner = hear(new Learner(['wall-shelf']), 20, 0.6, () => 'helped')
    while (!learner.rest.holds(0)) learner.pass(visit, 0.2, 0)
    return learner
  }

  test('nobody is tried, and the bar stays where it is', () => {
    const learner = resting()
    expect(learner.boldness(0)).toBe(0)
    learner.bar.height = 0.3
    for (let i = 0; i < 1000; i++) learner.pass(visit, 0.2, 0)
    expect(learner.bar.height).toBe(0.3)
  })

  test('it is over after a month, or once nothing is learned any more', () => {
    const learner = resting()
    expect(learner.boldness(30 * DAY)).toBe(1)
    learner.reset()
    expect(learner.boldness(0)).toBe(1)
  })

  test('it does not begin in the month after an alarm', () => {
    const learner = alarmed()
    for (let i = 0; i < 5000; i++) learner.pass(visit, 0.2, 29 * DAY)
    expect(learner.rest.holds(29 * DAY)).toBe(false)
  })

  test('nor where hardly any outcome was told: what is believed of any shop is no reason', () => {
    const learner = hear(new Learner(['wall-shelf']), 4, 0.6, () => 'helped')
    for (let i = 0; i < 5000; i++) learner.pass(visit, 0.2, 0)
    expect(learner.rest.holds(0)).toBe(false)
  })
})

describe('after an alarm', () => {
  test('a shop in which an alarm went off is not as timid as one in which none did', () => {
    const shops = [alarmed(), new Learner(['wall-shelf'])]
    // 0.45 of them well, 0.55 not: a tenth of one lost by each.
    const turns: Outcome[] = Array.from({ length: 180 }, (_, i) => ((9 * i) % 20 < 9 ? 'helped' : 'declined'))
    const [alert, never] = shops.map(learner => hear(learner, turns.length, 0.5, i => turns[i]!))
    expect(Math.abs(alert!.lately - never!.lately)).toBeLessThan(0.01)
    expect(never!.asked(0)).toBeGreaterThan(BAR)
    expect(alert!.asked(0)).toBe(BAR)
  })

  test('everybody is taken with optimism, less with each outcome, and for two hundred of them', () => {
    const learner = alarmed()
    expect(learner.daring(0)).toBe(1)
    // Tries, which say nothing of what is meant.
    hear(learner, 100, 0.4, asTold(0.4))
    expect(learner.daring(0)).toBeCloseTo(0.5)
    hear(learner, 110, 0.4, asTold(0.4))
    expect(learner.daring(0)).toBe(0)
  })

  test('nor where contacts are worth something again', () => {
    expect(hear(alarmed(), 20, 0.6, () => 'helped').daring(0)).toBe(0)
  })

  test('nor for ever where nobody tells an outcome', () => {
    expect(alarmed().daring(150 * DAY)).toBeLessThan(0.05)
  })

  test('what contacts were worth before makes nobody timid', () => {
    const learner = alarmed()
    expect(learner.asked(0)).toBe(BAR)
    // That one which set it off is of this one.
    expect(learner.boldness(0)).toBeGreaterThanOrEqual(0.7)
  })
})

describe('where visitors go about the shop otherwise', () => {
  /** Outcomes as they were told, and visits in which something else is done from the last three hundred on. */
  function shifted(visits = 300): Learner {
    const learner = hear(new Learner(['wall-shelf']), 400, 0.6, asTold(0.6))
    come(learner, 4000, 1, 0)
    come(learner, visits, 2, 10)
    return learner
  }
  function come(learner: Learner, visits: number, stops: number, fromDay: number): void {
    const seen = x.slice()
    seen[FEATURES.indexOf('stops')] = stops
    for (let i = 0; i < visits; i++) {
      learner.covariates.see(seen)
      learner.pass({ isApproached: true, isPromising: true }, 0.2, (fromDay + i / 400) * DAY)
    }
  }
  const bad = (learner: Learner, times: number) => hear(learner, times, 0.6, () => 'declined')
  const alarms = (learner: Learner) => learner.alarm.count

  test('a few outcomes that are worse are an alarm, and before that they are not', () => {
    expect([alarms(bad(shifted(), 6)), alarms(bad(shifted(), 7))]).toEqual([0, 1])
    expect(alarms(bad(shifted(0), 7))).toBe(0)
    expect(bad(shifted(), 7).daring(0)).toBeGreaterThan(0.9)
  })

  test('those count from when it was suspected on, and not where it turns out to be nothing', () => {
    const suspect = shifted(100)
    expect(suspect.covariates.shift).toBe('suspected')
    expect(alarms(bad(suspect, 7))).toBe(0)
    come(suspect, 200, 2, 11)
    expect(alarms(bad(suspect, 1))).toBe(1)
    const chance = shifted(100)
    bad(chance, 7)
    come(chance, 100, 1, 11)
    come(chance, 300, 2, 12)
    expect(alarms(bad(chance, 1))).toBe(0)
  })

  test('nor those of a shift before, of which it was never settled what it means', () => {
    const learner = bad(shifted(), 6)
    come(learner, 2400, 2, 20)
    come(learner, 300, 3, 30)
    expect(learner.covariates.shift).toBe('found')
    expect(alarms(bad(learner, 1))).toBe(0)
  })

  test('it is noticed while the advice rests, too', () => {
    const learner = hear(new Learner(['wall-shelf']), 400, 0.6, asTold(0.6))
    come(learner, 4000, 1, 0)
    while (!learner.rest.holds(10 * DAY)) learner.rest.pass(false, 10 * DAY)
    come(learner, 300, 2, 10)
    expect(learner.covariates.shift).toBe('found')
  })

  test('outcomes as they were told settle it: after these it takes as many as ever', () => {
    const learner = hear(shifted(), 100, 0.6, asTold(0.6))
    expect(learner.covariates.shift).toBe('none')
    expect(alarms(bad(learner, 7))).toBe(0)
  })

  test('before enough was learned no outcome is held against it', () => {
    const learner = new Learner(['wall-shelf'])
    come(learner, 4000, 1, 0)
    come(learner, 300, 2, 10)
    expect(alarms(bad(learner, 50))).toBe(0)
  })

  test('an alarm settles it, and nothing is known of it any more once nothing is learned', () => {
    const learner = bad(shifted(), 7)
    expect([learner.covariates.shift, learner.test.logRatio]).toEqual(['none', 0])
    const other = bad(shifted(), 3)
    other.alarm.worse = 23.9
    bad(other, 1)
    expect([alarms(other), other.covariates.shift, other.test.logRatio]).toEqual([1, 'none', 0])
    const anew = shifted()
    bad(anew, 3)
    anew.reset()
    expect([anew.covariates, anew.test]).toEqual([new Learner([]).covariates, new Learner([]).test])
  })
})

test('without an alarm nobody is daring', () => {
  expect(hear(new Learner(['wall-shelf']), 400, 0.6, asTold(0.6)).daring(0)).toBe(0)
})
