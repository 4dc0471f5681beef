import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FloorFact, QueueFact } from '../../../agent/floor/fact.ts'
import { Floor } from '../../../agent/floor/floor.ts'
import { lengthMetres } from '../../../agent/floor/trail.ts'
import { shop, told, tracks, type Walker } from './walkers.ts'

/** Ten looks a second at somebody who walks at 1.2 m/s from spot to spot and stands where a spot says for how long. */
function walk(spots: readonly (readonly [x: number, y: number, standSeconds?: number])[]): [number, number][] {
  const path: [number, number][] = []
  spots.forEach(([x, y, stand = 0], i) => {
    if (i > 0) {
      const [x0, y0] = spots[i - 1]
      const steps = Math.round((10 * Math.hypot(x - x0, y - y0)) / 1.2)
      for (let k = 1; k < steps; k++) path.push([x0 + ((x - x0) * k) / steps, y0 + ((y - y0) * k) / steps])
    }
    for (let k = 0; k <= 10 * stand; k++) path.push([x, y])
  })
  return path
}

function run(floor: Floor, frames: readonly (readonly Walker[])[], sensor = 'ceiling'): (FloorFact | QueueFact)[] {
  return frames.flatMap((walkers, i) => [...floor.place(sensor, tracks(100 * i, walkers))])
}

describe('one person on the floor', () => {
  test('comes in, stands at a shelf, and leaves: every fact once and in order', () => {
    const path = walk([
      [5, -1],
      [5, 4.5, 5],
      [5, -1.5],
    ])
    const floor = new Floor(shop())
    const facts = run(
      floor,
      path.map(([x, y]) => [{ id: 7, x, y }]),
    )
    facts.push(...floor.tick(60_000))
    expect(told(facts)).toEqual([
      '0.0 #1 appeared false',
      '1.1 #1 entrance in',
      '1.9 #1 inside',
      '4.0 #1 line in',
      '4.2 #1 zone-entered right',
      '7.2 #1 zone-dwelled right',
      '10.1 #1 zone-left right',
      '10.7 #1 line out',
      '13.6 #1 entrance out',
      '14.4 #1 outside',
      '14.6 #1 gone',
    ])
    const gone = facts.at(-1) as Extract<FloorFact, { kind: 'gone' }>
    expect(gone.quality.coverage).toBe(1)
    expect(lengthMetres(gone.trail)).toBeCloseTo(11.5, 0)
    expect(floor.close(60_000)).toEqual([])
  })

  test('has left one area when seen in the next for long enough, and is told of in that order', () => {
    const floor = new Floor(shop())
    const path = walk([
      [3, 5, 1],
      [5, 5, 4],
    ])
    const facts = run(
      floor,
      path.map(([x, y]) => [{ id: 1, x, y }]),
    )
    expect(told(facts)).toEqual([
      '0.0 #1 appeared true',
      '0.0 #1 zone-entered left',
      '1.0 #1 inside',
      // One look falls on the edge between the two, which belongs to both.
      '1.9 #1 zone-entered right',
      '1.9 #1 zone-left left',
      '4.8 #1 zone-dwelled right',
    ])
  })

  test('has left an area on crossing a line, without any wait', () => {
    const floor = new Floor(shop())
    const path = walk([
      [5, 4.5],
      [5, 3],
    ])
    const last = path.flatMap(([x, y], i) => told(floor.place('ceiling', tracks(100 * i, [{ id: 1, x, y }]))))
    expect(last.slice(-3)).toEqual(['0.5 #1 zone-left right', '1.0 #1 inside', '1.1 #1 line out'])
  })

  test('is placed by the foot of the box in a picture', () => {
    const floor = new Floor(shop())
    const seen = { ...tracks(0, [{ id: 1, x: 0, y: 0 }]), box: Float32Array.of(480, 100, 40, 180) }
    expect(floor.place('camera', seen)).toEqual([
      expect.objectContaining({ kind: 'appeared', x: expect.closeTo(5), y: expect.closeTo(5.2) }),
      expect.objectContaining({ kind: 'zone-entered', zone: 'right' }),
    ])
  })

  test('counts for nothing before its track does, and then from where it was first seen', () => {
    const floor = new Floor(shop())
    const path = walk([
      [5, -0.3],
      [5, 1],
    ])
    const facts = run(floor, [...path.map(([x, y], i) => [{ id: 1, x, y, tentative: i < 6 }]), ...Array(20).fill([])])
    expect(told(facts)).toEqual(['0.0 #1 appeared false', '0.6 #1 entrance in'])
  })

  test('who steps over an entrance and straight back, no further than the sensor errs, has neither come in nor left', () => {
    /** The camera puts people up to a quarter of a metre beside where they are, the ceiling hardly. */
    const crossings = (sensor: 'camera' | 'ceiling', ...corners: [number, number][]) => {
      const floor = new Floor(shop())
      const facts = walk(corners).flatMap(([x, y], i) => {
        const seen = tracks(100 * i, [{ id: 1, x, y }])
        const box = sensor === 'camera' ? Float32Array.of(100 * x - 20, 620 - 100 * y, 40, 180) : seen.box
        return [...floor.place(sensor, { ...seen, box })]
      })
      return told([...facts, ...floor.close(60_000)]).flatMap(
        fact => /(entrance.*|inside|outside)$/.exec(fact)?.[0] ?? [],
      )
    }
    const both = ['entrance in', 'entrance out']
    expect(crossings('camera', [5, -1], [5, 0.5], [5, -1.5])).toEqual([])
    expect(crossings('ceiling', [5, -1], [5, 0.5], [5, -1.5])).toEqual(both)
    expect(crossings('camera', [5, -1], [5, 2], [5, -1.5])).toEqual([
      'entrance in',
      'inside',
      'entrance out',
      'outside',
    ])
    // A visitor who leans out of the door goes on with their visit.
    expect(crossings('camera', [5, -1], [5, 3], [5, -0.4], [5, 3])).toEqual(['entrance in', 'inside'])
  })

  test('is gone when nobody has seen them for long, and their stays end when they were last seen', () => {
    const floor = new Floor(shop())
    run(
      floor,
      walk([[5, 5, 5]]).map(([x, y]) => [{ id: 1, x, y }]),
    )
    const facts = []
    for (let atMs = 5000; atMs <= 30_000; atMs += 500) facts.push(...floor.tick(atMs))
    expect(told(facts)).toEqual(['5.0 #1 zone-left right', '5.0 #1 gone'])
  })

  test('is not followed in the next building', () => {
    const floor = new Floor(shop())
    expect(run(floor, [[{ id: 1, x: 50, y: 5 }]])).toEqual([])
  })

  test('ends with the floor', () => {
    const floor = new Floor(shop())
    run(
      floor,
      walk([[5, 5, 1]]).map(([x, y]) => [{ id: 1, x, y }]),
    )
    expect(told(floor.close(1000))).toEqual(['1.0 #1 zone-left right', '1.0 #1 gone'])
    expect(floor.close(1000)).toEqual([])
  })
})

describe('tracks become the same person', () => {
  const ids = (facts: readonly (FloorFact | QueueFact)[]) =>
    new Set(facts.flatMap(fact => ('person' in fact ? [fact.person] : [])))

  test('when one begins where another was lost', () => {
    const path = walk([
      [2, 2],
      [8, 2],
    ])
    const frames = path.map(([x, y], i) => (i < 20 ? [{ id: 1, x, y }] : i < 40 ? [] : [{ id: 2, x, y }]))
    const floor = new Floor(shop())
    const facts = run(floor, frames)
    facts.push(...floor.close(6000))
    expect([...ids(facts)]).toEqual([1])
    expect(facts.at(-1)).toMatchObject({
      kind: 'gone',
      quality: expect.objectContaining({ coverage: expect.closeTo(1 - 2.1 / 5, 9) }),
    })
  })

  test('not when it begins elsewhere, or too late', () => {
    const gap = (seconds: number) => Array.from({ length: 10 * seconds }, () => [])
    const here = [{ id: 1, x: 2, y: 2 }]
    expect(ids(run(new Floor(shop()), [here, ...gap(1), [{ id: 2, x: 9, y: 7 }]])).size).toBe(2)
    const later = (seconds: number) => [here, ...gap(seconds), [{ id: 2, x: 2, y: 2 }]]
    expect(ids(run(new Floor(shop({ joinSeconds: 5 })), later(6))).size).toBe(2)
    expect(ids(run(new Floor(shop({ joinSeconds: 5 })), later(4))).size).toBe(1)
  })

  test('not when it walks the other way', () => {
    const there = walk([
      [2, 2],
      [4, 2],
    ]).map(([x, y]) => [{ id: 1, x, y }])
    const from = (x0: number, x1: number) =>
      walk([
        [x0, 2],
        [x1, 2],
      ]).map(([x, y], i) => [{ id: 2, x, y, tentative: i < 5 }])
    expect(ids(run(new Floor(shop()), [...there, [], [], ...from(4.5, 2.5)])).size).toBe(2)
    expect(ids(run(new Floor(shop()), [...there, [], [], ...from(4.5, 6.5)])).size).toBe(1)
  })

  test('not in the street, where one goes as another comes', () => {
    const gone = walk([
      [5, -1],
      [8, -1],
    ]).map(([x, y]) => [{ id: 1, x, y }])
    const next = [[], [], [{ id: 2, x: 8.2, y: -1 }]]
    expect(ids(run(new Floor(shop()), [...gone, ...next])).size).toBe(2)
    const inside = (frames: readonly (readonly Walker[])[]) => frames.map(frame => frame.map(one => ({ ...one, y: 1 })))
    expect(ids(run(new Floor(shop()), inside([...gone, ...next]))).size).toBe(1)
  })

  test('not when both were seen side by side', () => {
    const both = [
      { id: 1, x: 2, y: 2 },
      { id: 2, x: 2.5, y: 2 },
    ]
    expect(ids(run(new Floor(shop()), [both, both, both, [both[1]], [both[1]]])).size).toBe(2)
  })

  test('when two sensors see one spot, and are two again when they part', () => {
    const floor = new Floor(shop())
    const facts: (FloorFact | QueueFact)[] = []
    const apart = (i: number) => Math.max(0, (i - 20) / 10)
    for (let i = 0; i < 20; i++) {
      facts.push(...floor.place('ceiling', tracks(100 * i, [{ id: 1, x: 4 + i / 20, y: 3 }])))
      facts.push(...floor.place('corner', tracks(100 * i + 50, [{ id: 1, x: 4.3 + i / 20, y: 3.2 }])))
    }
    expect([...ids(facts)]).toEqual([1])
    for (let i = 20; i < 60; i++) {
      facts.push(...floor.place('ceiling', tracks(100 * i, [{ id: 1, x: 5 - apart(i), y: 3 }])))
      facts.push(...floor.place('corner', tracks(100 * i + 50, [{ id: 1, x: 5.3 + apart(i), y: 3.2 }])))
    }
    expect([...ids(facts)]).toEqual([1, 2])
    expect(floor.close(6000).filter(fact => fact.kind === 'gone')).toHaveLength(2)
  })

  test('and a track of before that comes back is somebody else', () => {
    const floor = new Floor(shop())
    const old = { id: 1, x: 2, y: 2 }
    const facts = run(floor, [
      [old],
      [{ ...old, coasting: true }],
      [
        { ...old, coasting: true },
        { id: 2, x: 2.1, y: 2 },
      ],
      [
        { ...old, x: 3 },
        { id: 2, x: 2.1, y: 2 },
      ],
    ])
    expect(told(facts)).toEqual(['0.0 #1 appeared true', '0.3 #2 appeared true'])
  })
})

describe('a queue on the floor', () => {
  test('tells its length when it has held', () => {
    const standing = (i: number) =>
      [20, 40, 60].flatMap((from, k) => (i >= from && i < from + 100 ? [{ id: k + 1, x: 8.5 + k / 2, y: 2 }] : []))
    const floor = new Floor(shop({ lostSeconds: 5, joinSeconds: 0 }))
    const facts = run(
      floor,
      Array.from({ length: 250 }, (_, i) => standing(i)),
    )
    expect(told(facts.filter(fact => fact.kind === 'queue'))).toEqual([
      '3.0 till 1',
      '5.0 till 2',
      '7.0 till 3',
      '15.0 till 2',
      '17.0 till 1',
      '19.0 till 0',
    ])
  })
})

describe('when the clock is set back', () => {
  const HOUR = 3_600_000
  const standing = (atMs: number, id = 1) => tracks(atMs, [{ id, x: 5, y: 5 }])

  test('everybody is gone as of when they were last seen, and who is seen then stays', () => {
    const floor = new Floor(shop())
    const facts = [0, 100, 200].flatMap(atMs => [...floor.place('ceiling', standing(HOUR + atMs))])
    for (let i = 0; i < 20; i++) facts.push(...floor.place('ceiling', standing(100 * i, 2)))
    expect(told(facts)).toEqual([
      '3600.0 #1 appeared true',
      '3600.0 #1 zone-entered right',
      '3600.2 #1 zone-left right',
      '3600.2 #1 gone',
      '0.0 #2 appeared true',
      '0.0 #2 zone-entered right',
      '1.0 #2 inside',
    ])
  })

  test('a second is enough to tell it, also where no frames come', () => {
    const floor = new Floor(shop())
    floor.place('ceiling', standing(HOUR))
    expect(told(floor.tick(1000)).slice(-1)).toEqual(['3600.0 #1 gone'])
  })

  test('by less than somebody may be out of sight, nobody is gone', () => {
    const floor = new Floor(shop({ lostSeconds: 5 }))
    const facts = [...floor.place('ceiling', standing(HOUR)), ...floor.place('ceiling', standing(HOUR - 4000))]
    facts.push(...floor.tick(HOUR - 4900))
    expect(told(facts)).toEqual(['3600.0 #1 appeared true', '3600.0 #1 zone-entered right'])
  })

  test('the queue that has just emptied is told of all the same', () => {
    const floor = new Floor(shop({ lostSeconds: 5, joinSeconds: 0 }))
    const inLine = (i: number) => [{ id: 1, x: 9, y: 2 }, ...(i > 30 ? [] : [{ id: 2, x: 8.5, y: 2 }])]
    for (let i = 0; i < 50; i++) floor.place('ceiling', tracks(HOUR + 100 * i, inLine(i)))
    floor.tick(HOUR + 10_500)
    const facts = [0, 500, 1000, 1500].flatMap(atMs => [...floor.tick(atMs)])
    expect(told(facts)).toContain('1.0 till 0')
  })
})

test('whatever the sensors see, every story is whole and in order', () => {
  const spot = fc.record({
    sensor: fc.constantFrom('ceiling', 'corner'),
    waitMs: fc.constantFrom(0, 100, 100, 100, 500, 1500, 4000, 9000, -300, -20_000),
    ids: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
    // Anywhere, and often in the two areas that touch.
    x: fc.oneof(fc.double({ min: -1, max: 11, noNaN: true }), fc.constantFrom(2, 3.3, 3.7, 4)),
    y: fc.oneof(fc.double({ min: -2, max: 9, noNaN: true }), fc.constant(5)),
    coasting: fc.boolean(),
    tick: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(spot, { maxLength: 60, size: 'max' }), spots => {
      const floor = new Floor(shop())
      const facts: FloorFact[] = []
      const keep = (more: readonly (FloorFact | QueueFact)[]) => {
        for (const fact of more) if (fact.kind !== 'queue') facts.push(fact)
      }
      let atMs = 0
      for (const { sensor, waitMs, ids, x, y, coasting, tick } of spots) {
        atMs += waitMs
        if (tick) keep(floor.tick(atMs))
        // The corner camera's pictures arrive late.
        const seenMs = sensor === 'corner' ? atMs - 40 : atMs
        keep(
          floor.place(
            sensor,
            tracks(
              seenMs,
              ids.map(id => ({ id, x: x + id / 2, y, coasting: coasting && id === 1 })),
            ),
          ),
        )
      }
      keep(floor.close(atMs))
      for (const person of new Set(facts.map(fact => fact.person))) whole(facts.filter(fact => fact.person === person))
    }),
  )
})

function whole(story: readonly FloorFact[]): void {
  expect(story.map(fact => fact.atMs)).toEqual(story.map(fact => fact.atMs).toSorted((a, b) => a - b))
  expect(story.map(fact => fact.kind === 'appeared')).toEqual(story.map((_, i) => i === 0))
  expect(story.map(fact => fact.kind === 'gone')).toEqual(story.map((_, i) => i === story.length - 1))
  const zones = new Map<string, 'entered' | 'dwelled'>()
  let sure: string | undefined
  for (const fact of story) {
    if (fact.kind === 'zone-entered') {
      expect(zones.has(fact.zone)).toBe(false)
      zones.set(fact.zone, 'entered')
    } else if (fact.kind === 'zone-dwelled') {
      expect(zones.get(fact.zone)).toBe('entered')
      zones.set(fact.zone, 'dwelled')
    } else if (fact.kind === 'zone-left') {
      expect(zones.delete(fact.zone)).toBe(true)
      expect(fact.sinceMs).toBeLessThanOrEqual(fact.atMs)
      expect(fact.uncertaintyMs).toBeGreaterThanOrEqual(0)
    } else if (fact.kind === 'inside' || fact.kind === 'outside') {
      expect(fact.kind).not.toBe(sure ?? 'outside')
      sure = fact.kind
    } else if (fact.kind === 'gone') {
      expect([...zones.keys()]).toEqual([])
      expect(fact.quality.coverage).toBeGreaterThanOrEqual(0)
      expect(fact.quality.coverage).toBeLessThanOrEqual(1)
      expect(fact.trail.at(-1)).toBe(fact.atMs)
    }
  }
}
