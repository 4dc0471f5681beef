import { Floor } from '../../agent/floor/floor.ts'
import { Depth } from '../../config/depth.ts'
import { Floor as Plan } from '../../config/floor.ts'
import { Journey } from '../../config/tracking.ts'
import { crowd } from './crowd.ts'
import type { Row } from './row.ts'

const UPDATES = 300
const EVERY_MS = 100
const WARM_UP = 100
/** The crowd walks in pixels; somebody is as broad as this in it, and 0.45 m on the floor. */
const METRES = 0.45 / 40

/** Microseconds an update over a seeded crowd on a plan of 20 zones and 5 lines. */
export async function bench(): Promise<Row[]> {
  return [20, 100, 500, 1000].map(people => {
    const pictures = crowd({ people, pictures: WARM_UP + UPDATES, seed: 1 })
    const boxes = pictures.map(picture =>
      Float32Array.from(
        picture.people.flatMap(({ x, y, width, height }) => [x, y, width, height].map(v => v * METRES)),
      ),
    )
    const columns = {
      count: people,
      id: Float64Array.from({ length: people }, (_, i) => i + 1),
      score: new Float32Array(people).fill(1),
      detection: Int32Array.from({ length: people }, (_, i) => i),
      trust: new Float32Array(people).fill(1),
      confirmed: new Uint8Array(people).fill(1),
      endedCount: 0,
      ended: new Float64Array(0),
    }
    const floor = new Floor({ ...around(boxes), cameras: [], journey: Journey.parse({}) })
    const took: number[] = []
    let facts = 0
    boxes.forEach((box, at) => {
      const atMs = at * EVERY_MS
      const seenAtMs = new Float64Array(people).fill(atMs)
      const begin = performance.now()
      const told = floor.place('ceiling', { ...columns, atMs, box, seenAtMs })
      if (at < WARM_UP) return
      took.push(1000 * (performance.now() - begin))
      facts += told.length
    })
    took.sort((a, b) => a - b)
    return {
      name: `floor, an update at ${people} people`,
      value: took[took.length >> 1]!,
      unit: 'µs',
      note: `median of ${UPDATES}, ${facts} facts; p99 ${took[Math.floor(0.99 * took.length)]!.toFixed(0)} µs`,
    }
  })
}

/** A plan that just holds the crowd: five lines across it and twenty zones in four rows. */
function around(boxes: readonly Float32Array[]) {
  const width = Math.max(...boxes.map(box => box.reduce((most, v, i) => (i % 4 === 0 ? Math.max(most, v) : most), 0)))
  const height = (width * 9) / 16
  const box = (x: number, y: number, w: number, h: number) => [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
  ]
  return {
    floor: Plan.parse({
      outline: box(0, 0, width, height),
      lines: [1, 2, 3, 4, 5].map(i => ({
        id: `line-${i}`,
        from: [0, (height * i) / 6],
        to: [width, (height * i) / 6],
      })),
      zones: Array.from({ length: 20 }, (_, i) => ({
        id: `zone-${i}`,
        outline: box(((i % 5) * width) / 5, (Math.floor(i / 5) * height) / 4, width / 6, height / 5),
      })),
    }),
    depth: [
      Depth.parse({
        id: 'ceiling',
        feed: { driver: 'simulated' },
        intrinsics: { width: 640, height: 400, fx: 400, fy: 400, cx: 320, cy: 200 },
        pose: { position: [0, 0], heightMetres: 3 },
      }),
    ],
  }
}
