import type { FloorFact, QueueFact } from '../../../agent/floor/fact.ts'
import type { FloorConfig } from '../../../agent/floor/floor.ts'
import type { Tracks } from '../../../agent/tracking/tracks.ts'
import { Camera } from '../../../config/cameras.ts'
import { Depth } from '../../../config/depth.ts'
import { Floor } from '../../../config/floor.ts'
import { Journey } from '../../../config/tracking.ts'

export interface Walker {
  readonly id: number
  readonly x: number
  readonly y: number
  readonly coasting?: boolean
  readonly tentative?: boolean
}

/** One update of a depth camera's tracker: boxes of 0.4 m around where people are. */
export function tracks(atMs: number, walkers: readonly Walker[]): Tracks {
  return {
    atMs,
    count: walkers.length,
    id: Float64Array.from(walkers, ({ id }) => id),
    box: Float32Array.from(walkers.flatMap(({ x, y }) => [x - 0.2, y - 0.2, 0.4, 0.4])),
    score: Float32Array.from(walkers, ({ coasting }) => (coasting ? 0 : 0.9)),
    detection: Int32Array.from(walkers, ({ coasting }, i) => (coasting ? -1 : i)),
    trust: new Float32Array(walkers.length).fill(1),
    confirmed: Uint8Array.from(walkers, ({ tentative }) => (tentative ? 0 : 1)),
    seenAtMs: Float64Array.from(walkers, () => atMs),
    endedCount: 0,
    ended: new Float64Array(0),
  }
}

/**
 * A shop of 10 m by 8 m, its door in the lower wall, two areas side by side and a queue:
 *
 *     8 ┌──────────────────────────────┐
 *       │  left (1…4) │ right (4…7)    │  4…7
 *       │                  till (8…10) │  1…3
 *     0 └──────── door 4…6 ────────────┘
 */
export function shop(journey: Partial<Journey> = {}): FloorConfig {
  const box = (x0: number, y0: number, x1: number, y1: number) => [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ]
  const above = {
    intrinsics: { width: 640, height: 400, fx: 400, fy: 400, cx: 320, cy: 200 },
    feed: { driver: 'simulated' },
  }
  return {
    floor: Floor.parse({
      outline: box(0, 0, 10, 8),
      entrances: [{ id: 'door', from: [4, 0], to: [6, 0] }],
      lines: [{ id: 'middle', from: [0, 3.5], to: [10, 3.5] }],
      zones: [
        { id: 'left', outline: box(1, 4, 4, 7), dwellSeconds: 3 },
        { id: 'right', outline: box(4, 4, 7, 7), dwellSeconds: 3 },
        { id: 'till', outline: box(8, 1, 10, 3), dwellSeconds: 3, kind: 'queue' },
      ],
    }),
    depth: [
      Depth.parse({ id: 'ceiling', ...above, pose: { position: [5, 2], heightMetres: 3 } }),
      Depth.parse({ id: 'corner', ...above, pose: { position: [5, 6], heightMetres: 3 } }),
    ],
    cameras: [
      // A hundred pixels a metre, y upside down.
      Camera.parse({
        id: 'camera',
        feed: { driver: 'file', path: 'x.mp4' },
        calibration: box(0, 0, 10, 8).map(([x, y]) => ({ image: [100 * x, 800 - 100 * y], floor: [x, y] })),
      }),
    ],
    journey: Journey.parse(journey),
  }
}

/** One line a fact: seconds, person, kind and what it is about. */
export function told(facts: readonly (FloorFact | QueueFact)[]): string[] {
  return facts.map(fact => {
    const at = (fact.atMs / 1000).toFixed(1)
    if (fact.kind === 'queue') return `${at} ${fact.zone} ${fact.length}`
    const about =
      'zone' in fact
        ? fact.zone
        : 'shelf' in fact
          ? fact.shelf
          : 'direction' in fact
            ? fact.direction
            : fact.kind === 'appeared'
              ? fact.inside
              : ''
    return `${at} #${fact.person} ${fact.kind} ${about}`.trim()
  })
}
