/** A face in a picture, in pixels. Detected to blur or to count; nothing else may be derived from it without a permit. */
export interface Face {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly score: number
  /** x, y pairs in the detector's own order: five for YuNet, six for MediaPipe. */
  readonly keypoints: readonly number[]
}
