import { z } from 'zod'
import { PURPOSES } from '../../../config/identity.ts'
import { Receipt } from '../../identity/claims.ts'
import { DECISION_REASONS, TOKEN_REASONS } from '../../identity/reason.ts'
import { TouchpointRef } from '../shapes.ts'

/**
 * The last entry of the shop's log of decisions when this was told: its number and the hash over it and all before. Whoever
 * keeps these can have the log checked against them (`aislectl consent verify --anchor`): cut or rewritten, it does not fit.
 */
export const Anchor = z.strictObject({ sequence: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) })

export const ConsentGranted = z.strictObject({ receipt: Receipt, anchor: Anchor })

export const ConsentWithdrawn = z.strictObject({
  receipt: Receipt,
  /** Who said so: `member` in the shop, `issuer` for one consent, `list` for many. */
  reason: z.enum(['member', 'issuer', 'list']),
  anchor: Anchor,
})

/** Somebody was not recognised, or a signed paper was not taken in. */
export const ConsentRefused = z.strictObject({
  reason: z.enum([...DECISION_REASONS, ...TOKEN_REASONS]),
  /** Absent where it is not known whose consent it would have been. */
  receipt: Receipt.optional(),
  /** Absent where a paper was refused. */
  purpose: z.enum(PURPOSES).optional(),
  touchpoint: TouchpointRef.optional(),
  anchor: Anchor,
})
