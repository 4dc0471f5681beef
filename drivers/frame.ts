import type { Ms } from '../config/units.ts'

/** One colour picture. `pixels` is NV12 (BT.601, limited range): height rows of luma, then height / 2 rows of interleaved U, V. */
export interface ColourFrame {
  readonly atMs: Ms
  /** Counts from 0 in each opening of the source, without holes: a consumer that skips frames sees the holes. */
  readonly index: number
  /** Even. */
  readonly width: number
  /** Even. */
  readonly height: number
  /** width · height · 3 / 2 bytes. Valid until the next item is asked for; copy to keep. */
  readonly pixels: Uint8Array<ArrayBuffer>
}

/** One depth picture. */
export interface DepthFrame {
  readonly atMs: Ms
  readonly index: number
  readonly width: number
  readonly height: number
  /** width · height distances along the optical axis, 0 where nothing was measured. Valid until the next item is asked for. */
  readonly millimetres: Uint16Array<ArrayBuffer>
}

/** One code, as the scanner or a picture gave it. The text may name a person: it never leaves agent/codes. */
export interface Scan {
  readonly atMs: Ms
  readonly text: string
}
