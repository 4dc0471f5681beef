import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Motion } from '../../../agent/moments/motion.ts'

/** Somebody who is at these metres along a line, one look a second. */
function walked(metres: readonly number[], isAtTouchpoint: (second: number) => boolean = () => false): Motion {
  const motion = new Motion()
  for (const [s, x] of metres.entries()) motion.see(x, 0, 1000 * s, isAtTouchpoint(s))
  return motion
}

test.each([
  ['nobody was seen', [], undefined],
  ['seen once', [3], undefined],
  ['walks', [0, 1.2, 2.4, 3.6, 4.8, 6], 1.2],
  ['stands', [3, 3, 3, 3, 3], 0],
  ['shifts from foot to foot', [3, 3.2, 3, 3.2, 3], 0.2],
  ['has stopped by now', [0, 2, 4, 4, 4, 4, 4], 0],
])('%s', (_, metres, pace) => {
  const told = walked(metres).metresPerSecond(1000 * Math.max(metres.length - 1, 0))
  if (pace === undefined) expect(told).toBeUndefined()
  else expect(told).toBeCloseTo(pace, 6)
})

test('who is out of sight moves nobody knows how', () => {
  expect(walked([0, 1, 2, 3]).metresPerSecond(6000)).toBeUndefined()
})

test('a stop is told once, not at a touchpoint, and not of somebody who was not seen meanwhile', () => {
  expect(walked([0, 1, 2, 2, 2, 2, 2, 2, 2, 3, 4, 5]).stops).toBe(1)
  expect(walked([0, 1, 2, 2, 2, 2, 3, 4]).stops).toBe(0)
  expect(walked([0, 1, 2, 2.2, 2, 2.2, 2, 3, 4, 5, 5, 5, 5, 5]).stops).toBe(2)
  expect(walked([0, 1, 2, 2, 2, 2, 2, 3], s => s > 1).stops).toBe(0)
  const motion = walked([0, 1, 2])
  motion.see(2, 0, 30_000, false)
  motion.see(2, 0, 31_000, false)
  expect(motion.stops).toBe(0)
})

test('agrees with the way summed up over the whole history', () =>
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 2, maxLength: 30 }), metres => {
      const last = metres.slice(-5)
      const way = last.slice(1).reduce((sum, x, i) => sum + Math.abs(x - last[i]!), 0)
      expect(walked(metres).metresPerSecond(1000 * (metres.length - 1))).toBeCloseTo(way / (last.length - 1), 9)
    }),
  ))

test('a clock that is set back begins it anew', () => {
  const motion = walked([0, 1, 2, 3])
  for (const s of [0, 1, 2]) motion.see(50, 0, -1_000_000 + 1000 * s, false)
  expect(motion.metresPerSecond(-998_000)).toBe(0)
})
