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

/**
 * What a detector of people would find in one colour picture, without the picture: what the cameras of the simulated shop
 * deliver. The columns belong to whoever gets them.
 */
export interface BoxFrame {
  readonly atMs: Ms
  readonly index: number
  /** Of the picture in which the boxes lie. */
  readonly width: number
  readonly height: number
  readonly count: number
  /** x y width height of each, pixels, top left corner. */
  readonly box: Float32Array
  /** 0 … 1. */
  readonly score: Float32Array
  /** Who it is in the truth, 0 for a false alarm. For those who judge what was made of the boxes, not for those who make it. */
  readonly who: Int32Array
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

/** What a scanner gave at once, in order. None says that the scanner is open, and no more. */
export type Scans = readonly Scan[]
