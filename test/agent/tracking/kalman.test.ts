import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  AXIS,
  begin,
  correct,
  fading,
  OFF,
  P00,
  P01,
  P11,
  POS,
  predict,
  steady,
  VEL,
} from '../../../agent/tracking/kalman.ts'

type Matrix = number[][]
const times = (a: Matrix, b: Matrix): Matrix =>
  a.map(row => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)))
const plus = (a: Matrix, b: Matrix, sign = 1): Matrix => a.map((row, i) => row.map((v, j) => v + sign * b[i]![j]!))
const turned = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map(row => row[j]!))

/** The filter as a textbook has it: x ← F x, P ← F P Fᵀ + Q; K = P Hᵀ (H P Hᵀ + R)⁻¹, x ← x + K (z − H x), P ← (I − K H) P. */
class Textbook {
  x: Matrix
  p: Matrix
  constructor(z: number, r: number, v: number) {
    this.x = [[z], [0]]
    this.p = [
      [r, 0],
      [0, v],
    ]
  }
  predict(t: number, q: number): void {
    const f = [
      [1, t],
      [0, 1],
    ]
    const noise = [
      [(q * t ** 3) / 3, (q * t ** 2) / 2],
      [(q * t ** 2) / 2, q * t],
    ]
    this.x = times(f, this.x)
    this.p = plus(times(times(f, this.p), turned(f)), noise)
  }
  correct(z: number, r: number): void {
    const h = [[1, 0]]
    const s = times(times(h, this.p), turned(h))[0]![0]! + r
    const k = times(this.p, turned(h)).map(row => row.map(value => value / s))
    this.x = plus(
      this.x,
      k.map(row => row.map(value => value * (z - this.x[0]![0]!))),
    )
    this.p = times(
      plus(
        [
          [1, 0],
          [0, 1],
        ],
        times(k, h),
        -1,
      ),
      this.p,
    )
  }
}

const positive = fc.double({ min: 0.01, max: 10, noNaN: true })
const place = fc.double({ min: -100, max: 100, noNaN: true })
const steps = fc.array(fc.record({ t: fc.double({ min: 0.001, max: 3, noNaN: true }), z: fc.option(place) }), {
  maxLength: 30,
})

test('an axis agrees with the textbook filter in matrices', () => {
  fc.assert(
    fc.property(place, positive, positive, positive, steps, (z, r, v, q, steps) => {
      const s = new Float64Array(2 * AXIS)
      begin(s, AXIS, z, r, v)
      const book = new Textbook(z, r, v)
      for (const step of steps) {
        predict(s, AXIS, steady(step.t), q)
        book.predict(step.t, q)
        if (step.z !== null) {
          correct(s, AXIS, step.z, r)
          book.correct(step.z, r)
        }
      }
      const got = [POS, VEL, P00, P01, P11].map(at => s[AXIS + at]!)
      const want = [book.x[0]![0]!, book.x[1]![0]!, book.p[0]![0]!, book.p[0]![1]!, book.p[1]![1]!]
      got.forEach((value, i) => {
        expect(Math.abs(value - want[i]!)).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(want[i]!)))
      })
      expect([...s.subarray(0, AXIS)].every(value => value === 0)).toBe(true)
    }),
  )
})

test('a correction tells the surprise in standard deviations', () => {
  const s = new Float64Array(AXIS)
  begin(s, 0, 1, 3, 1)
  correct(s, 0, 5, 1)
  expect(s[OFF]).toBe(2)
})

test.each([
  ['steady', steady],
  ['fading', (dt: number) => fading(dt, 0.7)],
])('a %s step of time is the sum of its parts', (_, step) => {
  fc.assert(
    fc.property(positive, positive, positive, fc.integer({ min: 2, max: 20 }), (t, q, v, parts) => {
      const [once, often] = [new Float64Array(AXIS), new Float64Array(AXIS)]
      for (const s of [once, often]) {
        begin(s, 0, 1, 0.5, v)
        s[VEL] = 2
      }
      predict(once, 0, step(t), q)
      for (let i = 0; i < parts; i++) predict(often, 0, step(t / parts), q)
      once.forEach((value, at) => {
        expect(often[at]).toBeCloseTo(value, 6 - Math.ceil(Math.log10(Math.abs(value) + 1)))
      })
    }),
  )
})

test('a velocity that hardly fades is steady, one that fades comes to a halt', () => {
  const [slow, even] = [fading(0.1, 1e4), steady(0.1)]
  for (const name of ['left', 'gone', 'q00', 'q01', 'q11'] as const) expect(slow[name]).toBeCloseTo(even[name], 4)
  expect(fading(100, 0.5)).toMatchObject({ left: expect.closeTo(0, 9), gone: expect.closeTo(0.5, 9) })
})
