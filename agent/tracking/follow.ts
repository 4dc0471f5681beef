import type { Tracking } from '../../config/tracking.ts'
import { backwards } from './backwards.ts'
import type { MotBox } from './mot.ts'
import { play } from './play.ts'
import { Record, type RecordOptions } from './record.ts'

/**
 * Runs a tracker over recorded detections as `play` does, and records what it says; where tracks are to be linked, what one says who sees
 * them backwards as well. `frames` is how many pictures the recording spans.
 */
export function follow(
  boxes: readonly MotBox[],
  rule: Tracking,
  fps: number,
  how: RecordOptions = {},
): { record: Record; frames: number } {
  const record = new Record(how)
  const tracker = play(boxes, rule, fps, 1, (tracks, detections, frame) => record.add(tracks, detections, frame))
  if (how.linked ?? true) record.recall({ ...tracker.along, witness: backwards(boxes, rule, fps) })
  const [first, last] = boxes.reduce(
    ([from, to], { frame }) => [Math.min(from, frame), Math.max(to, frame)],
    [Number.POSITIVE_INFINITY, 0],
  )
  return { record, frames: boxes.length === 0 ? 0 : last - first + 1 }
}
