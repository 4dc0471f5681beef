/** The grey of a picture: one byte a pixel, row by row, as the luma of NV12 is. */
export interface Grey {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array<ArrayBuffer>
}

/** A code that was found in a picture: what it says, and its middle in pixels. The text may name a person: it never leaves agent/codes and agent/identity. */
export interface Found {
  readonly text: string
  readonly x: number
  readonly y: number
}

/** To the worker: read the codes of a picture, whose bytes go over and come back wiped. */
export interface Question {
  readonly grey: Grey
}

/** A question under its number; or: end. */
export type Request = (Question & { readonly ask: number }) | { readonly close: true }

/** From the worker: an answer; or a picture has failed, and it goes on. */
export type Reply =
  | { readonly ask: number; readonly found: readonly Found[]; readonly buffer: ArrayBuffer }
  | { readonly ask: number; readonly failed: string; readonly buffer: ArrayBuffer }
