import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { PersonId } from '../../agent/floor/fact.ts'
import { Floor } from '../../agent/floor/floor.ts'
import { Journey } from '../../agent/journey/journey.ts'
import { Depth } from '../../config/depth.ts'
import { Floor as Plan } from '../../config/floor.ts'
import type { Point, Polygon } from '../../config/shapes.ts'
import { Journey as Rule } from '../../config/tracking.ts'
import { crowd } from './crowd.ts'
import type { Row } from './row.ts'

const UPDATES = 300
const EVERY_MS = 100
const WARM_UP = 100
/** The crowd walks in pixels; somebody is as broad as this in it, and 0.45 m on the floor. */
const METRES = 0.45 / 40
const ZONES = 30
const LINES = 5

/** Microseconds an update of floor and journey over a seeded crowd on a plan of 30 zones and 5 lines, beside a plain reference. */
export async function bench(): Promise<Row[]> {
  // First, since what a thousand people leave behind would hide it.
  return [...endurance(), ...[40, 100, 1000].flatMap(speed)]
}

function speed(people: number): Row[] {
  const boxes = boxesOf(people, WARM_UP + UPDATES)
  const shop = around(boxes)
  const { step, facts } = stages(people, shop)
  const plain = reference(shop.floor)
  const took: number[] = []
  const plainly: number[] = []
  boxes.forEach((box, at) => {
    const begin = performance.now()
    step(box, at * EVERY_MS)
    const middle = performance.now()
    plain(people, box, at * EVERY_MS)
    if (at < WARM_UP) return
    took.push(1000 * (middle - begin))
    plainly.push(1000 * (performance.now() - middle))
  })
  return [
    {
      name: `floor and journey, an update at ${people} people`,
      value: quantile(took, 0.5),
      unit: 'µs',
      note: `median of ${UPDATES}, ${facts.count} events, ${ZONES} zones; p99 ${quantile(took, 0.99).toFixed(0)} µs${people === 40 ? '; aim ≤ 200 µs' : ''}`,
    },
    {
      name: `zones and lines alone, plainly, at ${people} people`,
      value: quantile(plainly, 0.5),
      unit: 'µs',
      note: `ray casting over all corners, sides of lines, a map of who is where; no grace, no hysteresis, no groups; p99 ${quantile(plainly, 0.99).toFixed(0)} µs`,
    },
  ]
}

/** How much memory a million updates leave behind. Whoever walks out comes back as somebody else. */
function endurance(): Row[] {
  const gc = collector()
  const people = 5
  const boxes = boxesOf(people, 6000)
  const { step } = stages(people, around(boxes))
  const updates = 1_000_000
  const rss: number[] = []
  const from = performance.now()
  for (let at = 0; at < updates; at++) {
    step(boxes[at % boxes.length]!, at * EVERY_MS, Math.floor(at / boxes.length) * people)
    if (at % 50_000 === 49_999) {
      gc()
      rss.push(process.memoryUsage().rss / 2 ** 20)
    }
  }
  const seconds = (performance.now() - from) / 1000
  const early = rss[3]!
  return [
    {
      name: `floor and journey, memory after ${updates.toLocaleString('en')} updates`,
      value: (100 * (rss.at(-1)! - early)) / early,
      unit: '%',
      note: `more than after ${(200_000).toLocaleString('en')}: ${early.toFixed(0)} → ${rss.at(-1)!.toFixed(0)} MB, most ${Math.max(...rss).toFixed(0)}; ${people} people, ${seconds.toFixed(0)} s; aim ≤ 5 %`,
    },
  ]
}

/** Collects garbage, so that what is left is what is held; the heap is else as large as it has once been found convenient. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

function stages(people: number, shop: ReturnType<typeof around>) {
  const floor = new Floor({ ...shop, cameras: [], journey: Rule.parse({}) })
  const facts = { count: 0 }
  let visits = 0
  const journey = new Journey({
    floor: shop.floor,
    scanners: [],
    rule: Rule.parse({}),
    people: floor,
    newVisit: () => `visit-${++visits}`,
    tell: () => void facts.count++,
  })
  const tracks = {
    atMs: 0,
    count: people,
    id: Float64Array.from({ length: people }, (_, i) => i + 1),
    box: new Float32Array(4 * people),
    score: new Float32Array(people).fill(1),
    detection: Int32Array.from({ length: people }, (_, i) => i),
    trust: new Float32Array(people).fill(1),
    confirmed: new Uint8Array(people).fill(1),
    seenAtMs: new Float64Array(people),
    endedCount: 0,
    ended: new Float64Array(0),
  }
  const step = (box: Float32Array, atMs: number, from = 0) => {
    tracks.atMs = atMs
    tracks.box = Float32Array.from(box)
    for (let i = 0; i < people; i++) tracks.id[i] = from + i + 1
    tracks.seenAtMs.fill(atMs)
    journey.see(floor.place('ceiling', tracks))
    journey.tick(atMs)
  }
  return { step, facts }
}

/** What anybody would write first: for each person every corner of every zone and both sides of every line. */
function reference({ zones, lines }: Plan) {
  const since = new Map<string, number>()
  const sides = new Map<string, boolean>()
  return (people: number, box: Float32Array, atMs: number) => {
    for (let i: PersonId = 0; i < people; i++) {
      const x = box[4 * i]! + box[4 * i + 2]! / 2
      const y = box[4 * i + 1]! + box[4 * i + 3]! / 2
      for (const zone of zones) {
        const key = `${i} ${zone.id}`
        if (!isIn(zone.outline, x, y)) since.delete(key)
        else if (!since.has(key)) since.set(key, atMs)
      }
      for (const { id, from, to } of lines) sides.set(`${i} ${id}`, isLeft(from, to, x, y))
    }
  }
}

function isIn(outline: Polygon, x: number, y: number): boolean {
  let inside = false
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [ax, ay] = outline[i]!
    const [bx, by] = outline[j]!
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

function isLeft([ax, ay]: Point, [bx, by]: Point, x: number, y: number): boolean {
  return (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0
}

function boxesOf(people: number, pictures: number): Float32Array[] {
  return crowd({ people, pictures, seed: 1 }).map(picture =>
    Float32Array.from(picture.people.flatMap(({ x, y, width, height }) => [x, y, width, height].map(v => v * METRES))),
  )
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * values.length)]!
}

/** A plan that just holds the crowd: lines across it and zones in five rows of six, none of which is a plain rectangle. */
function around(boxes: readonly Float32Array[]) {
  const width = boxes.reduce((most, box) => box.reduce((far, v, i) => (i % 4 === 0 ? Math.max(far, v) : far), most), 0)
  const height = (width * 9) / 16
  const zone = (x: number, y: number, w: number, h: number) => [
    [x, y],
    [x + w, y],
    [x + w, y + 0.8 * h],
    [x + 0.6 * w, y + h],
    [x, y + h],
  ]
  return {
    floor: Plan.parse({
      outline: [
        [0, 0],
        [width, 0],
        [width, height],
        [0, height],
      ],
      lines: Array.from({ length: LINES }, (_, i) => ({
        id: `line-${i}`,
        from: [0, (height * (i + 1)) / (LINES + 1)],
        to: [width, (height * (i + 1)) / (LINES + 1)],
      })),
      zones: Array.from({ length: ZONES }, (_, i) => ({
        id: `zone-${i}`,
        outline: zone(((i % 6) * width) / 6, (Math.floor(i / 6) * height) / 5, width / 7, height / 6),
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
