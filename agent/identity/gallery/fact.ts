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

/** What an entry of the log has to tell each subscriber of the member whom it is about. */
export function memberFacts({ entry }: Logged, member: string, pseudonyms: Pick<Pseudonyms, 'of'>): MemberFact[] {
  const { atMs } = entry
  switch (entry.kind) {
    case 'enrolled':
      return pseudonyms.of(member).map(called => ({ kind: 'member.enrolled', atMs, ...called, receipt: entry.receipt }))
    case 'erased':
      return pseudonyms.of(member).map(called => ({ kind: 'member.erased', atMs, ...called }))
    default:
      return []
  }
}
