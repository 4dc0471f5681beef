import type { Depth } from '../../config/depth.ts'
import type { DepthFrame } from '../../drivers/frame.ts'
import type { Source } from '../../drivers/source.ts'
import { Tracker } from '../tracking/tracker.ts'
import { Detections } from '../vision/detections.ts'
import { Overhead } from '../vision/overhead/overhead.ts'
import type { Lane } from './lane.ts'
import { latestDepth } from './latest.ts'
import type { Stages, Surroundings } from './stages.ts'

/** Overhead depth camera → heads → tracks → floor → journey. */
export function depthLane(
  depth: Depth,
  source: Source<DepthFrame>,
  { floor, journey }: Stages,
  { config }: Surroundings,
): Lane<DepthFrame> {
  const overhead = new Overhead(depth, config.floor.shelves)
  const tracker = new Tracker(config.tracking)
  const heads = new Detections()
  return {
    source,
    floor: true,
    latest: latestDepth,
    atMs: frame => frame.atMs,
    see(frame) {
      overhead.heads(frame, heads)
      const tracks = tracker.update(heads, frame.atMs)
      journey.see(floor.place(depth.id, tracks, overhead.reaching))
    },
    losses: () => ({ late: tracker.late }),
    close() {},
  }
}
