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

/** One update of a track in which it was detected. `who` is undefined where the truth has nobody. */
export interface Looked {
  readonly atMs: number
  readonly trust: number
  readonly who: number | undefined
}

/** Updates in which a track had a detection of somebody, and before it one of somebody too. */
export function trusted(detected: readonly MotBox[], truth: readonly MotBox[], fps: number): Trusted[] {
  return followed(detected, truth, fps).flatMap(looks => {
    const known = looks.filter(({ who }) => who !== undefined)
    return known.slice(1).map(({ trust, who }, i) => ({ trust, kept: who === known[i]!.who }))
  })
}

/** Every track that counted, look by look. */
export function followed(detected: readonly MotBox[], truth: readonly MotBox[], fps: number): Looked[][] {
  const logistic = detected.some(({ score }) => score < 0 || score > 1)
  const framesOf = byFrame(detected)
  const truthOf = byFrame(truth)
  const looksOf = new Map<number, Looked[]>()
  const counted = new Set<number>()
  const tracker = new Tracker(Tracking.parse({}))
  const detections = new Detections()
  for (const frame of [...framesOf.keys()].sort((a, b) => a - b)) {
    const here = framesOf.get(frame)!
    const atMs = (1000 * (frame - 1)) / fps
    detections.clear()
    for (const { x, y, width, height, score } of here)
      detections.push(x, y, width, height, logistic ? 1 / (1 + Math.exp(-score)) : score)
    const tracks = tracker.update(detections, atMs)
    const names = named(here, truthOf.get(frame) ?? [])
    for (let i = 0; i < tracks.count; i++) {
      const id = tracks.id[i]!
      if (tracks.confirmed[i] === 1) counted.add(id)
      if (tracks.detection[i]! < 0) continue
      const looks = looksOf.get(id) ?? []
      looksOf.set(id, looks)
      looks.push({ atMs, trust: tracks.trust[i]!, who: names.get(tracks.detection[i]!) })
    }
  }
  return [...looksOf].filter(([id]) => counted.has(id)).map(([, looks]) => looks)
}

/** Whom each detection shows, where it overlaps somebody by half. */
function named(detected: readonly MotBox[], truth: readonly MotBox[]): Map<number, number> {
  const pairs = solve(truth.map(a => detected.map(b => atLeastHalf(iou(a, b)))))
  return new Map(pairs.map(([a, b]) => [b, truth[a]!.id]))
}
