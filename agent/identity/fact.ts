import type { Purpose } from '../../config/identity.ts'
import type { Signal } from '../../config/jurisdictions.ts'
import type { Ms } from '../../config/units.ts'
import type { Anchor, Logged } from './audit.ts'
import type { By } from './ledger.ts'
import type { DecisionReason, TokenReason } from './reason.ts'

/** What is told of consents, each with its place in the log: whoever keeps it can tell later whether the log was cut or rewritten. */
export type ConsentFact = { readonly atMs: Ms; readonly anchor: Anchor } & (
  | { readonly kind: 'consent.granted'; readonly receipt: string }
  | { readonly kind: 'consent.withdrawn'; readonly receipt: string; readonly by: By }
  | {
      readonly kind: 'consent.refused'
      readonly reason: DecisionReason | TokenReason
      readonly receipt?: string
      readonly purpose?: Purpose
      readonly signal?: Signal
      /** The zone, scanner or kiosk where somebody asked. */
      readonly place?: string
    }
)

/** What an entry of the log has to say to the world, if anything: that somebody was let through shows when they are recognised. */
export function factOf({ entry, sequence, hash }: Logged): ConsentFact | undefined {
  const { atMs } = entry
  const anchor = { sequence, hash }
  switch (entry.kind) {
    case 'granted':
      return { kind: 'consent.granted', atMs, anchor, receipt: entry.receipt }
    case 'withdrawn':
      return { kind: 'consent.withdrawn', atMs, anchor, receipt: entry.receipt, by: entry.by }
    case 'refused': {
      const { reason, purpose, signal, place, receipt } = entry
      const known = { ...(signal && { signal }), ...(place && { place }), ...(receipt && { receipt }) }
      return { kind: 'consent.refused', atMs, anchor, reason, purpose, ...known }
    }
    case 'token-refused': {
      const { reason, receipt } = entry
      return { kind: 'consent.refused', atMs, anchor, reason, ...(receipt && { receipt }) }
    }
    case 'allowed':
    case 'listed':
    case 'level':
    // What happened to members is told under pseudonyms, by the facts of the gallery.
    case 'enrolled':
    case 'not-enrolled':
    case 'erased':
    case 'retracted':
      return undefined
    default:
      return entry satisfies never
  }
}
