import { describe, expect, test } from 'vitest'
import { Darkness } from '../../../agent/floor/darkness.ts'
import { Encounters } from '../../../agent/floor/encounters.ts'
import { People } from '../../../agent/floor/people.ts'
import type { Person } from '../../../agent/floor/person.ts'
import { PlacedBuffer } from '../../../agent/floor/placed.ts'
import { plan } from '../../../agent/floor/plan.ts'
import { SPREAD } from '../../../agent/floor/spread.ts'
import type { Tracks } from '../../../agent/tracking/tracks.ts'
import type { Floor as Plan } from '../../../config/floor.ts'
import { EYES, type Eye, store } from './store.ts'
import { shop, tracks } from './walkers.ts'

/** What a sensor says, on the floor, that looks for feet from not far off. */
function placed(of: Tracks): PlacedBuffer {
  const buffer = new PlacedBuffer()
  buffer.project(of, { kind: 'floor' })
  for (let i = 0; i < buffer.count; i++) buffer.spread.set([0.0089, 0, 0.0089, 0.0625], SPREAD * i)
  return buffer
}

function peopleOn(floor: Plan): People {
  const planned = plan(floor)
  return new People(shop().journey, planned, new Darkness(planned, 0))
}

/** Runs People over what two eyes say of one person at 10 looks a second each, and keeps where they are put. */
function fuse(steps: number, look: (i: number) => { a?: [number, number]; b?: [number, number] }) {
  const { floor } = shop()
  const people = peopleOn(floor)
  const path: { person: number; x: number; y: number; atMs: number }[] = []
  const merged: [number, number][] = []
  const seen = (person: Person, x: number, y: number, atMs: number) => path.push({ person: person.id, x, y, atMs })
  for (let i = 0; i < steps; i++) {
    const { a, b } = look(i)
    people.see('ceiling', placed(tracks(100 * i, a ? [{ id: 1, x: a[0], y: a[1] }] : [])), seen)
    people.see('corner', placed(tracks(100 * i + 50, b ? [{ id: 1, x: b[0], y: b[1] }] : [])), seen)
    people.merge(100 * i + 50, (older, younger) => merged.push([older.id, younger.id]))
  }
  return { path, merged, people }
}

/** Of steps that follow each other, the longest. */
const longestStep = (path: readonly { x: number; y: number }[]) =>
  Math.max(...path.slice(1).map(({ x, y }, i) => Math.hypot(x - path[i].x, y - path[i].y)))

describe('two sensors that are beside each other', () => {
  // Half a metre apart; one sees them for 4 s, then both for 4 s, then the other alone.
  const walk = (i: number): { a?: [number, number]; b?: [number, number] } => {
    const x = 1 + 0.06 * i
    return { ...(i < 80 && { a: [x, 3.25] }), ...(i >= 40 && { b: [x + 0.03, 2.75] }) }
  }

  test('do not make a person jump to and fro', () => {
    const { path } = fuse(120, walk)
    expect(new Set(path.map(({ person }) => person)).size).toBe(1)
    // They walk 6 cm in the time between two looks of one sensor.
    expect(longestStep(path)).toBeLessThan(0.08)
  })

  test('put them between both once both have seen them for a while', () => {
    const { path } = fuse(80, i => ({ a: [1 + 0.06 * i, 3.25], b: [1.03 + 0.06 * i, 2.75] }))
    const { x, y, atMs } = path.at(-1)!
    expect(y).toBeCloseTo(3, 1)
    expect(x).toBeCloseTo(1 + 0.6 * (atMs / 1000), 1)
  })
})

describe('two who are one', () => {
  // The corner has them 1.3 m beside for longer than anybody waits for its error to pass, and then less and less.
  const closing = (i: number): { a?: [number, number]; b?: [number, number] } => ({
    a: [2 + 0.05 * i, 3],
    ...(i >= 10 && { b: [2.025 + 0.05 * i, 3 + Math.max(0.2, 1.3 - 0.1 * Math.max(0, i - 30))] }),
  })

  test('become one when they have moved as one for a second', () => {
    const { path, merged, people } = fuse(80, closing)
    expect(merged).toEqual([[1, 2]])
    expect([...people.all()].map(({ id }) => id)).toEqual([1])
    expect(path.at(-1)).toMatchObject({ person: 1 })
  })

  test('stay two where the track of one leaps to the other and stays: it is the other then, and the one is out of sight', () => {
    const { floor } = shop()
    const people = peopleOn(floor)
    const merged: [number, number][] = []
    for (let i = 0; i < 180; i++) {
      const leapt = i >= 120
      const other = { id: 2, x: leapt ? 3 : 6, y: leapt ? 3.05 : 5 }
      people.see('ceiling', placed(tracks(100 * i, [...(leapt ? [] : [{ id: 1, x: 3, y: 3 }]), other])), () => {})
      people.see('corner', placed(tracks(100 * i + 50, [{ id: 1, x: 3, y: 3 }])), () => {})
      people.merge(100 * i + 50, (older, younger) => merged.push([older.id, younger.id]))
    }
    expect(merged).toEqual([])
    expect(people.personOf('ceiling', 2)).toBe(1)
    expect([...people.all()].map(person => person.isInSight(17_950))).toEqual([true, false])
  })

  test('stay two where one sensor has seen them side by side', () => {
    const { floor } = shop()
    const people = peopleOn(floor)
    const merged: number[] = []
    for (let i = 0; i < 80; i++) {
      const x = 2 + 0.05 * i
      // They walk arm in arm; after 2 s each is hidden from one of the two.
      const one = { id: 1, x, y: 3 }
      const other = { id: 2, x, y: 3.45 }
      people.see('ceiling', placed(tracks(100 * i, i < 20 ? [one, other] : [one])), () => {})
      people.see('corner', placed(tracks(100 * i + 50, i < 20 ? [one, other] : [other])), () => {})
      people.merge(100 * i + 50, older => merged.push(older.id))
    }
    expect(merged).toEqual([])
    expect([...people.all()]).toHaveLength(2)
  })
})

test('how far a join is to be trusted falls with each rival', () => {
  const trust = (rivals: number) => {
    const { floor } = shop()
    const people = peopleOn(floor)
    const lost = Array.from({ length: 1 + rivals }, (_, k) => ({ id: k + 1, x: 5 + 0.8 * k, y: 5 }))
    for (let i = 0; i < 10; i++) people.see('ceiling', placed(tracks(100 * i, lost)), () => {})
    people.see('ceiling', placed(tracks(3000, [{ id: 9, x: 5.1, y: 5 }])), () => {})
    return [...people.all()].find(({ x, seenMs }) => x < 5.3 && seenMs === 3000)!.trust
  }
  // Joined without a rival is hardly less than never lost.
  expect(trust(0)).toBeGreaterThan(0.98 * new Encounters().trust)
  expect(trust(1)).toBeLessThan(trust(0))
  expect(trust(2)).toBeLessThan(trust(1))
})

/** Root mean square distance from the truth, of people as fused and of each sensor by itself, where both of two see them. */
function errors(eyes: readonly Eye[], seed: number) {
  const { floor } = shop()
  const people = peopleOn({
    ...floor,
    outline: [
      [0, 0],
      [18, 0],
      [18, 10],
      [0, 10],
    ],
  })
  const sums = new Map<string, { square: number; count: number }>()
  const add = (who: string, square: number) => {
    const sum = sums.get(who) ?? { square: 0, count: 0 }
    sums.set(who, { square: sum.square + square, count: sum.count + 1 })
  }
  const options = { seed, eyes, arrivalsPerHour: 60, seconds: 600, width: 18, height: 10, staySeconds: 200 }
  for (const { eye, tracks: seenNow, people: truth } of store(options)) {
    const nearest = (x: number, y: number) => Math.min(...truth.map(one => (one.x - x) ** 2 + (one.y - y) ** 2))
    people.see(eye.id, placed(seenNow), (person, x, y, atMs) => {
      if (atMs < seenNow.atMs || person.sightings.filter(one => one.isLive(atMs)).length < 2) return
      const far = nearest(x, y)
      // Who is nearer to somebody else tells nothing of the error.
      if (far > 1) return
      const mine = person.sightingOf(eye.id)!
      add('fused', far)
      add(eye.id, nearest(mine.x, mine.y))
    })
  }
  return Object.fromEntries([...sums].map(([who, { square, count }]) => [who, Math.sqrt(square / count)]))
}

test('a fused person is nearer to the truth than any sensor alone puts them', () => {
  const sees = [0, -3, 18, 10] as const
  const eyes = EYES.slice(0, 2).map((eye, k) => ({ ...eye, sees, hides: 0, beside: [k ? -0.1 : 0.1, 0.1] as const }))
  for (const seed of [1, 2]) {
    const { fused, door, middle } = errors(eyes, seed)
    expect(fused).toBeLessThan(Math.min(door, middle))
  }
})

test('two who were taken for each other by one sensor are set right once the others tell them apart', () => {
  const { floor } = shop()
  const people = peopleOn(floor)
  // In step, 0.6 m apart, as the ceiling has them; the corner has the numbers of both the wrong way round for a while.
  for (let i = 0; i < 60; i++) {
    const x = 2 + 0.06 * i
    const low = { id: 1, x, y: 3 }
    const high = { id: 2, x, y: 3.6 + Math.min(0.9, Math.max(0, 0.05 * (i - 20))) }
    people.see('ceiling', placed(tracks(100 * i, [low, high])), () => {})
    const swapped =
      i < 12
        ? [
            { ...low, id: 2 },
            { ...high, id: 1 },
          ]
        : [low, high]
    people.see('corner', placed(tracks(100 * i + 50, swapped)), () => {})
    people.merge(100 * i + 50, () => {})
  }
  for (const track of [1, 2]) expect(people.personOf('corner', track)).toBe(people.personOf('ceiling', track))
  expect([...people.all()].filter(person => person.isInSight(5950))).toHaveLength(2)
})

test('beside somebody who is known, a track is nobody new before it has been so for a while', () => {
  const born = (seconds: number) => {
    const { floor } = shop()
    const people = peopleOn(floor)
    for (let i = 0; i < 10 * seconds; i++) {
      people.see('ceiling', placed(tracks(100 * i, [{ id: 1, x: 4, y: 4 }])), () => {})
      people.see('corner', placed(tracks(100 * i + 50, i < 5 ? [] : [{ id: 1, x: 5.1, y: 4 }])), () => {})
    }
    return [...people.all()].length
  }
  expect(born(1)).toBe(1)
  expect(born(4)).toBe(2)
})
