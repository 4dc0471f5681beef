import type { MotBox } from '../../agent/tracking/mot.ts'
import { readMot } from '../../agent/tracking/mot.ts'
import { Record } from '../../agent/tracking/record.ts'
import { Tracker } from '../../agent/tracking/tracker.ts'
import { Detections } from '../../agent/vision/detections.ts'
import { Tracking } from '../../config/tracking.ts'
import { type Beside, beside, quantile } from './beside.ts'
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
/** Enough for the compiler to have settled, after a run of which nothing is told. */
const WARM_UP = 100
const RUNS = 3
/** Times the median. */
const AIM = 5

/** Microseconds an update over a seeded crowd of constant density, beside a plain textbook tracker on the same crowd; and who was kept. */
export async function bench(): Promise<Row[]> {
  return [20, 100, 500, 1000].flatMap(people => {
    const pictures = crowd({ people, pictures: WARM_UP + UPDATES, seed: 1 })
    const few = pictures.slice(0, people > 100 ? PLAIN_UPDATES : pictures.length)
    const settled = quantile(timed(ours(), pictures, WARM_UP), 0.5)
    const runs = Array.from({ length: RUNS }, () => interleaved(pictures, settled))
    const plain = new Plain()
    const slow = timed(boxes => void plain.update(boxes), few, people > 100 ? 2 : WARM_UP)
    const rows: Row[] = [
      {
        name: `tracking, an update at ${people} people`,
        value: quantile(all(runs, 'took'), 0.5),
        unit: 'µs',
        note: `median of ${RUNS} × ${UPDATES}${people === 100 ? '; aim ≤ 200 µs' : people === 1000 ? '; aim ≤ 2,000 µs' : ''}`,
      },
      ...late(people, runs),
      {
        name: `tracking, the same by a plain tracker`,
        value: quantile(slow, 0.5),
        unit: 'µs',
        note: `median of ${slow.length}; p99 ${quantile(slow, 0.99).toFixed(0)} µs`,
      },
    ]
    return people > 100 ? rows : [...rows, ...kept(people, pictures)]
  })
}

/** How late the latest of a hundred updates is, as it was measured, and how late a loop that is always the same was in between. */
function late(people: number, runs: readonly Beside[]): Row[] {
  const times = (values: ArrayLike<number>) => quantile(values, 0.99) / quantile(values, 0.5)
  // The same updates do the same work, so what differs is other work on the machine.
  const quiet = runs[0]!.took.map((_, at) => Math.min(...runs.map(({ took }) => took[at]!)))
  const took = all(runs, 'took')
  return [
    {
      name: `tracking, p99 over median at ${people} people`,
      value: times(took),
      unit: '×',
      note: `${quantile(took, 0.99).toFixed(0)} µs; aim ≤ ${AIM} ×; ${times(quiet).toFixed(2)} × by the quietest of ${RUNS} runs of each update`,
    },
    {
      name: 'tracking, the same of a loop of fixed work in between',
      value: times(all(runs, 'loop')),
      unit: '×',
      note: 'nothing is allocated nor decided in it: what there is above 1 is other work on the machine',
    },
  ]
}

function all(runs: readonly Beside[], what: keyof Beside): number[] {
  return runs.flatMap(run => [...run[what]])
}

function interleaved(pictures: readonly Picture[], median: number): Beside {
  const update = ours()
  for (let at = 0; at < WARM_UP; at++) update(pictures[at]!.boxes, at)
  return beside(UPDATES, at => update(pictures[WARM_UP + at]!.boxes, WARM_UP + at), median)
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
