import type { Purpose } from '../../../config/identity.ts'
import type { Ms } from '../../../config/units.ts'
import type { Logged } from '../audit.ts'
import type { Pseudonyms } from './pseudonyms.ts'

/** What is told of members, to one subscriber each, with the pseudonym that this one knows. */
export type MemberFact = { readonly atMs: Ms; readonly audience: string; readonly member: string } & (
  | {
      readonly kind: 'member.recognised'
      readonly recognition: string
      readonly receipt: string
      readonly purpose: Purpose
      readonly visit?: string
      /** What senses the touchpoint, and its name. */
      readonly place?: { readonly kind: 'zone' | 'scanner'; readonly id: string }
    }
  | {
      readonly kind: 'member.retracted'
      readonly recognition: string
      readonly by: 'member' | 'staff'
      readonly visit?: string
    }
  | { readonly kind: 'member.enrolled'; readonly receipt: string }
  | { readonly kind: 'member.erased' }
)

/** What there is to tell of a recognition that is taken back, besides what the log says: the number that each subscriber knows. */
export interface TakenBack {
  readonly recognitions: Readonly<Record<string, string>>
}

/** What an entry of the log has to tell each subscriber of the member whom it is about. */
export function memberFacts(
  { entry }: Logged,
  { member, more }: { readonly member: string; readonly more?: unknown },
  pseudonyms: Pick<Pseudonyms, 'of' | 'receipt'>,
): MemberFact[] {
  const { atMs } = entry
  const called = pseudonyms.of(member)
  switch (entry.kind) {
    case 'enrolled': {
      const of = ({ audience }: { audience: string }) => pseudonyms.receipt(audience, entry.receipt)
      return called.map(one => ({ kind: 'member.enrolled', atMs, ...one, receipt: of(one) }))
    }
    case 'erased':
      return called.map(one => ({ kind: 'member.erased', atMs, ...one }))
    case 'retracted': {
      const { recognitions } = more as TakenBack
      return called
        .filter(({ audience }) => recognitions[audience] !== undefined)
        .map(one => ({ kind: 'member.retracted', atMs, ...one, recognition: recognitions[one.audience], by: entry.by }))
    }
    default:
      return []
  }
}
