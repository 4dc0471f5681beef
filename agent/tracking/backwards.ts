import type { Tracking } from '../../config/tracking.ts'
import type { MotBox } from './mot.ts'
import { play } from './play.ts'

/** Who a detection of a frame was; undefined where it was nobody who counted. */
export type Witness = (frame: number, detection: number) => number | undefined

/**
 * Who each detection is to a tracker that sees the recording from its end. It meets other doubts than one that sees it from its beginning,
 * so where both say the same they are seldom wrong (forward-backward error: Kalal, Mikolajczyk, Matas 2010).
 */
export function backwards(boxes: readonly MotBox[], rule: Tracking, fps: number): Witness {
  const frames = new Map<number, Map<number, number>>()
  const confirmed = new Set<number>()
  play(boxes, rule, fps, -1, (tracks, _, frame) => {
    const here = new Map<number, number>()
    frames.set(frame, here)
    for (let i = 0; i < tracks.count; i++) {
      if (tracks.detection[i] >= 0) here.set(tracks.detection[i], tracks.id[i])
      if (tracks.confirmed[i] === 1) confirmed.add(tracks.id[i])
    }
  })
  return (frame, detection) => {
    const id = frames.get(frame)?.get(detection)
    return id !== undefined && confirmed.has(id) ? id : undefined
  }
}
