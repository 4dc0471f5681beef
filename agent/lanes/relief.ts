import type { FaceDepth } from '../../config/identity.ts'
import type { Ms } from '../../config/units.ts'
import type { DepthFrame } from '../../drivers/frame.ts'
import type { Source } from '../../drivers/source.ts'
import { type Liveness, relief } from '../identity/faces/relief.ts'
import type { Face } from '../vision/face.ts'
import type { Picture } from '../vision/picture.ts'
import type { Lane } from './lane.ts'
import { latestDepth } from './latest.ts'

/** What was measured longer before or after a picture may be of something else. */
const APART_MS = 150

/** What a depth camera beside a colour camera sees now. */
export class Relief {
  readonly depth: FaceDepth
  #frame: DepthFrame | undefined

  constructor(depth: FaceDepth) {
    this.depth = depth
  }

  /** What was measured when a picture was taken, as a copy; undefined where that was too long before. */
  at(atMs: Ms): DepthFrame | undefined {
    const frame = this.#frame
    return frame && Math.abs(frame.atMs - atMs) <= APART_MS
      ? { ...frame, millimetres: frame.millimetres.slice() }
      : undefined
  }

  keep({ atMs, index, width, height, millimetres }: DepthFrame): void {
    const room = this.#frame?.millimetres.length === millimetres.length ? this.#frame.millimetres : millimetres.slice()
    room.set(millimetres)
    this.#frame = { atMs, index, width, height, millimetres: room }
  }

  /** Whether a face of the colour picture is a living one. The frame is wiped by whoever asked for it. */
  judge(frame: DepthFrame, { width, height }: Picture, { keypoints }: Face): Liveness {
    const { intrinsics } = this.depth
    const [across, down] = [frame.width / width, frame.height / height]
    // MediaPipe has one point for the mouth where YuNet has two.
    const points = keypoints.length === 10 ? keypoints : [...keypoints.slice(0, 8), ...keypoints.slice(6, 8)]
    return relief(
      frame,
      intrinsics,
      Float64Array.from(points, (value, i) => value * (i & 1 ? down : across)),
    )
  }
}

/** Depth camera at the height of faces → identity. It counts nobody. */
export function reliefLane(relief: Relief, source: Source<DepthFrame>): Lane<DepthFrame> {
  return {
    source,
    floor: false,
    latest: latestDepth,
    atMs: frame => frame.atMs,
    see: frame => relief.keep(frame),
    close() {},
  }
}
