import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Offset } from '../../../agent/nodes/offset.ts'

const LONG_AGO = -1e9

test('what is reckoned with is within what was measured last, and moves only where it must', () => {
  const measured = fc.record({
    aheadMs: fc.integer({ min: -5000, max: 5000 }),
    errorMs: fc.integer({ min: 0, max: 500 }),
  })
  fc.assert(
    fc.property(fc.array(measured, { minLength: 1 }), all => {
      const offset = new Offset(1e6)
      for (const one of all) {
        const before = offset.aheadMs
        offset.hear(one, LONG_AGO)
        expect(Math.abs(offset.aheadMs - one.aheadMs)).toBeLessThanOrEqual(one.errorMs)
        if (Math.abs(before - one.aheadMs) <= one.errorMs) expect(offset.aheadMs).toBe(before)
      }
    }),
  )
})

test('nothing is made after it came: a clock that is not measured yet is ahead by as much at least', () => {
  const offset = new Offset(1e6)
  offset.hear(undefined, LONG_AGO)
  expect(offset.aheadMs).toBe(0)
  offset.hear(undefined, 3000)
  offset.hear(undefined, 2900)
  expect(offset.aheadMs).toBe(3000)
})

test('one that trembles around the limit is told of once', () => {
  const offset = new Offset(1000)
  const told = [900, 1010, 990, 1010, 850, 1010, 790, 990].map(aheadMs => {
    offset.hear({ aheadMs, errorMs: 1 }, LONG_AGO)
    return offset.isOff
  })
  expect(told).toEqual([false, true, true, true, true, true, false, false])
})
