import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Tracker } from '../../../agent/tracking/tracker.ts'
import { trust } from '../../../agent/tracking/trust.ts'
import { Detections } from '../../../agent/vision/detections.ts'
import { Tracking } from '../../../config/tracking.ts'

const gain = fc.double({ min: 0, max: 1000, noNaN: true })
const seconds = fc.double({ min: 0, max: 1000, noNaN: true })
const score = fc.double({ min: 0, max: 1, noNaN: true })

test('is a probability that does not rise as the rival gains, time passes or the score falls', () => {
  fc.assert(
    fc.property(gain, gain, seconds, score, gain, (own, rival, hidden, certain, more) => {
      const told = trust(own, rival, hidden, certain)
      expect(told).toBeGreaterThan(0)
      expect(told).toBeLessThan(1)
      expect(trust(own, rival + more, hidden, certain)).toBeLessThanOrEqual(told)
      expect(trust(own, rival, hidden + more, certain)).toBeLessThanOrEqual(told)
      expect(trust(own, rival, hidden, certain / (1 + more))).toBeLessThanOrEqual(told)
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
  expect(told[0]).toBeGreaterThan(0.95)
  for (const one of told.slice(1)) expect(one).toBeLessThan(told[0]!)
  detections.clear()
  expect([...tracker.update(detections, 200).trust.subarray(0, 3)]).toEqual([1, 1, 1])
})
