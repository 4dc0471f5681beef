import { Posed } from '../../config/cameras.ts'
import { Floor } from '../../config/floor.ts'
import { Simulation } from '../../config/simulation.ts'
import type { BoxFrame } from '../../drivers/frame.ts'
import { eye } from '../../drivers/simulated/eye.ts'
import { scene } from '../../drivers/simulated/scene.ts'
import { Shop } from '../../drivers/simulated/shop.ts'
import { Truth } from '../../drivers/simulated/truth.ts'
import type { Source } from '../../drivers/source.ts'
import type { Row } from './row.ts'

const MINUTES = 5
const CAMERAS = 6

const box = (left: number, low: number, right: number, high: number): [number, number][] => [
  [left, low],
  [right, low],
  [right, high],
  [left, high],
]

const FLOOR = Floor.parse({
  outline: box(0, 0, 20, 12),
  entrances: [
    { id: 'west', from: [3, 0], to: [5, 0] },
    { id: 'east', from: [15, 0], to: [17, 0] },
  ],
  zones: [
    { id: 'books', outline: box(2, 10.4, 6, 11.6) },
    { id: 'toys', outline: box(8, 10.4, 12, 11.6) },
    { id: 'garden', outline: box(14, 10.4, 18, 11.6) },
    { id: 'island', outline: box(8, 4.5, 11, 7) },
    { id: 'pay', kind: 'queue', outline: box(13, 2.4, 14, 6.4) },
  ],
})

/** What the simulated shop costs: seconds of the processor for an hour of it, alone, with its truth, and seen by six cameras at ten pictures a second. */
export async function bench(): Promise<Row[]> {
  const rows: Row[] = []
  for (const [title, habits] of [
    ['200 shoppers an hour', { arrivalsPerMinute: 2.4 }],
    ['a crowd of 30', { crowd: 30, staff: 3 }],
    ['a crowd of 60', { crowd: 60, staff: 3 }],
  ] as const) {
    const simulation = Simulation.parse({ seed: 1, seconds: 60 * MINUTES, ...habits })
    const open = () => scene({ simulation, floor: FLOOR, campaigns: [], scanners: [] }, { nowMs: 0, paced: false })
    const truth = new Truth(FLOOR)
    const alone = await seconds(() => new Shop(open()).advance(60_000 * MINUTES))
    const known = await seconds(() => new Shop(open(), truth).advance(60_000 * MINUTES))
    const boxes = { people: 0, pictures: 0 }
    const seen = await seconds(() => look(cameras(open()), boxes))
    const visits = `${truth.visits.length} visits in ${MINUTES} minutes`
    const each = `${(boxes.people / boxes.pictures).toFixed(1)} boxes a picture`
    const hour = 60 / MINUTES
    rows.push(
      { name: `shop, an hour, ${title}`, value: hour * alone, unit: 's of CPU', note: visits },
      { name: `shop, an hour with its truth, ${title}`, value: hour * known, unit: 's of CPU' },
      { name: `shop, an hour of six cameras, ${title}`, value: hour * seen, unit: 's of CPU', note: each },
    )
  }
  return rows
}

/** Of the processor, so that others on the machine do not count. */
async function seconds(work: () => void | Promise<void>): Promise<number> {
  const begin = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / 1e6
}

/** Along the walls, turned inwards. */
function cameras(shop: ReturnType<typeof scene>): Source<BoxFrame>[] {
  return Array.from({ length: CAMERAS }, (_, i) => {
    const position = [2 + 3.2 * i, i % 2 ? 0.2 : 11.8]
    const pose = { position, heightMetres: 3, tiltDegrees: 60, headingDegrees: i % 2 ? 90 : 270 }
    const intrinsics = { width: 1280, height: 720, fx: 640, fy: 640, cx: 640, cy: 360 }
    return eye({ id: `eye-${i}`, maxFps: 10, optics: Posed.parse({ intrinsics, pose }) }, shop)
  })
}

/** In turns, as the lanes do. */
async function look(sources: readonly Source<BoxFrame>[], boxes: { people: number; pictures: number }): Promise<void> {
  const items = sources.map(source => source.open(new AbortController().signal)[Symbol.asyncIterator]())
  for (;;) {
    for (const each of items) {
      const { done, value } = await each.next()
      if (done) return
      boxes.people += value.count
      boxes.pictures++
    }
  }
}
