import { z } from 'zod'
import { PURPOSES } from '../../config/identity.ts'
import { JURISDICTIONS, LEVELS } from '../../config/jurisdictions.ts'
import { Slug } from '../../config/shapes.ts'

/** What tokens say. All are closed: a claim that is not named here makes the token malformed, so that none carries a name. */

/** Stands for a member, and says nothing to anybody but the member system. */
export const Pseudonym = z.string().regex(/^[\w-]{8,64}$/)
/** Number of a token. That of a consent is the number of its receipt. */
export const Receipt = z.string().regex(/^[\w-]{8,64}$/)

/** Seconds since the epoch; until the year 2100, so that milliseconds stay exact. */
const Seconds = z.int().min(0).max(4_102_444_800)

const claims = {
  iss: Slug,
  aud: z.string().max(200),
  jti: Receipt,
  iat: Seconds,
  exp: Seconds,
}

/** A member has agreed. */
export const ConsentClaims = z.strictObject({
  ...claims,
  sub: Pseudonym,
  purposes: z.array(z.enum(PURPOSES)).min(1).max(PURPOSES.length),
  /** The notice that was read before, as the controller numbers them. */
  notice: z.strictObject({
    version: z.string().regex(/^[\w.-]{1,40}$/),
    language: z.string().regex(/^[a-z]{2,3}(?:-[A-Z]{2})?$/),
  }),
  jurisdiction: z.enum(JURISDICTIONS),
  /** How it was given. `written`: signed, by hand or electronically. */
  method: z.enum(['written', 'click', 'spoken']),
  /** The member is attested to be at least so old. Nobody's age is guessed, and no birthday is kept. */
  ageOver: z.int().min(0).max(120).optional(),
  /** The guardian who agreed, as a pseudonym. */
  guardian: Pseudonym.optional(),
})
export type ConsentClaims = z.infer<typeof ConsentClaims>

/** A consent counts no more. */
export const WithdrawalClaims = z.strictObject({ ...claims, receipt: Receipt })
export type WithdrawalClaims = z.infer<typeof WithdrawalClaims>

/** All receipts that are revoked, as of `iat`. A later list has a higher sequence. */
export const RevocationClaims = z.strictObject({
  ...claims,
  sequence: z.int().min(1),
  receipts: z.array(Receipt).max(100_000),
})
export type RevocationClaims = z.infer<typeof RevocationClaims>

/** A member's code: good once, for two minutes at most. */
export const PassClaims = z.strictObject({ ...claims, sub: Pseudonym })
export type PassClaims = z.infer<typeof PassClaims>

/** The owner lets a shop rise to a level. */
export const LevelClaims = z.strictObject({ ...claims, level: z.enum(LEVELS) })
export type LevelClaims = z.infer<typeof LevelClaims>

export const TYPES = {
  consent: 'aisle-consent+jwt',
  withdrawal: 'aisle-withdrawal+jwt',
  revocations: 'aisle-revocations+jwt',
  pass: 'aisle-pass+jwt',
  level: 'aisle-level+jwt',
} as const
