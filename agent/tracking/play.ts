import type { Tracking } from '../../config/tracking.ts'
import { Detections } from '../vision/detections.ts'
import type { MotBox } from './mot.ts'
import { Tracker } from './tracker.ts'
import type { Tracks } from './tracks.ts'

/** Which way time runs: on from the first picture, or back from the last. */
export type Way = 1 | -1

/**
 * Runs a tracker over recorded detections, in any order, and tells what it says after each picture; frame n is taken to be at
 * (n − 1) / fps. Where one score lies outside 0 … 1, all are log-odds and go through the logistic function. A detection has the same
 * index whichever way time runs.
 */
export function play(
  boxes: readonly MotBox[],
  rule: Tracking,
  fps: number,
  way: Way,
  see: (tracks: Tracks, detections: Detections, frame: number) => void,
): Tracker {
  const sorted = [...boxes].sort((a, b) => way * (a.frame - b.frame))
  const odds = boxes.some(({ score }) => score < 0 || score > 1)
  const tracker = new Tracker(rule)
  const detections = new Detections()
  let next = 0
  let frame = sorted[0]?.frame ?? 1
  while (next < sorted.length) {
    detections.clear()
    for (; sorted[next]?.frame === frame; next++) {
      const { x, y, width, height, score } = sorted[next]
      detections.push(x, y, width, height, odds ? 1 / (1 + Math.exp(-score)) : score)
    }
    const tracks = tracker.update(detections, (way * 1000 * (frame - 1)) / fps)
    see(tracks, detections, frame)
    // An empty picture says something only while somebody is tracked.
    frame = tracks.count > 0 || next === sorted.length ? frame + way : sorted[next].frame
  }
  return tracker
}
