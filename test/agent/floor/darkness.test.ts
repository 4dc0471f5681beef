import { describe, expect, test } from 'vitest'
import type { FloorFact, QueueFact } from '../../../agent/floor/fact.ts'
import { Floor } from '../../../agent/floor/floor.ts'
import type { JourneyFact } from '../../../agent/journey/fact.ts'
import { Journey } from '../../../agent/journey/journey.ts'
import { Depth } from '../../../config/depth.ts'
import { Floor as Plan } from '../../../config/floor.ts'
import { Journey as Rule } from '../../../config/tracking.ts'
import { EYES, store } from './store.ts'
import { shop, told, tracks } from './walkers.ts'

/**
 * One character a second: # somebody stands at (5, 5), o at (2, 2), . nobody is there, x the sensor is dark, and whoever reads
 * it says so after 3 s.
 */
function film(signs: string, journey: Partial<Rule> = {}): string[] {
  const floor = new Floor(shop(journey))
  const facts: (FloorFact | QueueFact)[] = []
  let darkFor = 0
  ;[...signs].forEach((sign, second) => {
    darkFor = sign === 'x' ? darkFor + 1 : 0
    if (darkFor === 3) floor.dark('ceiling')
    if (darkFor === 0) floor.light('ceiling')
    for (let k = 0; k < 10; k++) {
      const atMs = 1000 * second + 100 * k
      const at = sign === '#' ? [5, 5] : [2, 2]
      // A tracker that saw nobody for so long begins with new numbers.
      const one = { id: second < 10 ? 1 : 2, x: at[0], y: at[1] }
      if (sign !== 'x') facts.push(...floor.place('ceiling', tracks(atMs, sign === '.' ? [] : [one])))
      else facts.push(...floor.tick(atMs))
    }
  })
  return told(facts)
}

describe('while a sensor is dark', () => {
  test('whoever stood there and still does when it is light again never left', () => {
    expect(film(`#####${'x'.repeat(60)}#####${'.'.repeat(30)}`)).toEqual([
      '0.0 #1 appeared true',
      '0.0 #1 zone-entered right',
      '1.0 #1 inside',
      '3.0 #1 zone-dwelled right',
      '69.9 #1 zone-left right',
      '69.9 #1 gone',
    ])
  })

  test('whoever is elsewhere by then has left the place, but is the same', () => {
    const facts = film(`#####${'x'.repeat(20)}ooooo`)
    expect(facts.filter(fact => fact.includes('appeared'))).toHaveLength(1)
    // Half way between the last look here and the first one there.
    expect(facts.filter(fact => fact.includes('zone-left'))).toEqual(['14.9 #1 zone-left right'])
  })

  test('whoever is gone by then is gone as of when they were last seen, once they could have been seen again for long', () => {
    const facts = film(`#####${'x'.repeat(60)}${'.'.repeat(15)}`)
    expect(facts.some(fact => fact.includes('gone'))).toBe(false)
    expect(film(`#####${'x'.repeat(60)}${'.'.repeat(30)}`).slice(-2)).toEqual(['4.9 #1 zone-left right', '4.9 #1 gone'])
  })

  test('nobody is waited for longer than the limit', () => {
    expect(film(`#####${'x'.repeat(45)}`, { darkSeconds: 10 }).at(-1)).toBe('4.9 #1 gone')
    expect(film(`#####${'x'.repeat(45)}`, { darkSeconds: 60 }).at(-1)).toBe('3.0 #1 zone-dwelled right')
  })
})

test('a sensor that sees the same place lets nobody hide in the dark of another', () => {
  const ends = (isShared: boolean) => {
    const floor = new Floor(shop())
    const facts: (FloorFact | QueueFact)[] = []
    for (let i = 0; i < 300; i++) {
      const isThere = i < 100
      if (i === 100) floor.dark('ceiling')
      const one = { id: 1, x: 5, y: 5 }
      if (isThere) facts.push(...floor.place('ceiling', tracks(100 * i, [one])))
      facts.push(...floor.place('corner', tracks(100 * i + 50, isThere && isShared ? [one] : [])))
      facts.push(...floor.tick(100 * i + 50))
    }
    return told(facts).filter(fact => fact.includes('gone'))
  }
  expect(ends(true)).toEqual(['9.9 #1 gone'])
  expect(ends(false)).toEqual([])
})

/** How many visits there are in a shop in which sensors die, with or without the floor being told of it. */
function visits(seed: number, dark: readonly { eye: string; fromMs: number; toMs: number }[], isTold: boolean) {
  const outline = [
    [0, 0],
    [18, 0],
    [18, 10],
    [0, 10],
  ]
  const floorPlan = Plan.parse({ outline, entrances: [{ id: 'door', from: [7.5, 0], to: [10.5, 0] }] })
  const rule = Rule.parse({})
  const above = {
    intrinsics: { width: 640, height: 400, fx: 400, fy: 400, cx: 320, cy: 200 },
    feed: { driver: 'simulated' },
    pose: { position: [9, 5], heightMetres: 3 },
  }
  const depth = EYES.map(({ id }) => Depth.parse({ id, ...above }))
  const floor = new Floor({ floor: floorPlan, cameras: [], depth, journey: rule })
  const facts: JourneyFact[] = []
  let ids = 0
  const journey = new Journey({
    floor: floorPlan,
    scanners: [],
    rule,
    people: floor,
    newVisit: () => `v${++ids}`,
    tell: fact => facts.push(fact),
  })
  const stays = { seed, eyes: EYES, arrivalsPerHour: 120, seconds: 700, width: 18, height: 10, staySeconds: 300 }
  for (const { eye, tracks: seen } of store({ ...stays, dark })) {
    if (isTold)
      for (const one of dark)
        if (seen.atMs >= one.fromMs + 3000 && seen.atMs < one.toMs) floor.dark(one.eye)
        else floor.light(one.eye)
    journey.see(floor.place(eye.id, seen))
    journey.see(floor.tick(seen.atMs - 500))
    journey.tick(seen.atMs - 500)
  }
  const merged = facts.filter(fact => fact.kind === 'visit.ended' && fact.reason === 'merged').length
  return ids - merged
}

test('a sensor that dies for a minute and a half makes hardly anybody two', () => {
  const dark = [
    { eye: 'middle', fromMs: 300_000, toMs: 390_000 },
    { eye: 'west-high', fromMs: 500_000, toMs: 590_000 },
  ]
  const without = visits(1, [], false)
  const silent = visits(1, dark, false)
  const spoken = visits(1, dark, true)
  expect(silent - without).toBeGreaterThan(3)
  expect(spoken - without).toBeLessThan((silent - without) / 2)
}, 60_000)
