import { z } from 'zod'
import { PURPOSES } from '../../../config/identity.ts'
import { Slug } from '../../../config/shapes.ts'
import { Receipt } from '../../identity/claims.ts'
import { DECISION_REASONS, TOKEN_REASONS } from '../../identity/reason.ts'
import { TouchpointRef } from '../shapes.ts'

/** Whoever keeps these can have the log checked against them (`aislectl consent verify --anchor`): cut or rewritten, it does not fit. */
export const Anchor = z
  .strictObject({
    sequence: z.int().min(1).describe('Its number.'),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('Hash over it and all before.'),
  })
  .describe("The last entry of the shop's log of decisions on members when this was told.")

/**
 * Everything here is told once to everybody, with its place in the log and no receipt; and, where it is of a consent that the shop
 * knows, to each subscriber on a topic that ends with its name, with the number by which this one calls the receipt and no place.
 */
const told = <S extends z.ZodRawShape>(what: S) =>
  z.union([
    z.strictObject({ ...what, anchor: Anchor }).describe('To everybody.'),
    z
      .strictObject({
        ...what,
        audience: Slug.describe('The subscriber for whom alone it is.'),
        receipt: Receipt.describe('The number by which this subscriber calls the receipt.'),
      })
      .describe('To one subscriber.'),
  ])

export const ConsentGranted = told({}).describe('A member has agreed.')

export const ConsentWithdrawn = told({
  reason: z
    .enum(['member', 'issuer', 'list'])
    .describe('Who said so: `member` in the shop, `issuer` for one consent, `list` for many.'),
}).describe('A consent counts no more from this moment; what was kept by it is erased.')

export const ConsentRefused = told({
  reason: z.enum([...DECISION_REASONS, ...TOKEN_REASONS]).describe('Why not.'),
  purpose: z
    .enum(PURPOSES)
    .optional()
    .describe('What it would have been for; absent where a signed paper was refused.'),
  touchpoint: TouchpointRef.optional(),
}).describe('Somebody was not recognised, or a signed paper was not taken in.')
