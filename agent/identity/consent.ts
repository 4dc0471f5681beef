import type { Purpose } from '../../config/identity.ts'
import type { Jurisdiction } from '../../config/jurisdictions.ts'
import type { Ms } from '../../config/units.ts'
import { ConsentClaims, TYPES } from './claims.ts'
import type { TokenReason } from './reason.ts'
import { type Trust, verifyToken } from './token.ts'

const VERIFIED = Symbol('verified')
const genuine = new WeakSet<object>()

/** What a member agreed to, as somebody whom we trust has signed. Made by {@link verifyConsent} alone. */
export class Consent {
  /** Number of the receipt: all that events and the log say of it. */
  readonly receipt: string
  readonly member: string
  readonly purposes: readonly Purpose[]
  readonly notice: { readonly version: string; readonly language: string }
  readonly jurisdiction: Jurisdiction
  readonly method: ConsentClaims['method']
  readonly issuedMs: Ms
  readonly expiresMs: Ms
  readonly ageOver: number | undefined
  readonly guardian: string | undefined
  readonly #brand = VERIFIED

  constructor(made: typeof VERIFIED, claims: ConsentClaims) {
    if (made !== VERIFIED) throw new TypeError('a consent comes from its token')
    this.receipt = claims.jti
    this.member = claims.sub
    this.purposes = Object.freeze([...claims.purposes])
    this.notice = Object.freeze({ ...claims.notice })
    this.jurisdiction = claims.jurisdiction
    this.method = claims.method
    this.issuedMs = claims.iat * 1000
    this.expiresMs = claims.exp * 1000
    this.ageOver = claims.ageOver
    this.guardian = claims.guardian
    Object.freeze(this)
    if (this.#brand === VERIFIED) genuine.add(this)
  }
}

/** Whether a value is one that {@link verifyConsent} made, whatever else it looks like. */
export function isConsent(value: unknown): value is Consent {
  return value instanceof Consent && genuine.has(value)
}

/** The consent that a token of the issuer tells of; without a time, whether or not it is good now. */
export async function verifyConsent(
  text: string,
  trust: Omit<Trust, 'type'>,
  nowMs?: Ms,
): Promise<{ readonly consent: Consent } | { readonly refused: TokenReason }> {
  const verified = await verifyToken(text, { ...trust, type: TYPES.consent }, ConsentClaims, nowMs)
  return 'claims' in verified ? { consent: new Consent(VERIFIED, verified.claims) } : verified
}
