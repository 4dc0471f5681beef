import { Tracker } from '../../agent/tracking/tracker.ts'
import { Detections } from '../../agent/vision/detections.ts'
import { Tracking } from '../../config/tracking.ts'
import { crowd } from './crowd.ts'
import type { Row } from './row.ts'

const UPDATES = 1_000_000
const EVERY_MS = 100
/** So many pictures are played over and over; each time somebody else stands where somebody stood, so that people are born and end. */
const PICTURES = 600

/** Memory over a long run: what is held after a tenth of it and at its end. */
export async function bench(): Promise<Row[]> {
  const pictures = crowd({ people: 20, pictures: PICTURES, seed: 5 })
  const tracker = new Tracker(Tracking.parse({}))
  const detections = new Detections()
  let [ended, newest] = [0, 0]
  let early = process.memoryUsage()
  for (let at = 0; at < UPDATES; at++) {
    detections.clear()
    for (const { x, y, width, height, score } of pictures[at % PICTURES]!.boxes)
      detections.push(x, y, width, height, score)
    const tracks = tracker.update(detections, at * EVERY_MS)
    ended += tracks.endedCount
    for (let i = 0; i < tracks.count; i++) newest = Math.max(newest, tracks.id[i]!)
    if (at === UPDATES / 10) early = held()
  }
  const late = held()
  const row = (name: string, value: number, was: number): Row => ({
    name: `tracking, ${name} after ${UPDATES.toLocaleString('en')} updates`,
    value: value / 2 ** 20,
    unit: 'MiB',
    note: `${(was / 2 ** 20).toFixed(2)} MiB after a tenth of them; ${newest} births, ${ended} ends`,
  })
  return [row('memory (RSS)', late.rss, early.rss), row('heap', late.heapUsed, early.heapUsed)]
}

/** Garbage taken out first where that can be asked for (node --expose-gc). */
function held(): NodeJS.MemoryUsage {
  globalThis.gc?.()
  return process.memoryUsage()
}
