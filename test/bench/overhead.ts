import { Detections } from '../../agent/vision/detections.ts'
import { Overhead } from '../../agent/vision/overhead/overhead.ts'
import { Depth } from '../../config/depth.ts'
import { Floor } from '../../config/floor.ts'
import { Simulation } from '../../config/simulation.ts'
import { depthCamera } from '../../drivers/simulated/camera.ts'
import { scene } from '../../drivers/simulated/scene.ts'
import type { Row } from './row.ts'

const CAMERA = Depth.parse({
  id: 'ceiling',
  feed: { driver: 'simulated' },
  intrinsics: { width: 320, height: 200, fx: 90, fy: 90, cx: 160, cy: 100 },
  pose: { position: [4, 2], heightMetres: 4.5, headingDegrees: 90 },
})
const FLOOR = Floor.parse({
  outline: [
    [0, 0],
    [8, 0],
    [8, 5],
    [0, 5],
  ],
  entrances: [{ id: 'door', from: [1, 0], to: [3, 0] }],
})

/** A busy shop from above, 320 × 200: what one picture costs to simulate, and what its heads cost to find. */
export async function bench(): Promise<Row[]> {
  const simulation = Simulation.parse({ seed: 1, arrivalsPerMinute: 20, seconds: 60 })
  const shop = scene({ simulation, floor: FLOOR, campaigns: [], scanners: [] }, { nowMs: 0, paced: false })
  const overhead = new Overhead(CAMERA)
  const into = new Detections()
  const drawn: number[] = []
  const found: number[] = []
  let heads = 0
  let before = performance.now()
  for await (const frame of depthCamera(CAMERA, shop).open(new AbortController().signal)) {
    const between = performance.now()
    overhead.heads(frame, into)
    const after = performance.now()
    if (frame.atMs >= 20_000) {
      drawn.push(between - before)
      found.push(after - between)
      heads += into.count
    }
    before = performance.now()
  }
  const note = `median of ${found.length} pictures, ${(heads / found.length).toFixed(1)} heads each`
  return [
    { name: 'overhead: heads of a picture', value: median(found), unit: 'ms', note },
    { name: 'overhead: simulating a picture', value: median(drawn), unit: 'ms', note },
  ]
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}
