/** A picture as the detectors take it: what a camera delivers, or what an image file decodes to. */
export interface Picture {
  /**
   * `nv12`: BT.601, limited range; height rows of luma, then height / 2 rows of interleaved U, V; both sides even.
   * `rgb`: height rows of interleaved R, G, B.
   */
  readonly layout: 'nv12' | 'rgb'
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array<ArrayBuffer>
}

/** A rectangle of a picture, in its pixels. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Bytes that a picture of this layout and size takes. */
export function byteLength(layout: Picture['layout'], width: number, height: number): number {
  return layout === 'rgb' ? width * height * 3 : (width * height * 3) / 2
}

/** All of a picture. */
export function whole({ width, height }: Picture): Region {
  return { x: 0, y: 0, width, height }
}
