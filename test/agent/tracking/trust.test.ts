import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Tracker } from '../../../agent/tracking/tracker.ts'
import { trust } from '../../../agent/tracking/trust.ts'
import { Detections } from '../../../agent/vision/detections.ts'
import { Tracking } from '../../../config/tracking.ts'

test('is a probability that falls as the rival gains, and 1 where there is none', () => {
  const gain = fc.double({ min: 0.01, max: 1, noNaN: true })
  fc.assert(
    fc.property(gain, gain, gain, (own, a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)]
      expect(trust(own, 0)).toBe(1)
      expect(trust(own, more)).toBeGreaterThan(0)
      expect(trust(own, less)).toBeLessThanOrEqual(1)
      expect(trust(own, less)).toBeGreaterThanOrEqual(trust(own, more))
    }),
  )
})

test('somebody alone is trusted, two people shoulder to shoulder less', () => {
  const tracker = new Tracker(Tracking.parse({}))
  const detections = new Detections()
  const people = [0, 500, 520]
  for (const x of people) detections.push(x, 0, 40, 92, 0.9)
  tracker.update(detections, 0)
  detections.clear()
  for (const x of people) detections.push(x + 2, 0, 40, 92, 0.9)
  const told = [...tracker.update(detections, 100).trust.subarray(0, 3)]
  expect(told[0]).toBe(1)
  for (const one of told.slice(1)) expect(one).toBeLessThan(0.999)
  detections.clear()
  expect([...tracker.update(detections, 200).trust.subarray(0, 3)]).toEqual([1, 1, 1])
})
