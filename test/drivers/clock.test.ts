import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Clock } from '../../drivers/clock.ts'

/** A clock between a steady one and one on the wall, both in our hands. */
function hands(wallMs = 1e12) {
  const at = { steadyMs: 500, wallMs }
  const clock = new Clock(
    () => at.wallMs,
    () => at.steadyMs,
  )
  const pass = (ms: number) => {
    at.steadyMs += ms
    at.wallMs += ms
  }
  return { at, clock, pass }
}

test('whatever the clock on the wall does, time goes on, and what has passed is right to a hundredth', () => {
  const step = fc.record({
    passMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
    setMs: fc.oneof(fc.constant(0), fc.double({ min: -1e11, max: 1e11, noNaN: true })),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), steps => {
      const { at, clock, pass } = hands()
      for (const { passMs, setMs } of steps) {
        const beforeMs = clock.now()
        at.wallMs += setMs
        pass(passMs)
        const wentMs = clock.now() - beforeMs
        expect(wentMs).toBeGreaterThanOrEqual(0.989 * passMs - 1.1)
        expect(wentMs).toBeLessThanOrEqual(1.011 * passMs + 1.1)
      }
    }),
  )
})

test('a clock that nobody sets is the one on the wall', () => {
  const { at, clock, pass } = hands()
  for (let i = 0; i < 1000; i++) {
    pass(17)
    expect(clock.now()).toBe(at.wallMs)
  }
  expect(clock.aheadMs()).toBe(0)
})

test('a clock that was set is approached, and until then said to be ahead or behind', () => {
  for (const setMs of [800, -800]) {
    const { at, clock, pass } = hands()
    at.wallMs += setMs
    expect(clock.aheadMs()).toBeCloseTo(setMs, 6)
    pass(40_000)
    expect(clock.aheadMs()).toBeCloseTo(setMs / 2, 3)
    pass(40_000)
    expect(Math.abs(clock.now() - at.wallMs)).toBeLessThanOrEqual(1)
  }
})

test('a time that the wall showed is found again on this clock', () => {
  const { at, clock, pass } = hands()
  pass(1000)
  const seenMs = clock.now()
  at.wallMs += 3_600_000
  pass(20)
  expect(clock.of(at.wallMs - 20)).toBeCloseTo(seenMs, 0)
})

test('where nothing is under way it takes over what the wall says', () => {
  const { at, clock } = hands()
  at.wallMs -= 1e9
  expect(clock.set()).toBe(-1e9)
  expect([clock.now(), clock.aheadMs()]).toEqual([at.wallMs, 0])
})

test('how far it was put forward within the last day is remembered, and what was taken back of that is not', () => {
  const HOUR = 3_600_000
  const { at, clock, pass } = hands()
  const leap = (ms: number) => {
    at.wallMs += ms
    clock.set()
    return clock.leaptMs()
  }
  expect(leap(0)).toBe(0)
  expect(leap(-HOUR)).toBe(0)
  expect(leap(1000 * HOUR)).toBe(1000 * HOUR)
  pass(HOUR)
  clock.now()
  expect(leap(2 * HOUR)).toBe(1002 * HOUR)
  pass(22 * HOUR)
  clock.now()
  expect(leap(-1000 * HOUR)).toBe(2 * HOUR)
  pass(1.5 * HOUR)
  expect(clock.leaptMs()).toBeLessThanOrEqual(2 * HOUR)
  pass(24 * HOUR)
  expect(clock.leaptMs()).toBe(0)
})
