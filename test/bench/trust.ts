import type { MotBox } from '../../agent/tracking/mot.ts'
import { Tracker } from '../../agent/tracking/tracker.ts'
import { Detections } from '../../agent/vision/detections.ts'
import { Tracking } from '../../config/tracking.ts'
import { atLeastHalf, byFrame, iou } from './mot/frames.ts'
import { solve } from './mot.ts'
import { boxes, DETECTED, dances, folder } from './recordings.ts'
import type { Row } from './row.ts'

/** What a tracker said of one update of one track, and whether the truth agrees. */
export interface Trusted {
  readonly trust: number
  readonly kept: boolean
}

const BINS = [0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1]

/** How far the column `trust` may be trusted: predicted beside observed share of updates in which the true identity stayed. */
export async function bench(): Promise<Row[]> {
  const at = folder()
  if (!at) return [{ name: 'trust (needs AISLE_DATA to name the folder of recordings)', value: Number.NaN, unit: '' }]
  const detected = DETECTED.flatMap(({ detections, truth, fps }) =>
    trusted(boxes(at, detections), boxes(at, truth), fps),
  )
  const danced = dances(at).flatMap(({ truth, fps }) => {
    const people = boxes(at, truth)
    return trusted(
      people.map(box => ({ ...box, score: 1 })),
      people,
      fps,
    )
  })
  return [...reliability('detected', detected), ...reliability('danced', danced)]
}

function reliability(of: string, all: readonly Trusted[]): Row[] {
  const mean = (some: readonly Trusted[], value: (one: Trusted) => number) =>
    some.reduce((sum, one) => sum + value(one), 0) / some.length
  const rows = BINS.map((to, bin) => {
    const from = BINS[bin - 1] ?? 0
    const some = all.filter(({ trust }) => trust >= from && (trust < to || to === 1))
    return {
      name: `trust, ${of}, told ${from} … ${to}`,
      value: mean(some, ({ kept }) => (kept ? 1 : 0)),
      unit: 'kept',
      note: `${mean(some, ({ trust }) => trust).toFixed(3)} told on average, ${some.length} updates`,
    }
  })
  const brier = mean(all, ({ trust, kept }) => (trust - (kept ? 1 : 0)) ** 2)
  return [...rows, { name: `trust, ${of}, Brier score`, value: brier, unit: '', note: 'less is better' }]
}

/** Updates in which a track had a detection of somebody, and before it one of somebody too. */
export function trusted(detected: readonly MotBox[], truth: readonly MotBox[], fps: number): Trusted[] {
  const logistic = detected.some(({ score }) => score < 0 || score > 1)
  const framesOf = byFrame(detected)
  const truthOf = byFrame(truth)
  const whoOf = new Map<number, number>()
  const tracker = new Tracker(Tracking.parse({}))
  const detections = new Detections()
  const all: Trusted[] = []
  for (const frame of [...framesOf.keys()].sort((a, b) => a - b)) {
    const here = framesOf.get(frame)!
    detections.clear()
    for (const { x, y, width, height, score } of here)
      detections.push(x, y, width, height, logistic ? 1 / (1 + Math.exp(-score)) : score)
    const tracks = tracker.update(detections, (1000 * (frame - 1)) / fps)
    const names = named(here, truthOf.get(frame) ?? [])
    for (let i = 0; i < tracks.count; i++) {
      const who = names.get(tracks.detection[i]!)
      if (who === undefined) continue
      const before = whoOf.get(tracks.id[i]!)
      if (before !== undefined) all.push({ trust: tracks.trust[i]!, kept: who === before })
      whoOf.set(tracks.id[i]!, who)
    }
  }
  return all
}

/** Whom each detection shows, where it overlaps somebody by half. */
function named(detected: readonly MotBox[], truth: readonly MotBox[]): Map<number, number> {
  const pairs = solve(truth.map(a => detected.map(b => atLeastHalf(iou(a, b)))))
  return new Map(pairs.map(([a, b]) => [b, truth[a]!.id]))
}
