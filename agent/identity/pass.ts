import type { Ms } from '../../config/units.ts'
import { PassClaims, TYPES } from './claims.ts'
import type { TokenReason } from './reason.ts'
import { type Trust, verifyToken } from './token.ts'

/** No pass lasts longer, so that a picture of it is soon worth nothing. */
export const MAX_PASS_MS: Ms = 120_000

const VERIFIED = Symbol('verified')
const genuine = new WeakSet<object>()

/** A member's code that was verified and had not been shown before. Made by {@link verifyPass} alone. */
export class Pass {
  readonly member: string
  readonly untilMs: Ms
  readonly #brand = VERIFIED

  constructor(made: typeof VERIFIED, member: string, untilMs: Ms) {
    if (made !== VERIFIED) throw new TypeError('a pass comes from its token')
    this.member = member
    this.untilMs = untilMs
    Object.freeze(this)
    if (this.#brand === VERIFIED) genuine.add(this)
  }
}

export function isPass(value: unknown): value is Pass {
  return value instanceof Pass && genuine.has(value)
}

/** Remembers the number of a token until it is over; answers whether it was new. */
export type Once = (number: string, untilMs: Ms, nowMs: Ms) => boolean

/** The pass that a scanned text is. Each is good once: `once` must outlive a restart. */
export async function verifyPass(
  text: string,
  trust: Omit<Trust, 'type'>,
  once: Once,
  nowMs: Ms,
): Promise<{ readonly pass: Pass } | { readonly refused: TokenReason }> {
  const verified = await verifyToken(text, { ...trust, type: TYPES.pass }, PassClaims, nowMs)
  if ('refused' in verified) return verified
  const { sub, jti, iat, exp } = verified.claims
  if ((exp - iat) * 1000 > MAX_PASS_MS) return { refused: 'runs-too-long' }
  if (!once(jti, exp * 1000, nowMs)) return { refused: 'replayed' }
  return { pass: new Pass(VERIFIED, sub, exp * 1000) }
}
