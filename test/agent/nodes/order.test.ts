import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlacedBuffer } from '../../../agent/floor/placed.ts'
import { Order } from '../../../agent/nodes/order.ts'

const at = (atMs: number): PlacedBuffer => {
  const buffer = new PlacedBuffer()
  buffer.begin(atMs, 1)
  buffer.id[0] = atMs
  return buffer
}

test('everything comes out once, in the order of capture, unless time had passed it before it came', () => {
  const step = fc.oneof(
    fc.record({ push: fc.integer({ min: 0, max: 100 }) }),
    fc.record({ release: fc.integer({ min: 0, max: 100 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const order = new Order<number>()
      const out: number[] = []
      const waiting: number[] = []
      const expected: number[] = []
      let untilMs = Number.NEGATIVE_INFINITY
      for (const one of [...steps, { release: 1000 }])
        if ('push' in one) {
          expect(order.push('door', at(one.push))).toBe(one.push > untilMs)
          if (one.push > untilMs) waiting.push(one.push)
        } else {
          const toMs = Math.max(untilMs, one.release)
          order.release(toMs, (_, placed) => out.push(placed.id[0]))
          untilMs = toMs
          waiting.sort((a, b) => a - b)
          while (waiting.length > 0 && waiting[0] <= toMs) expected.push(waiting.shift()!)
        }
      expect(out).toEqual(expected)
    }),
  )
})

test('keeps what is pushed as it was, though the columns are used again', () => {
  const order = new Order<string>()
  const buffer = at(5)
  order.push('door', buffer, 'hand')
  buffer.begin(6, 1)
  buffer.id[0] = 6
  const out: unknown[] = []
  order.release(10, (sensor, placed, and) => out.push([sensor, placed.atMs, placed.id[0], and]))
  expect(out).toEqual([['door', 5, 5, 'hand']])
})
