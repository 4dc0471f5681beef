import type { MotBox } from '../../agent/tracking/mot.ts'
import { readMot } from '../../agent/tracking/mot.ts'
import { Record } from '../../agent/tracking/record.ts'
import { Tracker } from '../../agent/tracking/tracker.ts'
import { Detections } from '../../agent/vision/detections.ts'
import { Tracking } from '../../config/tracking.ts'
import { crowd, type Picture, type Seen } from './crowd.ts'
import { sideBySide } from './mot/frames.ts'
import { identity } from './mot/identity.ts'
import { solve } from './mot.ts'
import { Plain } from './plain.ts'
import type { Row } from './row.ts'

const UPDATES = 300
/** The plain tracker takes so long with many people that fewer have to do. */
const PLAIN_UPDATES = 30
const EVERY_MS = 100
/** Enough for the compiler to have settled. */
const WARM_UP = 100
const RUNS = 3

/** Microseconds an update over a seeded crowd of constant density, beside a plain textbook tracker on the same crowd; and who was kept. */
export async function bench(): Promise<Row[]> {
  return [20, 100, 500, 1000].flatMap(people => {
    const pictures = crowd({ people, pictures: WARM_UP + UPDATES, seed: 1 })
    const few = pictures.slice(0, people > 100 ? PLAIN_UPDATES : pictures.length)
    const runs = Array.from({ length: RUNS }, () => timed(ours(), pictures, WARM_UP))
    // The same updates do the same work, so what differs is other work on the machine.
    const quiet = runs[0]!.map((_, at) => Math.min(...runs.map(run => run[at]!)))
    const plain = new Plain()
    const slow = timed(boxes => void plain.update(boxes), few, people > 100 ? 2 : WARM_UP)
    const rows: Row[] = [
      {
        name: `tracking, an update at ${people} people`,
        value: share(runs[0]!, 0.5),
        unit: 'µs',
        note: `median of ${UPDATES}; p99 ${share(runs[0]!, 0.99).toFixed(0)} µs, of the quietest of ${RUNS} runs of each update ${share(quiet, 0.99).toFixed(0)} µs`,
      },
      {
        name: `tracking, the same by a plain tracker`,
        value: share(slow, 0.5),
        unit: 'µs',
        note: `median of ${slow.length}; p99 ${share(slow, 0.99).toFixed(0)} µs`,
      },
    ]
    return people > 100 ? rows : [...rows, ...kept(people, pictures)]
  })
}

function ours(): (boxes: readonly Seen[], at: number) => void {
  const tracker = new Tracker(Tracking.parse({}))
  const detections = new Detections()
  return (boxes, at) => {
    fill(detections, boxes)
    tracker.update(detections, at * EVERY_MS)
  }
}

function fill(detections: Detections, boxes: readonly Seen[]): void {
  detections.clear()
  for (const { x, y, width, height, score } of boxes) detections.push(x, y, width, height, score)
}

function timed(update: (boxes: readonly Seen[], at: number) => void, pictures: readonly Picture[], warmUp: number) {
  const took: number[] = []
  pictures.forEach(({ boxes }, at) => {
    const begin = performance.now()
    update(boxes, at)
    if (at >= warmUp) took.push(1000 * (performance.now() - begin))
  })
  return took
}

function share(took: readonly number[], of: number): number {
  return [...took].sort((a, b) => a - b)[Math.floor(of * took.length)]!
}

/** How well people kept their numbers, hidden moments counted: the record fills short gaps and links in hindsight, the plain tracker tells what it saw. */
function kept(people: number, pictures: readonly Picture[]): Row[] {
  const truth = pictures.flatMap(({ people }, at) => people.map(person => mot(at + 1, person.who, person)))
  const tracker = new Tracker(Tracking.parse({}))
  const detections = new Detections()
  const [record, seen] = [new Record(), new Record({ fillSeconds: 0, linked: false })]
  const plain = new Plain()
  const told: MotBox[] = []
  pictures.forEach(({ boxes }, at) => {
    fill(detections, boxes)
    const tracks = tracker.update(detections, at * EVERY_MS)
    for (const one of [record, seen]) one.add(tracks, detections, at + 1)
    plain.update(boxes).forEach((id, j) => {
      if (id > 0) told.push(mot(at + 1, id, boxes[j]!))
    })
  })
  const idf1 = (result: readonly MotBox[]) => 100 * identity(sideBySide(truth, result, solve), solve).idf1
  const read = (record: Record) => readMot(record.lines().join('\n'), 'record')
  const row = (name: string, result: readonly MotBox[]): Row => ({
    name: `tracking, IDF1 at ${people} people, ${name}`,
    value: idf1(result),
    unit: '%',
  })
  return [row('in hindsight', read(record)), row('as seen', read(seen)), row('plain tracker, as seen', told)]
}

function mot(frame: number, id: number, { x, y, width, height, score }: Seen): MotBox {
  return { frame, id, x, y, width, height, score, kind: undefined }
}
