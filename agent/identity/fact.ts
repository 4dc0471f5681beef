import type { Purpose } from '../../config/identity.ts'
import type { Signal } from '../../config/jurisdictions.ts'
import type { Ms } from '../../config/units.ts'
import type { Anchor, Entry, Logged } from './audit.ts'
import type { By } from './ledger.ts'
import type { DecisionReason, TokenReason } from './reason.ts'

/** Of whom it is told: to everybody where the log stands, or to one subscriber whose receipt. Never both in one. */
export type ToWhom = { readonly anchor: Anchor } | { readonly audience: string; readonly receipt: string }

/** What is told of consents. */
export type ConsentFact = { readonly atMs: Ms } & ToWhom &
  (
    | { readonly kind: 'consent.granted' }
    | { readonly kind: 'consent.withdrawn'; readonly by: By }
    | {
        readonly kind: 'consent.refused'
        readonly reason: DecisionReason | TokenReason
        readonly purpose?: Purpose
        readonly signal?: Signal
        /** The zone, scanner or kiosk where somebody asked. */
        readonly place?: string
      }
  )

/**
 * What an entry of the log has to say, if anything: that somebody was let through shows when they are recognised. To everybody goes
 * its place in the log, by which whoever keeps it can tell later whether the log was cut or rewritten; and to each subscriber the
 * number by which it calls the receipt, without that place: by it two of them would find that theirs are of one consent.
 */
export function factsOf({ entry, sequence, hash }: Logged, pseudonyms: Receipts): ConsentFact[] {
  const receipt = 'receipt' in entry ? entry.receipt : undefined
  const own = receipt === undefined ? [] : pseudonyms.audiences
  const toWhom: ToWhom[] = [
    { anchor: { sequence, hash } },
    ...own.map(audience => ({ audience, receipt: pseudonyms.receipt(audience, receipt!) })),
  ]
  return toWhom.flatMap(whom => {
    const fact = factOf(entry)
    return fact ? [{ ...fact, ...whom } as ConsentFact] : []
  })
}

/** What subscribers call receipts. */
export interface Receipts {
  readonly audiences: readonly string[]
  receipt(audience: string, receipt: string): string
}

function factOf(entry: Entry): object | undefined {
  const { atMs } = entry
  switch (entry.kind) {
    case 'granted':
      return { kind: 'consent.granted', atMs }
    case 'withdrawn':
      return { kind: 'consent.withdrawn', atMs, by: entry.by }
    case 'refused': {
      const { reason, purpose, signal, place } = entry
      return { kind: 'consent.refused', atMs, reason, purpose, ...(signal && { signal }), ...(place && { place }) }
    }
    case 'token-refused':
      return { kind: 'consent.refused', atMs, reason: entry.reason }
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
