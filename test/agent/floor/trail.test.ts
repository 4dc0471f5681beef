import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Recorder } from '../../../agent/floor/recorder.ts'
import { between, lengthMetres, stops } from '../../../agent/floor/trail.ts'

const coordinate = fc.double({ min: -20, max: 20, noNaN: true })
const steps = fc.array(fc.tuple(coordinate, coordinate, fc.integer({ min: 1, max: 10_000 })), { minLength: 1 })

/** Looks at instants that only grow. */
function looks(of: readonly (readonly [number, number, number])[]): [number, number, number][] {
  let atMs = 1_000_000
  return of.map(([x, y, waitMs]) => [x, y, (atMs += waitMs)])
}

function record(of: readonly (readonly [number, number, number])[]): Float64Array {
  const recorder = new Recorder()
  for (const [x, y, atMs] of of) recorder.add(x, y, atMs)
  return recorder.trail()
}

/** Ten looks a second at somebody who trembles by a hand's breadth around where they are; always the same tremble. */
function tremble(
  seconds: number,
  at: (second: number) => [number, number],
  fromSecond = 0,
): [number, number, number][] {
  return Array.from({ length: 10 * seconds }, (_, i) => {
    const [x, y] = at(i / 10)
    return [x + 0.08 * Math.sin(7 * i), y + 0.08 * Math.cos(11 * i), 1000 * fromSecond + 100 * i]
  })
}

describe('the recorded trail', () => {
  test('of a straight walk is its two ends', () => {
    const walk = Array.from({ length: 60 }, (_, i): [number, number, number] => [i / 8, 2, 100 * i])
    expect([...record(walk)]).toEqual([0, 2, 0, 59 / 8, 2, 5900])
  })

  test('keeps a stop on a straight walk, its spot and its length', () => {
    const trail = record([
      ...tremble(4, s => [s, 0]),
      ...tremble(30, () => [4, 0], 4),
      ...tremble(4, s => [4 + s, 0], 34),
    ])
    const [stop, ...more] = stops(trail)
    expect(more).toEqual([])
    expect(stop.x).toBeCloseTo(4, 1)
    expect(stop.y).toBeCloseTo(0, 1)
    expect(stop.durationMs / 1000).toBeCloseTo(30, 0)
    expect(lengthMetres(trail)).toBeCloseTo(8, 0)
  })

  test('has somebody who walks and then lingers where they are at each instant', () => {
    const at = (s: number): [number, number] => [s < 5 ? 1.4 * s : 7, 2]
    const trail = record(Array.from({ length: 80 }, (_, i) => [...at(i / 10), 100 * i]))
    for (let atMs = 500; atMs < 7900; atMs += 500) {
      const part = between(trail, atMs, 7900)
      expect(Math.abs(part[0] - at(atMs / 1000)[0])).toBeLessThan(0.5)
    }
  })

  test('of somebody who only stands has no length', () =>
    expect(lengthMetres(record(tremble(60, () => [3, 3])))).toBeLessThan(0.01))

  test('begins and ends with the first and the last look', () => {
    fc.assert(
      fc.property(steps.map(looks), path => {
        const trail = record(path)
        expect(trail[2]).toBe(path[0][2])
        expect(trail.at(-1)).toBe(path.at(-1)![2])
        for (let i = 5; i < trail.length; i += 3) expect(trail[i]).toBeGreaterThan(trail[i - 3])
      }),
    )
  })

  test('of a whole day takes no more than its share of memory', () => {
    const day = Array.from({ length: 100_000 }, (_, i): [number, number, number] => [
      10 * Math.sin(i / 3) + Math.sin(i),
      10 * Math.cos(i / 7),
      300 * i,
    ])
    const trail = record(day)
    expect(trail.length / 3).toBeLessThanOrEqual(1025)
    expect([trail[2], trail.at(-1)]).toEqual([day[0][2], day.at(-1)![2]])
  })

  test('of somebody who was never seen is empty', () => expect(record([]).length).toBe(0))
})

describe('a part of a trail', () => {
  const trail = Float64Array.of(0, 0, 0, 10, 0, 1000, 10, 10, 2000)

  test.each([
    [0, 2000, [0, 0, 0, 10, 0, 1000, 10, 10, 2000]],
    [500, 1500, [5, 0, 500, 10, 0, 1000, 10, 5, 1500]],
    [200, 300, [2, 0, 200, 3, 0, 300]],
    [1000, 1000, [10, 0, 1000]],
    [500, 500, [5, 0, 500]],
    [-5, 5000, [0, 0, 0, 10, 0, 1000, 10, 10, 2000]],
    [3000, 5000, []],
    [1500, 500, []],
  ])('from %d to %d', (fromMs, toMs, part) => expect([...between(trail, fromMs, toMs)]).toEqual(part))

  test('and the rest are as long as the whole', () => {
    fc.assert(
      fc.property(steps.map(looks), fc.double({ min: 0, max: 1, noNaN: true }), (path, share) => {
        const whole = Float64Array.from(path.flat())
        const cutMs = whole[2] + share * (whole.at(-1)! - whole[2])
        const parts = lengthMetres(between(whole, 0, cutMs)) + lengthMetres(between(whole, cutMs, Number.MAX_VALUE))
        expect(parts).toBeCloseTo(lengthMetres(whole), 6)
      }),
    )
  })
})
