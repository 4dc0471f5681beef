import type { Located } from '../../../models/locate.ts'
import type { Picture } from '../../vision/picture.ts'
import type { Standard } from './quality.ts'

/** What the worker is born with. */
export interface Order {
  readonly detector: Located
  readonly embedder: Located
}

/**
 * To the worker. A picture goes over with `look`, and comes back with the faces; or stays, where it is to be `kept`, until it is
 * `released`. Faces of a kept picture are embedded by their points.
 */
export type Question =
  | { readonly look: Picture; readonly minScore: number; readonly keep: boolean }
  | {
      readonly embed: number
      /** Stands for what allows it: the worker counts by it. */
      readonly allowed: number
      readonly points: Float32Array
      /** Numbers of points of a face. */
      readonly each: number
      readonly wanted: Standard
    }
  | { readonly release: number }
  /** How often something was made with what stands for `count`, or {@link ALL}. */
  | { readonly count: number }

export type Request = (Question & { readonly ask: number }) | { readonly close: true }

/** From the worker. `made`: for each face a word of what it lacks, one bit a reason, and where it lacks nothing its numbers. */
export type Reply =
  | {
      readonly ask: number
      readonly each: number
      readonly faces: Float32Array<ArrayBuffer>
      readonly buffer?: ArrayBuffer
    }
  | {
      readonly ask: number
      readonly lacks: Int32Array<ArrayBuffer>
      readonly worth: Float32Array<ArrayBuffer>
      readonly made: Float32Array<ArrayBuffer>
    }
  | { readonly ask: number; readonly buffer: ArrayBuffer | undefined }
  | { readonly ask: number; readonly counted: number }
  | { readonly ask: number; readonly failed: string; readonly buffer?: ArrayBuffer }

/** In a question how many were embedded: with whatever allowed it. */
export const ALL = 0
