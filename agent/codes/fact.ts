import type { Ms } from '../../config/units.ts'

/** A scan with its text taken away: what kind of code it was and which campaign it belongs to. */
export interface CodeFact {
  readonly atMs: Ms
  readonly scanner: string
  readonly campaign?: string
  readonly code: 'coupon' | 'product' | 'pass' | 'badge' | 'unknown'
  readonly tracks: 'code' | 'person'
}
