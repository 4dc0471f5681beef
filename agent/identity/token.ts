import { createPublicKey, type KeyObject } from 'node:crypto'
import { compactVerify } from 'jose'
import type { z } from 'zod'
import type { Ms } from '../../config/units.ts'
import type { TokenReason } from './reason.ts'

/** Nothing that is longer is looked at, */
export const MAX_TOKEN = 8192
/** but a list of revoked consents: a hundred thousand numbers of 64 letters, in base64. */
export const MAX_LIST = 10_000_000
/** How far the clock of whoever signed may be ahead of ours. It makes nothing last longer. */
export const SKEW_MS: Ms = 30_000

/** A pinned key and when it may sign. */
export interface TrustedKey {
  readonly kid: string
  readonly key: KeyObject
  readonly fromMs: Ms
  readonly untilMs: Ms
}

/** Whose tokens of which kind count, and for whom they must be. */
export interface Trust {
  readonly type: string
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly keys: readonly TrustedKey[]
  /** How long such a token may be, where that is not {@link MAX_TOKEN}. */
  readonly longest?: number
}

/** What every token says: by whom, for whom, its own number, when it was signed and until when it is good (seconds, RFC 7519). */
export interface Claims {
  readonly iss: string
  readonly aud: string
  readonly jti: string
  readonly iat: number
  readonly exp: number
}

export type Verified<C> = { readonly claims: C } | { readonly refused: TokenReason }

/** An Ed25519 key from the `x` of its JWK (RFC 8037). */
export function keyOf(x: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}

/**
 * What a compact JWS (RFC 7515) says, if it is signed with Ed25519 by a pinned key, of the kind, by the issuer and for the
 * audience that are wanted, and good now. The algorithm is that of the key, never what the token would like (RFC 8725, 3.1);
 * the kind is in its head, so that no token passes for one of another kind (3.11). Without a time, whether it is good now is not
 * asked: what was taken in once is read again later. Never throws.
 */
export async function verifyToken<C extends Claims>(
  text: string,
  trust: Trust,
  schema: z.ZodType<C>,
  nowMs?: Ms,
): Promise<Verified<C>> {
  const refused = (reason: TokenReason) => ({ refused: reason })
  const parts = partsOf(text, trust.longest ?? MAX_TOKEN)
  const head = parts && objectOf(parts[0])
  if (!parts || !head) return refused('malformed')
  if (head.typ !== trust.type) return refused('wrong-type')
  // EdDSA is what most sign under, Ed25519 the name that replaced it (RFC 9864).
  if (head.alg !== 'EdDSA' && head.alg !== 'Ed25519') return refused('wrong-algorithm')
  if (Object.keys(head).length !== 3) return refused('malformed')
  const signer = trust.keys.find(({ kid }) => kid === head.kid)
  if (!signer) return refused('unknown-key')
  try {
    await compactVerify(text, signer.key, { algorithms: ['EdDSA', 'Ed25519'] })
  } catch {
    return refused('bad-signature')
  }
  const parsed = schema.safeParse(objectOf(parts[1]))
  if (!parsed.success) return refused('malformed')
  const { iss, aud, iat, exp } = parsed.data
  if (iss !== trust.issuer) return refused('wrong-issuer')
  if (!trust.audiences.includes(aud)) return refused('wrong-audience')
  if (iat * 1000 < signer.fromMs || iat * 1000 > signer.untilMs) return refused('key-out-of-time')
  if (exp <= iat) return refused('expired')
  if (nowMs === undefined) return { claims: parsed.data }
  if (!(iat * 1000 <= nowMs + SKEW_MS)) return refused('not-yet-valid')
  if (!(nowMs < exp * 1000)) return refused('expired')
  return { claims: parsed.data }
}

/** Of which kind a text would like to be, if it is a token at all. Nothing is verified. */
export function typeOf(text: string): string | undefined {
  const parts = partsOf(text, MAX_LIST)
  const head = parts && objectOf(parts[0])
  return head && typeof head.typ === 'string' ? head.typ : undefined
}

/** Head, body and signature, where the text is written in the one way in which it may be. */
function partsOf(text: string, longest: number): readonly [string, string, string] | undefined {
  if (text.length > longest) return undefined
  const parts = text.split('.')
  // Base64 lets some bits vary and some decoders let blanks in: two texts would then be the same token.
  if (parts.length !== 3 || parts.some(part => Buffer.from(part, 'base64url').toString('base64url') !== part))
    return undefined
  return parts as unknown as readonly [string, string, string]
}

function objectOf(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
