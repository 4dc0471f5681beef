import type { Metres, Ms } from '../../config/units.ts'
import type { Quality, Trail } from '../floor/fact.ts'

/** Random id of one visit; the only handle on a person that leaves the shop. */
export type VisitId = string

/**
 * `merged`: it was the visit of somebody whose visit had begun before, and goes on. `staff`: they turned out to work here.
 * Neither counts.
 */
export type EndReason = 'exited' | 'lost' | 'stopped' | 'interrupted' | 'merged' | 'staff'

/**
 * What the journey stage tells. Kept in the house's own units; agent/events decides what of it leaves and in which form.
 * Quality is that of the person of whom it is told until then; of a count, the share of sensors that deliver and the mean
 * confidence of those counted.
 */
export type JourneyFact = Told & { readonly quality?: Quality }

type Told =
  /** With `late`, it came to be known after its time: no interval and no occupancy has counted it. */
  | {
      readonly kind: 'visit.started'
      readonly visit: VisitId
      readonly atMs: Ms
      readonly entrance?: string
      readonly late?: true
      /** How many came together, them included; absent where nobody is known yet to have come with them. */
      readonly groupSize?: number
    }
  | {
      readonly kind: 'visit.ended'
      readonly visit: VisitId
      readonly atMs: Ms
      readonly startedMs: Ms
      readonly reason: EndReason
      readonly entrance?: string
      /** How many came and walked together, them included; absent where the visit does not count. */
      readonly groupSize?: number
      /** With reason `merged`: the visit that goes on. */
      readonly into?: VisitId
      readonly late?: true
    }
  | {
      readonly kind: 'visit.returned'
      readonly visit: VisitId
      readonly atMs: Ms
      readonly previous: VisitId
      readonly awayMs: number
    }
  /**
   * What came late shows that a visit is the same as one that had been lost before it, or how it began: it did not begin
   * where it was told to.
   */
  | {
      readonly kind: 'visit.joined'
      readonly visit: VisitId
      /** Of the entrance, or of where what came late begins. */
      readonly atMs: Ms
      readonly previous?: VisitId
      readonly entrance?: string
    }
  | { readonly kind: 'visit.passed'; readonly atMs: Ms; readonly durationMs: number }
  | { readonly kind: 'zone.entered'; readonly visit: VisitId; readonly atMs: Ms; readonly zone: string }
  | {
      readonly kind: 'zone.dwelled'
      readonly visit: VisitId
      readonly atMs: Ms
      readonly zone: string
      readonly dwellMs: number
    }
  | {
      readonly kind: 'zone.left'
      readonly visit: VisitId
      readonly atMs: Ms
      readonly zone: string
      readonly dwellMs: number
      readonly uncertaintyMs: number
    }
  | {
      readonly kind: 'line.crossed'
      readonly visit?: VisitId
      readonly atMs: Ms
      readonly line: string
      readonly direction: 'in' | 'out'
    }
  | {
      readonly kind: 'path.completed'
      readonly visit: VisitId
      readonly atMs: Ms
      readonly trail: Trail
      readonly lengthMetres: Metres
      readonly zones: readonly string[]
      readonly stops: readonly { readonly x: Metres; readonly y: Metres; readonly durationMs: number }[]
    }
  | {
      readonly kind: 'queue.changed'
      readonly atMs: Ms
      readonly zone: string
      readonly length: number
      readonly wait?: { readonly ms: number; readonly lowMs: number; readonly highMs: number }
    }
  /** A hand was in a shelf until `atMs`. */
  | {
      readonly kind: 'shelf.reached'
      readonly visit: VisitId
      readonly atMs: Ms
      readonly shelf: string
      readonly hand?: 'left' | 'right'
      readonly durationMs: number
    }
  /** Without a zone: the whole store. */
  | { readonly kind: 'occupancy.changed'; readonly atMs: Ms; readonly zone?: string; readonly count: number }
  | {
      readonly kind: 'interval.counted'
      readonly atMs: Ms
      readonly fromMs: Ms
      readonly toMs: Ms
      readonly in: number
      readonly out: number
      readonly passes: number
      readonly visits: number
      readonly people: number
      /** Durations of the visits that ended in the interval. */
      readonly durationsMs: readonly number[]
      /** Share of the interval in which every floor sensor delivered, 0 … 1. */
      readonly coverage: number
      /** Mean of the visits that ended in it; absent where none did. */
      readonly confidence?: number
    }
  | {
      readonly kind: 'code.scanned'
      readonly visit?: VisitId
      readonly atMs: Ms
      readonly scanner: string
      readonly campaign?: string
      readonly code: 'coupon' | 'product' | 'pass' | 'unknown'
    }
