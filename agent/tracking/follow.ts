import type { Tracking } from '../../config/tracking.ts'
import { Detections } from '../vision/detections.ts'
import type { MotBox } from './mot.ts'
import { Record, type RecordOptions } from './record.ts'
import { Tracker } from './tracker.ts'

/**
 * Runs a tracker over recorded detections, in any order, and records what it says; frame n is taken to be at (n − 1) / fps.
 * Where one score lies outside 0 … 1, all are log-odds and go through the logistic function. `frames` is how many pictures
 * the recording spans.
 */
export function follow(
  boxes: readonly MotBox[],
  rule: Tracking,
  fps: number,
  how?: RecordOptions,
): { record: Record; frames: number } {
  const sorted = [...boxes].sort((a, b) => a.frame - b.frame)
  const odds = boxes.some(({ score }) => score < 0 || score > 1)
  const tracker = new Tracker(rule)
  const record = new Record(how)
  const detections = new Detections()
  let next = 0
  let frame = sorted[0]?.frame ?? 1
  while (next < sorted.length) {
    detections.clear()
    for (; sorted[next]?.frame === frame; next++) {
      const { x, y, width, height, score } = sorted[next]
      detections.push(x, y, width, height, odds ? 1 / (1 + Math.exp(-score)) : score)
    }
    const tracks = tracker.update(detections, (1000 * (frame - 1)) / fps)
    record.add(tracks, detections, frame)
    // An empty picture says something only while somebody is tracked.
    frame = tracks.count > 0 || next === sorted.length ? frame + 1 : sorted[next].frame
  }
  const first = sorted[0]?.frame ?? 1
  return { record, frames: sorted.length === 0 ? 0 : sorted.at(-1)!.frame - first + 1 }
}
