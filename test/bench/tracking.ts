import { Tracker } from '../../agent/tracking/tracker.ts'
import { Detections } from '../../agent/vision/detections.ts'
import { Tracking } from '../../config/tracking.ts'
import { crowd } from './crowd.ts'
import type { Row } from './row.ts'

const UPDATES = 300
const EVERY_MS = 100
/** Enough for the compiler to have settled. */
const WARM_UP = 100

/** Microseconds an update over a seeded crowd of constant density. */
export async function bench(): Promise<Row[]> {
  return [20, 100, 500, 1000].map(people => {
    const pictures = crowd({ people, pictures: WARM_UP + UPDATES, seed: 1 })
    const tracker = new Tracker(Tracking.parse({}))
    const detections = new Detections()
    const took: number[] = []
    pictures.forEach((picture, at) => {
      detections.clear()
      for (const { x, y, width, height, score } of picture.boxes) detections.push(x, y, width, height, score)
      const begin = performance.now()
      tracker.update(detections, at * EVERY_MS)
      if (at >= WARM_UP) took.push(1000 * (performance.now() - begin))
    })
    took.sort((a, b) => a - b)
    return {
      name: `tracking, an update at ${people} people`,
      value: took[took.length >> 1]!,
      unit: 'µs',
      note: `median of ${UPDATES}; p99 ${took[Math.floor(0.99 * took.length)]!.toFixed(0)} µs`,
    }
  })
}
