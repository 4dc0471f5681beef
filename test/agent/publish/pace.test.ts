import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Backoff, PACE } from '../../../agent/publish/pace.ts'

test('waits grow from the first to the cap, each between half of it and all of it', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), draws => {
      let at = 0
      const backoff = new Backoff(PACE, () => draws[at++]!)
      for (const [i, draw] of draws.entries()) {
        const fullMs = Math.min(PACE.capMs, PACE.firstMs * 2 ** i)
        expect(backoff.next('unreachable')).toBeCloseTo(fullMs * (0.5 + draw / 2), 6)
      }
    }),
  )
})

test('after a good connection they begin anew, after a short one they go on', () => {
  const backoff = new Backoff(PACE, () => 1)
  for (let i = 0; i < 3; i++) backoff.next('unreachable')
  expect(backoff.lasted(PACE.steadyMs - 1)).toBe(false)
  expect(backoff.lasted(undefined)).toBe(false)
  expect(backoff.next('unreachable')).toBe(8 * PACE.firstMs)
  expect(backoff.lasted(PACE.steadyMs)).toBe(true)
  expect(backoff.next('unreachable')).toBe(PACE.firstMs)
})

test('whoever was refused waits longer: somebody has to change something first', () => {
  expect(new Backoff(PACE, () => 1).next('identity')).toBe(PACE.refusedMs)
})
