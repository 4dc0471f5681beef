import type { Depth } from '../../config/depth.ts'
import type { DepthFrame } from '../../drivers/frame.ts'
import type { Source } from '../../drivers/source.ts'
import { Scrutiny } from '../health/scrutiny.ts'
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
  const scrutiny = new Scrutiny('depth')
  // A simulated floor without anybody never changes, and a recording shows what it shows.
  const isLive = depth.feed.driver === 'v4l2'
  return {
    source,
    floor: true,
    latest: latestDepth,
    atMs: frame => frame.atMs,
    see(frame) {
      if (isLive) scrutiny.see(frame.millimetres, frame.width, frame.height, frame.atMs)
      overhead.heads(frame, heads)
      const tracks = tracker.update(heads, frame.atMs)
      journey.see(floor.place(depth.id, tracks, overhead.reaching))
    },
    losses: () => ({ late: tracker.late }),
    flaw: (forMs, fromMs) => scrutiny.flaw(forMs, fromMs),
    isDark: () => scrutiny.isDark,
    close() {},
  }
}
