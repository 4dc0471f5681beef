import type { Purpose } from '../../config/identity.ts'
import type { Ms } from '../../config/units.ts'
import type { JourneyFact } from './fact.ts'
import type { TouchpointRef } from './touchpoints.ts'

/**
 * One meeting of a visitor with a place of the shop. What no sensor tells is absent, which says that it is not known, and not
 * that it was not so.
 */
export type Touch = {
  readonly atMs: Ms
  /** Absent where the configuration makes no touchpoint of the place. */
  readonly touchpoint?: TouchpointRef
} & (Stay | Crossing | Reach | Scan | Recognition | Contact)

/** In a zone since `atMs`. */
export interface Stay {
  readonly kind: 'stay'
  readonly zone: string
  /** Whether it was long enough to count as dwelling. */
  dwelled: boolean
  /** When they left it; absent while they are there. */
  untilMs?: Ms
}

export interface Crossing {
  readonly kind: 'crossing'
  readonly line: string
  readonly direction: 'in' | 'out'
}

/** A hand was in a shelf from `atMs` on. */
export interface Reach {
  readonly kind: 'reach'
  readonly shelf: string
  readonly durationMs: number
}

export interface Scan {
  readonly kind: 'scan'
  readonly scanner: string
  readonly code: Extract<JourneyFact, { kind: 'code.scanned' }>['code']
  readonly campaign?: string
}

/** A member who agreed was recognised. Who it was is not kept here. */
export interface Recognition {
  readonly kind: 'recognition'
  readonly purpose: Purpose
  /** On which date they had enrolled, by the shop's clock. Absent where nobody knows. */
  readonly enrolledOn?: string
}

/** Somebody of the staff was with them, by where both stood, from `atMs` on. Who it was is not kept. */
export interface Contact {
  readonly kind: 'contact'
  readonly channel: 'staff'
  /** When they parted; absent while they are together. */
  untilMs?: Ms
}
