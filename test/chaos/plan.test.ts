import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plan, type Victim } from './plan.ts'

const all: Victim[] = ['agent', 'both', 'broker', 'subscriber', 'wire of the agent', 'wire of the subscriber']

describe('the blows of a run', () => {
  test('are the same for the same seed, and others for another', () => {
    const how = { kills: 50, silent: true, long: true }
    expect(plan({ ...how, seed: 7 })).toEqual(plan({ ...how, seed: 7 }))
    expect(plan({ ...how, seed: 7 })).not.toEqual(plan({ ...how, seed: 8 }))
  })

  test('meet everybody before anybody twice, and are as many as were asked for', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 6, max: 100 }), (seed, kills) => {
        const blows = plan({ kills, seed, silent: true, long: false })
        expect(blows).toHaveLength(kills)
        expect(
          blows
            .slice(0, 6)
            .map(({ victim }) => victim)
            .sort(),
        ).toEqual(all)
      }),
    )
  })

  test('are neither silent nor long where that is not wanted', () => {
    const blows = plan({ kills: 1000, seed: 1, silent: false, long: false })
    expect(blows.every(({ silent, downMs }) => !silent && downMs < 5000)).toBe(true)
    const other = plan({ kills: 1000, seed: 1, silent: true, long: true })
    expect(other.some(({ silent }) => silent)).toBe(true)
    expect(other.some(({ downMs }) => downMs > 30_000)).toBe(true)
  })
})
