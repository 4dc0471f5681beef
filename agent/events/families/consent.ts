import { z } from 'zod'
import { PURPOSES } from '../../../config/identity.ts'
import { Slug } from '../../../config/shapes.ts'
import { Receipt } from '../../identity/claims.ts'
import { DECISION_REASONS, TOKEN_REASONS } from '../../identity/reason.ts'
import { TouchpointRef } from '../shapes.ts'

/**
 * The last entry of the shop's log of decisions when this was told: its number and the hash over it and all before. Whoever
 * keeps these can have the log checked against them (`aislectl consent verify --anchor`): cut or rewritten, it does not fit.
 */
export const Anchor = z.strictObject({ sequence: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) })

/**
 * Everything here is told once to everybody, with its place in the log and no receipt; and, where it is of a consent that the shop
 * knows, to each subscriber on a topic that ends with its name, with the number by which this one calls the receipt and no place.
 */
const told = <S extends z.ZodRawShape>(what: S) =>
  z.union([z.strictObject({ ...what, anchor: Anchor }), z.strictObject({ ...what, audience: Slug, receipt: Receipt })])

export const ConsentGranted = told({})

export const ConsentWithdrawn = told({
  /** Who said so: `member` in the shop, `issuer` for one consent, `list` for many. */
  reason: z.enum(['member', 'issuer', 'list']),
})

/** Somebody was not recognised, or a signed paper was not taken in. */
export const ConsentRefused = told({
  reason: z.enum([...DECISION_REASONS, ...TOKEN_REASONS]),
  /** Absent where a paper was refused. */
  purpose: z.enum(PURPOSES).optional(),
  touchpoint: TouchpointRef.optional(),
})
