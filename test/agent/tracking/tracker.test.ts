import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Tracker } from '../../../agent/tracking/tracker.ts'
import { Detections } from '../../../agent/vision/detections.ts'
import { Tracking } from '../../../config/tracking.ts'
import { crowd } from '../../bench/crowd.ts'
import { EVERY_MS, ended, ids, play } from './film.ts'

const rule = Tracking.parse({})

function seen(...boxes: (readonly [x: number, y: number, width: number, height: number, score: number])[]): Detections {
  const detections = new Detections()
  for (const box of boxes) detections.push(...box)
  return detections
}

const person = (x: number, score = 0.9) => seen([x, 0, 40, 92, score])

describe('films', () => {
  test('two people who pass each other keep their numbers', () => {
    const film = [
      'A.................................................B',
      '..A.............................................B..',
      '....A.........................................B....',
      '......A.....................................B......',
      '........A.................................B........',
      '..........A.............................B..........',
      '............A.........................B............',
      '..............A.....................B..............',
      '................A.................B................',
      '..................A.............B..................',
      '....................A.........B....................',
      '......................A.....B......................',
      '........................A.B........................',
      '........................B.A........................',
      '......................B.....A......................',
      '....................B.........A....................',
      '..................B.............A..................',
    ]
    expect(play(film).join('\n')).toBe(film.join('\n').replaceAll('A', '1').replaceAll('B', '2'))
  })

  test('somebody found again after a while goes on at the pace of the way between, not faster', () => {
    const tracker = new Tracker(rule)
    for (let ms = 0; ms <= 1000; ms += EVERY_MS) tracker.update(person(0), ms)
    // 20 in a second, while nobody saw.
    tracker.update(person(20), 2000)
    const { box } = tracker.update(seen(), 2500)
    expect(box[0]).toBeGreaterThan(24)
    expect(box[0]).toBeLessThan(31)
  })

  test('somebody hidden for a second is found where they walked on to', () => {
    const film = [
      'A..............................',
      '..A............................',
      '....A..........................',
      '......A........................',
      '........A......................',
      ...new Array(9).fill('...............................'),
      '............................A..',
      '..............................A',
    ]
    expect(play(film).join('')).toBe(film.join('').replaceAll('A', '1'))
  })

  test('a weak detection goes on with a track and never begins one', () => {
    expect(play(['a....', 'a....', 'A....', 'a....', 'A....'])).toEqual(['.....', '.....', '1....', '1....', '1....'])
  })

  test('a weak detection does not wake somebody who has been lost for a while', () => {
    const film = ['A..', 'A..', 'A..', ...new Array(12).fill('...'), 'a..', 'A..']
    expect(play(film).slice(-2)).toEqual(['...', '1..'])
  })

  test('a track counts once it was seen long and often enough, and then for good', () => {
    const film = ['A.', 'A.', '..', 'A.', 'A.', 'A.', '..', 'A.']
    expect(play(film, { confirmHits: 3, confirmSeconds: 0.4 }).join(' ')).toBe('?. ?. .. ?. 1. 1. .. 1.')
    expect(play(film, { confirmHits: 4, confirmSeconds: 0 }).join(' ')).toBe('?. ?. .. ?. 1. 1. .. 1.')
  })

  test('a second box on the same person is nobody new', () => {
    expect(play(['A......', 'A.B....', 'A.B....', 'A.B....']).slice(1)).toEqual(new Array(3).fill('1......'))
  })

  test.each([0.001, 0.01, 1, 1000])('the unit of the plane does not matter: %d', scale => {
    const film = ['A.........B', '..A.....B..', '....A.B....', '....BA.....', '..B....A...', 'B........A.']
    expect(play(film, {}, scale)).toEqual(play(film))
  })
})

describe('ends', () => {
  test('a track out of sight for longer than the rule says ends once and does not come back', () => {
    const tracker = new Tracker(rule)
    for (let ms = 0; ms <= 1000; ms += EVERY_MS) tracker.update(person(0), ms)
    expect(ids(tracker.update(seen(), 1000 + 1000 * rule.lostSeconds))).toEqual([1])
    const after = tracker.update(seen(), 1001 + 1000 * rule.lostSeconds)
    expect([ids(after), ended(after)]).toEqual([[], [1]])
    expect(ended(tracker.update(seen(), 1100 + 1000 * rule.lostSeconds))).toEqual([])
    expect(ids(tracker.update(person(0), 1200 + 1000 * rule.lostSeconds))).toEqual([2])
  })

  test('when no picture came for that long, whoever is there next is somebody new', () => {
    const tracker = new Tracker(rule)
    for (let ms = 0; ms <= 1000; ms += EVERY_MS) tracker.update(person(0), ms)
    const next = tracker.update(person(0), 1001 + 1000 * rule.lostSeconds)
    expect([ids(next), ended(next)]).toEqual([[2], [1]])
  })

  test('a track that does not count yet is given up soon', () => {
    const tracker = new Tracker(rule)
    tracker.update(person(0), 0)
    expect(ended(tracker.update(seen(), 200))).toEqual([])
    expect(ended(tracker.update(seen(), 300))).toEqual([1])
  })

  test('closing ends all', () => {
    const tracker = new Tracker(rule)
    tracker.update(seen([0, 0, 40, 90, 0.9], [500, 0, 40, 90, 0.9]), 0)
    const closed = tracker.close(100)
    expect([closed.count, ended(closed)]).toEqual([0, [1, 2]])
    expect(ended(tracker.close(200))).toEqual([])
  })
})

describe('time', () => {
  test('dropping every second picture changes no number', () => {
    const pictures = crowd({ people: 10, pictures: 120, seed: 3 })
    const whole = new Map<number, number>()
    for (const step of [1, 2]) {
      const tracker = new Tracker(rule)
      const detections = new Detections()
      const who = new Map<number, Set<number>>()
      for (let at = 0; at < pictures.length; at += step) {
        detections.clear()
        const people = pictures[at]!.people
        for (const box of people) detections.push(box.x, box.y, box.width, box.height, 0.9)
        const tracks = tracker.update(detections, at * EVERY_MS)
        for (let i = 0; i < tracks.count; i++) {
          if (tracks.detection[i] === -1) continue
          const { who: name } = people[tracks.detection[i]!]!
          who.set(name, (who.get(name) ?? new Set()).add(tracks.id[i]!))
        }
      }
      for (const [name, numbers] of who) {
        expect(numbers.size).toBe(1)
        if (step === 1) whole.set(name, [...numbers][0]!)
        else expect([...numbers][0]).toBe(whole.get(name))
      }
    }
  })

  test('an empty moment between two pictures moves nobody', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 5 }), moments => {
        const [plain, busy] = [new Tracker(rule), new Tracker(rule)]
        for (let at = 0; at < 10; at++) {
          const a = plain.update(person(10 * at), 100 * at)
          const b = busy.update(person(10 * at), 100 * at)
          for (let k = 0; k < 4; k++) expect(b.box[k]).toBeCloseTo(a.box[k]!, 3)
          expect(ids(b)).toEqual(ids(a))
          for (const moment of [...new Set(moments)].sort((a, b) => a - b)) busy.update(seen(), 100 * at + moment)
        }
      }),
    )
  })

  test('an update that comes late or twice is left out and counted', () => {
    const tracker = new Tracker(rule)
    for (let ms = 0; ms <= 1000; ms += EVERY_MS) tracker.update(person(0), ms)
    for (const atMs of [1000, 900, Number.NaN]) {
      const tracks = tracker.update(seen([500, 0, 40, 92, 0.9]), atMs)
      expect([tracks.atMs, ids(tracks), tracks.detection[0], ended(tracks)]).toEqual([1000, [1], -1, []])
    }
    expect(tracker.late).toBe(3)
    expect(ids(tracker.update(person(0), 1100))).toEqual([1])
  })

  test('when the clock is set back, tracking begins anew', () => {
    const tracker = new Tracker(rule)
    tracker.update(person(0), 3_600_000)
    const tracks = tracker.update(person(0), 0)
    expect([ended(tracks), ids(tracks), tracks.atMs, tracker.late]).toEqual([[1], [2], 0, 0])
  })
})

test('the order in which a picture tells its boxes decides the numbers of the newly born, nothing else', () => {
  const pictures = crowd({ people: 12, pictures: 60, seed: 11 })
  /** Which boxes of the whole film went together, whatever their number. */
  const together = (order: (count: number) => number[]) => {
    const tracker = new Tracker(rule)
    const boxesOf = new Map<number, string[]>()
    pictures.forEach(({ boxes }, at) => {
      const shuffled = order(boxes.length)
      const list = shuffled.map(j => boxes[j]!)
      const tracks = tracker.update(
        seen(...list.map(b => [b.x, b.y, b.width, b.height, b.score] as const)),
        at * EVERY_MS,
      )
      for (let i = 0; i < tracks.count; i++) {
        if (tracks.detection[i] === -1) continue
        const id = tracks.id[i]!
        boxesOf.set(id, [...(boxesOf.get(id) ?? []), `${at}:${shuffled[tracks.detection[i]!]}`])
      }
    })
    return [...boxesOf.values()].map(list => list.join(' ')).sort()
  }
  const inOrder = together(count => Array.from({ length: count }, (_, j) => j))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), salt => {
      const order = (count: number) =>
        Array.from({ length: count }, (_, j) => j).sort(
          (a, b) => ((a * 7919 + salt) % 101) - ((b * 7919 + salt) % 101) || a - b,
        )
      expect(together(order)).toEqual(inOrder)
    }),
    { numRuns: 10 },
  )
})

test('a hundred and more are followed as one is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 600 }), people => {
      const tracker = new Tracker(rule)
      const where = (i: number, at: number) => [100 * i + 10 * at, 0, 40, 92, 0.9] as const
      const all = Array.from({ length: people }, (_, i) => i)
      for (let at = 0; at < 6; at++) {
        const tracks = tracker.update(seen(...all.map(i => where(i, at))), at * EVERY_MS)
        expect(ids(tracks)).toEqual(all.map(i => i + 1))
        expect([...tracks.box.subarray(0, 4 * people)].every(Number.isFinite)).toBe(true)
      }
    }),
    { numRuns: 20 },
  )
})

test('boxes that are none are left out', () => {
  const tracker = new Tracker(rule)
  const { NaN: nan, POSITIVE_INFINITY: far } = Number
  const tracks = tracker.update(
    seen([nan, 0, 40, 92, 0.9], [0, 0, 0, 92, 0.9], [0, 0, 40, -1, 0.9], [far, 0, 40, 92, 0.9], [0, 0, 40, 92, nan]),
    0,
  )
  expect(tracks.count).toBe(0)
  expect(ids(tracker.update(seen([nan, nan, nan, nan, nan], [0, 0, 40, 92, 0.9]), 100))).toEqual([1])
})

test('whatever is detected, numbers are given once, a detection belongs to one track, and boxes are finite', () => {
  const number = fc.oneof(fc.float({ min: 0, max: 300 }), fc.float({ min: 0, max: 300 }), fc.float())
  const box = fc.tuple(number, number, number, number, fc.float({ min: 0, max: 1, noNaN: true }))
  const update = fc.record({ boxes: fc.array(box, { maxLength: 12 }), ms: fc.integer({ min: 0, max: 4000 }) })
  fc.assert(
    fc.property(fc.array(update, { maxLength: 25 }), updates => {
      const tracker = new Tracker(Tracking.parse({ confirmSeconds: 0.1, confirmHits: 2 }))
      const gone = new Set<number>()
      let [atMs, newest] = [0, 0]
      for (const { boxes, ms } of updates) {
        atMs += ms
        const tracks = tracker.update(seen(...boxes), atMs)
        for (const id of ended(tracks)) {
          expect(gone.has(id)).toBe(false)
          gone.add(id)
        }
        const now = ids(tracks)
        expect(now.every((id, i) => i === 0 || id > now[i - 1]!)).toBe(true)
        expect(now.some(id => gone.has(id))).toBe(false)
        for (const id of now.filter(id => id > newest)) expect(id).toBe(++newest)
        const given = [...tracks.detection.subarray(0, tracks.count)].filter(j => j !== -1)
        expect(new Set(given).size).toBe(given.length)
        expect([...tracks.box.subarray(0, 4 * tracks.count)].every(Number.isFinite)).toBe(true)
      }
      expect(new Set([...gone, ...ended(tracker.close(atMs))]).size).toBe(newest)
    }),
  )
})

test('a long run gives the same arrays at the end as after its first minute, and the same answer twice', () => {
  const pictures = crowd({ people: 40, pictures: 600, seed: 7 })
  const [tracker, again] = [new Tracker(rule), new Tracker(rule)]
  const detections = new Detections()
  let arrays: unknown[] = []
  for (let at = 0; at < 2400; at++) {
    detections.clear()
    for (const { x, y, width, height, score } of pictures[at % 600]!.boxes) detections.push(x, y, width, height, score)
    const tracks = tracker.update(detections, at * EVERY_MS)
    const twin = again.update(detections, at * EVERY_MS)
    expect(ids(twin).join()).toBe(ids(tracks).join())
    const now = [tracks, tracks.id, tracks.box, tracks.detection, tracks.seenAtMs, tracks.score, tracks.confirmed]
    if (at === 700) arrays = now
    if (at > 700) expect(now.every((array, i) => array === arrays[i])).toBe(true)
  }
})
