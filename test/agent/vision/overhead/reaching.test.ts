import { expect, test } from 'vitest'
import type { FloorFact } from '../../../../agent/floor/fact.ts'
import { Floor as FloorStage } from '../../../../agent/floor/floor.ts'
import { Tracker } from '../../../../agent/tracking/tracker.ts'
import { Detections } from '../../../../agent/vision/detections.ts'
import { Overhead } from '../../../../agent/vision/overhead/overhead.ts'
import { Depth } from '../../../../config/depth.ts'
import { Floor } from '../../../../config/floor.ts'
import { Journey, Tracking } from '../../../../config/tracking.ts'
import { depthCamera } from '../../../../drivers/simulated/camera.ts'
import { Shop } from '../../../../drivers/simulated/shop.ts'
import { Truth } from '../../../../drivers/simulated/truth.ts'
import { FLOOR, store } from '../../../drivers/simulated/store.ts'

/** The shelf along the upper wall, and 18 cm before its front. */
const floor = Floor.parse({
  ...FLOOR,
  shelves: [
    {
      id: 'wines',
      outline: [
        [2.4, 4.42],
        [5, 4.42],
        [5, 5],
        [2.4, 5],
      ],
      fromMetres: 0.7,
      toMetres: 1.9,
    },
  ],
})
const camera = Depth.parse({
  id: 'ceiling',
  feed: { driver: 'simulated' },
  intrinsics: { width: 480, height: 360, fx: 200, fy: 200, cx: 240, cy: 180 },
  pose: { position: [3.7, 3.4], heightMetres: 3.6, headingDegrees: 90 },
})

/**
 * Half of the hands of the simulated shop go in under the board on top of the shelf, close before the chest: from above there is
 * nothing of them to see. Of those that can be seen, each is told once; and what is told is so.
 */
test.each([3, 4])(
  'in the simulated shop hands in a shelf are told once each, and none that was not there (seed %d)',
  async seed => {
    const scene = store({ seed, seconds: 100, arrivalsPerMinute: 16 }, floor)
    const truth = new Truth(floor)
    const shop = new Shop(scene, truth)
    const overhead = new Overhead(camera, floor.shelves)
    const tracker = new Tracker(Tracking.parse({}))
    const stage = new FloorStage({ floor, cameras: [], depth: [camera], journey: Journey.parse({}) })
    const heads = new Detections()
    const told: Extract<FloorFact, { kind: 'shelf-reached' }>[] = []
    const hear = (facts: readonly { readonly kind: string }[]) => {
      for (const fact of facts) if (fact.kind === 'shelf-reached') told.push(fact as (typeof told)[number])
    }
    for await (const frame of depthCamera(camera, scene).open(new AbortController().signal)) {
      shop.advance(frame.atMs)
      overhead.heads(frame, heads)
      hear(stage.place('ceiling', tracker.update(heads, frame.atMs), overhead.reaching))
    }
    hear(stage.close(100_000))
    const real = truth.reaches.filter(({ shelf, toMs }) => shelf === 'wines' && toMs !== undefined)
    const found = real.filter(({ fromMs, toMs }) => told.some(({ sinceMs, atMs }) => sinceMs < toMs! && atMs > fromMs))
    const right = told.filter(({ sinceMs, atMs }) => real.some(({ fromMs, toMs }) => sinceMs < toMs! && atMs > fromMs))
    expect(told.length).toBeGreaterThan(0)
    expect(right.length).toBe(told.length)
    expect(found.length / real.length).toBeGreaterThanOrEqual(0.45)
  },
)
