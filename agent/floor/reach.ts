import type { Tracks } from '../tracking/tracks.ts'
import { type Reaching, SIDE } from '../vision/overhead/reaching.ts'

/** A hand in a shelf, and of whose track it is. */
export interface Reach {
  readonly track: number
  /** Which of the plan's shelves. */
  readonly shelf: number
  readonly hand: 'left' | 'right' | undefined
  readonly pictureMs: number
}

/** The hands of those who are tracked. */
export function reachesOf(tracks: Tracks, { count, shelf, head, side, pictureMs }: Reaching): Reach[] {
  const reaches: Reach[] = []
  for (let i = 0; i < count; i++) {
    const track = tracks.detection.subarray(0, tracks.count).indexOf(head[i])
    const hand = side[i] === SIDE.left ? 'left' : side[i] === SIDE.right ? 'right' : undefined
    if (track >= 0) reaches.push({ track: tracks.id[track], shelf: shelf[i], hand, pictureMs })
  }
  return reaches
}
