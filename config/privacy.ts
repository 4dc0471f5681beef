import { z } from 'zod'
import { JURISDICTIONS, LEVELS } from './jurisdictions.ts'
import { OwnPath } from './shapes.ts'

/** An Ed25519 key that may be known to all, as in the `x` of a JWK (RFC 8037). */
export const PublicKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'the 43 characters of `x` in the JWK of an Ed25519 key')

/** A signed token in compact form. */
const Token = z
  .string()
  .max(8192)
  .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'a token of three parts, with dots between')

export const Privacy = z.strictObject({
  level: z
    .enum(LEVELS)
    .default('devices')
    .describe(
      'How much may be known, each level with those before it. counts: sums alone. paths: anonymous visits, with zones and paths. devices: counts of Wi-Fi devices too. members: those who agreed to it are recognised. Anybody may lower it. It rises above `devices`, or above what it was lowered to, only with `raiseToken`, and never above what the law of the place allows.',
    ),
  jurisdiction: z
    .enum(JURISDICTIONS)
    .optional()
    .describe(
      'Whose law the shop is under; its rules cap the level and bind every consent. Without it nobody is recognised.',
    ),
  ownerKey: PublicKey.optional().describe(
    'The key of whoever owns the shop, 43 characters (`x` of an Ed25519 JWK). The first that raised the level is kept; another one raises nothing.',
  ),
  raiseToken: Token.optional().describe(
    'Signed with that key, says to which level this shop may rise. Each token raises once; what was lowered since needs a new one.',
  ),
  ledger: OwnPath.default('data/consent.db').describe(
    'Where the level, consents, withdrawals and decisions are kept. Several programs of this machine may use it at once.',
  ),
})
export type Privacy = z.infer<typeof Privacy>
