import type { Metres, Ms } from '../../config/units.ts'

/** A person on the floor: tracks joined in metres. Counts from 1 in each run of the agent; never leaves it. */
export type PersonId = number

/** Where somebody was, flat: x, y, atMs triples, simplified. */
export type Trail = Float64Array

/** How much there is to what is said of somebody, as far as it is measured. */
export interface Quality {
  /** Share of their time here in which a sensor saw them, 0 … 1. */
  readonly coverage: number
  /** Probability that all that was seen of them was one person, 0 … 1: from the tracks, and from how these were joined. */
  readonly confidence: number
}

/** What can be said of one person from where they stood and when. Facts come in order of `atMs` for each person. */
export type FloorFact =
  | {
      readonly kind: 'appeared'
      readonly person: PersonId
      readonly atMs: Ms
      readonly x: Metres
      readonly y: Metres
      readonly inside: boolean
    }
  /** The person has been inside the outline (or has left it) for long enough to be sure, by whatever way. */
  | { readonly kind: 'inside' | 'outside'; readonly person: PersonId; readonly atMs: Ms }
  | {
      readonly kind: 'entrance'
      readonly person: PersonId
      readonly atMs: Ms
      readonly entrance: string
      readonly direction: 'in' | 'out'
    }
  | {
      readonly kind: 'line'
      readonly person: PersonId
      readonly atMs: Ms
      readonly line: string
      readonly direction: 'in' | 'out'
    }
  | { readonly kind: 'zone-entered'; readonly person: PersonId; readonly atMs: Ms; readonly zone: string }
  | {
      readonly kind: 'zone-dwelled'
      readonly person: PersonId
      readonly atMs: Ms
      readonly zone: string
      readonly sinceMs: Ms
    }
  | {
      readonly kind: 'zone-left'
      readonly person: PersonId
      readonly atMs: Ms
      readonly zone: string
      readonly sinceMs: Ms
      /** Nine stays of ten are no further off than this: gaps at the edges, and how blurred the passing of the border is. */
      readonly uncertaintyMs: number
    }
  /** They work here, as a lane or a badge shows: nothing more will be told of them but that they are gone. Zones are left before. */
  | { readonly kind: 'staff'; readonly person: PersonId; readonly atMs: Ms }
  /** The person had a hand in a shelf, from `sinceMs` until `atMs`. */
  | {
      readonly kind: 'shelf-reached'
      readonly person: PersonId
      readonly atMs: Ms
      readonly shelf: string
      readonly sinceMs: Ms
      /** On which side of the person the arm was, seen by them on the way to the shelf; absent where it was before them. */
      readonly hand?: 'left' | 'right'
    }
  /**
   * No sensor will see this person again. Zones are left before. `atMs` is when they were last seen. With `into`, they turned
   * out to be that other person, who was here before them and still is.
   */
  | {
      readonly kind: 'gone'
      readonly person: PersonId
      readonly atMs: Ms
      readonly trail: Trail
      readonly quality: Quality
      readonly into?: PersonId
      /** With whom they came and walked; some of them may be gone before. */
      readonly companions: readonly PersonId[]
    }

/** Somebody whom the dark hid, where they were lost and where they were found. */
export interface Found {
  readonly person: PersonId
  readonly lostMs: Ms
  readonly lostX: Metres
  readonly lostY: Metres
  readonly atMs: Ms
  readonly x: Metres
  readonly y: Metres
}

/** What can be said of a queue as a whole. */
export interface QueueFact {
  readonly kind: 'queue'
  readonly atMs: Ms
  readonly zone: string
  readonly length: number
  /** Expected wait of one who joins now and its 80 % interval; absent until enough people have passed. */
  readonly wait?: { readonly ms: number; readonly lowMs: number; readonly highMs: number }
}
