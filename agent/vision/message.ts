import type { Located } from '../../models/locate.ts'
import type { Picture } from './picture.ts'
import type { Detail } from './tiles.ts'

/** What a worker of this stage is born with. */
export type Order =
  | { readonly finds: 'people'; readonly located: Located }
  | { readonly finds: 'faces'; readonly located: Located; readonly detail: Detail }

/** To the worker: look at a picture, whose bytes go over and come back with the answer. */
export interface Question {
  readonly picture: Picture
  readonly minScore: number
}

/** A question under its number; or: give everything back and end. */
export type Request = (Question & { readonly ask: number }) | { readonly close: true }

/** From the worker: an answer; or a picture has failed, and it goes on. */
export type Reply =
  | { readonly ask: number; readonly found: Found; readonly buffer: ArrayBuffer }
  | { readonly ask: number; readonly failed: string; readonly buffer: ArrayBuffer }

/** Boxes as flat columns: `each` numbers a box, namely x, y, width, height, score, and then x y pairs of keypoints. */
export interface Found {
  readonly each: number
  readonly numbers: Float32Array<ArrayBuffer>
}

export const BOX = 5
