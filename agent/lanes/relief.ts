import type { FaceDepth } from '../../config/identity.ts'
import type { Ms } from '../../config/units.ts'
import type { DepthFrame } from '../../drivers/frame.ts'
import type { Source } from '../../drivers/source.ts'
import { Scrutiny } from '../health/scrutiny.ts'
import { type Liveness, relief } from '../identity/faces/relief.ts'
import type { Glance } from '../identity/gallery/sitting.ts'
import type { Face } from '../vision/face.ts'
import type { Picture } from '../vision/picture.ts'
import type { Lane } from './lane.ts'
import { latestDepth } from './latest.ts'

/** What was measured longer before or after a picture may be of something else. */
const APART_MS = 150
/** A colour picture comes here once the people in it are found, by when newer depth has come: of 10 a second these reach back 0.8 s. */
const KEPT = 8

/** What a depth camera beside a colour camera sees, and saw a moment ago. */
export class Relief {
  readonly depth: FaceDepth
  readonly #ring: DepthFrame[] = []
  #next = 0

  constructor(depth: FaceDepth) {
    this.depth = depth
  }

  /** What was measured nearest to when a picture was taken, as a copy; undefined where that was too long before or after. */
  at(atMs: Ms): DepthFrame | undefined {
    const apart = (frame: DepthFrame) => Math.abs(frame.atMs - atMs)
    let nearest: DepthFrame | undefined
    for (const frame of this.#ring) if (!nearest || apart(frame) < apart(nearest)) nearest = frame
    return nearest && apart(nearest) <= APART_MS ? { ...nearest, millimetres: nearest.millimetres.slice() } : undefined
  }

  /** As {@link at}, to judge a face by. Too long before or after the picture nothing is known. */
  glance(atMs: Ms): Glance {
    const frame = this.at(atMs)
    return {
      judge: (picture, face) => (frame ? this.judge(frame, picture, face) : 'unknown'),
      wipe: () => void frame?.millimetres.fill(0),
    }
  }

  keep({ atMs, index, width, height, millimetres }: DepthFrame): void {
    const old = this.#ring[this.#next]?.millimetres
    const room = old?.length === millimetres.length ? old : millimetres.slice()
    room.set(millimetres)
    this.#ring[this.#next] = { atMs, index, width, height, millimetres: room }
    this.#next = (this.#next + 1) % KEPT
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
  const scrutiny = new Scrutiny('depth')
  const isLive = relief.depth.feed.driver === 'v4l2'
  return {
    source,
    floor: false,
    latest: latestDepth,
    atMs: frame => frame.atMs,
    see(frame) {
      if (isLive) scrutiny.see(frame.millimetres, frame.width, frame.height, frame.atMs)
      relief.keep(frame)
    },
    flaw: (forMs, fromMs) => scrutiny.flaw(forMs, fromMs),
    isDark: () => scrutiny.isDark,
    close() {},
  }
}
