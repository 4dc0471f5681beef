import type { Purpose } from '../../../config/identity.ts'
import type { Ms } from '../../../config/units.ts'

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
