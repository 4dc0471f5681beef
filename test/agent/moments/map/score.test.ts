import { describe, expect, test } from 'vitest'
import { likened } from '../../../../agent/moments/map/likened.ts'
import { scored } from '../../../../agent/moments/map/score.ts'
import { purchasesFor } from '../../../../agent/moments/map/value.ts'
import { type Truth, visits } from './visits.ts'

const of = (id: string, noticed: number, lift: number, effortSeconds: number): Truth => ({
  touchpoint: { id, channel: 'shelf', function: 'try', stage: 'consider' },
  ...{ noticed, lift, effortSeconds },
})
const TRUTHS = [
  of('tasting', 0.3, 0.25, 5),
  of('fitting', 0.3, 0.25, 90),
  of('poster', 0.3, 0, 5),
  of('kiosk', 0.3, 0, 90),
]
const touchpoints = TRUTHS.map(({ touchpoint }) => touchpoint)
const byId = new Map(touchpoints.map(one => [one.id, one]))
const split = { value: 6, effortSeconds: 30 }

describe('a shop whose visitors hide how keen they are', () => {
  test.each([1, 2, 3])('puts touchpoints of known value and effort into their quadrants (seed %i)', seed => {
    const found = scored(visits(TRUTHS, 4000, seed), touchpoints, split)
    expect(Object.fromEntries(found.map(({ touchpoint, place }) => [touchpoint.id, place?.quadrant]))).toEqual({
      ...{ tasting: 'carry', fitting: 'ease', poster: 'leave', kiosk: 'cut' },
    })
    // These two lie far from where the quadrants meet.
    expect(found.slice(0, 2).map(({ place }) => place?.isSure)).toEqual([true, true])
  })

  test('holds like against like: keen visitors who notice more make nothing of what does nothing', () => {
    let [plain, held] = [0, 0]
    for (let seed = 1; seed <= 10; seed++) {
      const made = visits(TRUTHS, 4000, seed)
      const share = (yes: boolean) => {
        const those = made.filter(({ meetings }) => meetings.get('poster')!.engaged === yes)
        return those.filter(({ bought }) => bought).length / those.length
      }
      plain += (share(true) - share(false)) / 10
      held += purchasesFor('poster', likened(made, byId), byId)!.value / 50 / 10
    }
    // The truth is nought; half of the visits notice it.
    expect(Math.abs(held)).toBeLessThan(plain / 2)
  })

  test('of few visits it says that it is not sure', () => {
    const found = scored(visits(TRUTHS, 40, 1), touchpoints, split)
    expect(found.some(({ place }) => place?.isSure === false)).toBe(true)
  })
})

test('an interval holds the truth about as often as it says, where nothing is hidden', () => {
  let held = 0
  const rounds = 200
  for (let seed = 1; seed <= rounds; seed++) {
    const { low, high } = purchasesFor('tasting', likened(visits([TRUTHS[0]!], 500, seed, 0), byId), byId)!
    // Of a hundred visits thirty notice it, and of these a quarter buy for it.
    if (low <= 7.5 && 7.5 <= high) held++
  }
  expect(held / rounds).toBeGreaterThan(0.9)
  expect(held / rounds).toBeLessThan(1)
})

test('it does so too where counts are known in steps of five alone, of few visits', () => {
  let [held, told] = [0, 0]
  for (let seed = 1; seed <= 200; seed++) {
    const found = purchasesFor('tasting', likened(visits([TRUTHS[0]!], 100, seed, 0), byId), byId, 5)
    if (!found) continue
    told++
    if (found.low <= 7.5 && 7.5 <= found.high) held++
  }
  expect(told).toBeGreaterThan(190)
  expect(held / told).toBeGreaterThan(0.9)
})

test('what cannot be told of nobody is absent', () => {
  const [only] = scored([], [touchpoints[0]!])
  expect(Object.keys(only!).sort()).toEqual(['reach', 'touchpoint'])
})
