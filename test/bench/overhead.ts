import { Detections } from '../../agent/vision/detections.ts'
import { Overhead } from '../../agent/vision/overhead/overhead.ts'
import { Depth } from '../../config/depth.ts'
import { Floor } from '../../config/floor.ts'
import { Simulation } from '../../config/simulation.ts'
import type { DepthFrame } from '../../drivers/frame.ts'
import { depthCamera } from '../../drivers/simulated/camera.ts'
import { scene } from '../../drivers/simulated/scene.ts'
import { PlainHeads } from './plainheads.ts'
import type { Row } from './row.ts'

const CAMERA = Depth.parse({
  id: 'ceiling',
  feed: { driver: 'simulated' },
  maxFps: 5,
  intrinsics: { width: 640, height: 480, fx: 300, fy: 300, cx: 320, cy: 240 },
  pose: { position: [4, 2.2], heightMetres: 4.5, headingDegrees: 90 },
})
const FLOOR = Floor.parse({
  outline: [
    [0, 0],
    [8, 0],
    [8, 5],
    [0, 5],
  ],
  entrances: [{ id: 'door', from: [1, 0], to: [3, 0] }],
  shelves: [
    {
      id: 'wall',
      outline: [
        [2.4, 4.4],
        [5, 4.4],
        [5, 5],
        [2.4, 5],
      ],
    },
  ],
})
/** Pictures looked at again and again, after the shop has filled. */
const FROM_MS = 15_000
const KEPT = 30
const ROUNDS = 40

/** Heads and hands of 640 × 480 pictures of a busy shop, and the same method written down plainly; memory over many pictures. */
export async function bench(): Promise<Row[]> {
  const simulation = Simulation.parse({ seed: 1, arrivalsPerMinute: 40, seconds: 30 })
  const shop = scene({ simulation, floor: FLOOR, campaigns: [], scanners: [] }, { nowMs: 0, paced: false })
  const frames: DepthFrame[] = []
  for await (const frame of depthCamera(CAMERA, shop).open(new AbortController().signal)) {
    if (frame.atMs < FROM_MS) continue
    frames.push({ ...frame, millimetres: frame.millimetres.slice() })
    if (frames.length === KEPT) break
  }
  const overhead = new Overhead(CAMERA, FLOOR.shelves)
  const into = new Detections()
  const plain = new PlainHeads(CAMERA)
  const ours: number[] = []
  const theirs: number[] = []
  let [heads, plainHeads, clockMs, before] = [0, 0, 0, 0]
  for (let round = 0; round < ROUNDS; round++) {
    for (const frame of frames) {
      // Time goes on, so that the pictures are not taken for old ones.
      clockMs += 200
      const fromMs = performance.now()
      overhead.heads({ ...frame, atMs: clockMs }, into)
      ours.push(performance.now() - fromMs)
      heads += into.count
      if (round > 0) continue
      const plainMs = performance.now()
      plainHeads += plain.heads(frame).length
      theirs.push(performance.now() - plainMs)
    }
    if (round === 4) before = process.memoryUsage().rss
  }
  const grown = (process.memoryUsage().rss - before) / before
  const note = `median of ${ours.length} pictures of 640 × 480, ${(heads / ours.length).toFixed(1)} heads each`
  const plainNote = `median of ${theirs.length}, ${(plainHeads / theirs.length).toFixed(1)} heads each`
  return [
    { name: 'overhead: heads and hands of a picture', value: quantile(ours, 0.5), unit: 'ms', note },
    { name: 'overhead: the slowest in a hundred', value: quantile(ours, 0.99), unit: 'ms' },
    { name: 'overhead: the same written down plainly', value: quantile(theirs, 0.5), unit: 'ms', note: plainNote },
    { name: 'overhead: growth of memory', value: 100 * grown, unit: '%', note: `over ${(ROUNDS - 5) * KEPT} pictures` },
  ]
}

function quantile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!
}
