import { describe, expect, test } from 'vitest'
import type { Decision } from '../../../../agent/moments/advice.ts'
import { aftermath, type Word } from '../../../../agent/moments/worth/heard.ts'
import { report } from '../../../../agent/moments/worth/report.ts'
import { Random } from '../../../../drivers/simulated/random.ts'
import { LOOK } from '../log.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const WAITS = { settleMs: 10 * MINUTE, outcomeMs: 24 * HOUR }
const AT = LOOK.atMs

const approach = (visit: string, atMs = AT, more: Partial<Decision> = {}): Decision => ({
  ...{ ...LOOK, visit, atMs, isApproached: true, propensity: 0.9, probability: 0.7 },
  ...more,
})
const word = (visit: string, outcome: Word['outcome'], atMs: number, more: Partial<Word> = {}): Word => ({
  ...{ asker: 'till', visit, outcome, atMs, fromMs: AT - HOUR },
  ...more,
})

describe('words and approaches', () => {
  const looks = ['a', 'b', 'c', 'd'].map(visit => approach(visit))
  const words = [
    word('a', 'bought', AT + MINUTE / 2),
    word('a', 'helped', AT + MINUTE),
    word('a', 'declined', AT + 2 * MINUTE),
    word('b', 'helped', AT + MINUTE),
    word('b', 'helped', AT + 2 * MINUTE, { asker: 'tablet' }),
    word('c', 'helped', AT + 25 * HOUR),
    word('nobody', 'helped', AT + MINUTE),
  ]

  test('are told together as they came', () => {
    const { words: counts, outcomeOf, censored, waiting } = aftermath(looks, words, WAITS, AT + 26 * HOUR)
    expect(looks.map(outcomeOf)).toEqual(['declined', 'helped', undefined, undefined])
    expect(counts).toMatchObject({ taken: 2, corrected: 1, same: 1, late: 1, unknown: 2 })
    expect([censored, waiting]).toEqual([2, 0])
    expect(aftermath(looks, words.slice(0, 5), WAITS, AT + HOUR)).toMatchObject({ censored: 0, waiting: 2 })
  })

  test('of a visit that was judged and in which nobody was advised to go, it is of the staff themselves', () => {
    const judged = [...looks, { ...LOOK, visit: 'e', probability: 0.6 }]
    const { unadvised } = aftermath(
      judged,
      [...words, word('e', 'helped', AT + MINUTE), word('e', 'bought', AT + MINUTE)],
      WAITS,
      AT + HOUR,
    )
    expect(unadvised.map(({ visit }) => visit)).toEqual(['e'])
  })
})

/** A shop in which who stands for long is glad of a contact and who does not is not, with advice that knows that, and words of it. */
function shop(visits: number, isShown: boolean) {
  const random = new Random(1, 'report')
  const looks: Decision[] = []
  const words: Word[] = []
  for (let i = 0; i < visits; i++) {
    const visit = `visit-${i}`
    const isGlad = random.chance(0.3)
    const held = random.chance(0.2)
    const marks = isGlad ? [15, 30, 45, 60, 75] : [15, 30]
    let since = 0
    for (const dwellSeconds of marks) {
      const isTime = dwellSeconds === 75
      const isApproached = isTime && !held
      const atMs = AT + i * HOUR + 1000 * dwellSeconds
      const probability = dwellSeconds >= 75 ? 0.8 : 0.3
      const propensity = isTime ? 0.8 : 0.05
      // One in twenty is tried early, and that is where the log says what early is worth.
      const isTried = !isTime && random.chance(propensity)
      looks.push({
        ...{ visit, touchpoint: 'wall-shelf', atMs, dwellSeconds, sinceSeconds: since, isQueueing: false, isShown },
        ...{ probability, propensity, isApproached: isApproached || isTried },
      })
      since = dwellSeconds
      if (!isApproached && !isTried) continue
      const isGood = random.chance(isTime ? 0.8 : 0.3)
      if (random.chance(0.7))
        words.push(word(visit, isGood ? 'helped' : 'declined', atMs + MINUTE, { fromMs: atMs - MINUTE }))
      break
    }
  }
  return report(looks, words, WAITS, AT + visits * HOUR)!
}

describe('the report', () => {
  test('says nothing where nothing was decided', () => {
    expect(report([], [], WAITS, 0)).toBeUndefined()
  })

  test('finds what there is to find: probabilities that hold, and worth over never and over a fixed time', () => {
    const { error, worth, lift, visits, approached } = shop(4000, true)
    expect(visits).toBe(4000)
    expect(approached.shadow).toBe(0)
    expect(error!).toBeLessThan(0.05)
    expect(lift!.never.low).toBeGreaterThan(0)
    expect(lift!.never.mean).toBeCloseTo(worth!.model.mean, 9)
    expect(lift!.dwell.low).toBeLessThanOrEqual(lift!.dwell.mean)
    const fixed = (seconds: number) => worth!.rules.find(rule => rule.seconds === seconds)!
    // Early a contact is worth 0.3 − 0.7 each, of all; late 0.8 − 0.2, of three in ten.
    expect(fixed(15).doublyRobust.low).toBeLessThan(-40)
    expect(fixed(15).doublyRobust.high).toBeGreaterThan(-40)
    expect(fixed(75).doublyRobust.mean).toBeGreaterThan(10)
    expect(fixed(75).supported).toBe(1)
    expect(worth!.rules[0]).toMatchObject({ doublyRobust: { mean: 0 }, seconds: undefined })
  })

  test('in shadow says whether probabilities hold, and nothing of worth', () => {
    const { worth, lift, error, approached } = shop(600, false)
    expect([worth, lift]).toEqual([undefined, undefined])
    expect(error).toBeDefined()
    expect(approached.shown).toBe(0)
    expect(approached.shadow).toBeGreaterThan(100)
  })

  test('of few outcomes says nothing of worth', () => {
    expect(shop(30, true).worth).toBeUndefined()
  })
})
