import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hindsight } from '../../../agent/tracking/hindsight.ts'
import { AXIS, begin, correct, POS, predict, steady } from '../../../agent/tracking/kalman.ts'

const course = fc
  .array(
    fc.record({
      dt: fc.double({ min: 0.02, max: 1, noNaN: true }),
      z: fc.double({ min: -50, max: 50, noNaN: true }),
      r: fc.double({ min: 0.1, max: 5, noNaN: true }),
      seen: fc.boolean(),
    }),
    { minLength: 2, maxLength: 12 },
  )
  .map(moments => {
    let now = 0
    return {
      seconds: moments.map(({ dt }) => (now += dt)),
      measured: moments.map(({ z, seen }, i) => (seen || i === 0 ? z : undefined)),
      variance: moments.map(({ r }) => r),
    }
  })

test('the last moment is what a filter says, which knows as much', () => {
  fc.assert(
    fc.property(course, ({ seconds, measured, variance }) => {
      const s = new Float64Array(AXIS)
      begin(s, 0, measured[0]!, variance[0]!, 4)
      for (let k = 1; k < seconds.length; k++) {
        predict(s, 0, steady(seconds[k]! - seconds[k - 1]!), 0.3)
        if (measured[k] !== undefined) correct(s, 0, measured[k]!, variance[k]!)
      }
      expect(hindsight({ seconds, measured, variance }, 4, 0.3, steady).at(-1)).toBeCloseTo(s[POS]!, 6)
    }),
  )
})

test('somebody who walks straight on is where they were, in gaps too', () => {
  fc.assert(
    fc.property(course, fc.double({ min: -3, max: 3, noNaN: true }), ({ seconds, measured, variance }, pace) => {
      fc.pre(measured.at(-1) !== undefined)
      const straight = {
        seconds,
        measured: measured.map((z, k) => (z === undefined ? z : pace * seconds[k]!)),
        variance: variance.map(() => 1e-6),
      }
      hindsight(straight, 1e6, 1e-3, steady).forEach((value, k) => {
        expect(value).toBeCloseTo(pace * seconds[k]!, 2)
      })
    }),
  )
})

test('people who never change their pace walk along the least-squares line, wild ones from measurement to measurement', () => {
  const seconds = [0, 1, 2, 3, 4, 5]
  const measured = [0, 2, 1, undefined, 4, 6]
  const told = (q: number) => hindsight({ seconds, measured, variance: seconds.map(() => 1) }, 1e6, q, steady)
  const seen = measured.flatMap((z, k) => (z === undefined ? [] : [{ z, k }]))
  const mean = (value: (one: { z: number; k: number }) => number) =>
    seen.reduce((sum, one) => sum + value(one), 0) / seen.length
  const [z, k] = [mean(one => one.z), mean(one => one.k)]
  const slope = mean(one => (one.z - z) * (one.k - k)) / mean(one => (one.k - k) ** 2)
  told(1e-7).forEach((value, at) => {
    expect(value).toBeCloseTo(z + slope * (at - k), 2)
  })
  told(1e5).forEach((value, at) => {
    if (measured[at] !== undefined) expect(value).toBeCloseTo(measured[at], 2)
  })
})
