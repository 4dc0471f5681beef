import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { CompactSign } from 'jose'
import { TYPES } from '../../../agent/identity/claims.ts'
import { type Consent, verifyConsent } from '../../../agent/identity/consent.ts'
import { type Pass, verifyPass } from '../../../agent/identity/pass.ts'
import type { Trust } from '../../../agent/identity/token.ts'
import { keyOf } from '../../../agent/identity/token.ts'

/** A member system, and whoever would like to be one. */

export const NOW = Date.parse('2030-05-06T07:08:09Z')
export const DAY = 86_400_000
const seconds = (ms: number) => Math.floor(ms / 1000)

export interface Signer {
  readonly kid: string
  readonly secret: KeyObject
  readonly x: string
}

export function signer(kid: string): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { kid, secret: privateKey, x: String(publicKey.export({ format: 'jwk' }).x) }
}

export const issuer = signer('k1')
export const AUDIENCE = '/acme/vienna'

export function trustOf(...signers: Signer[]): Omit<Trust, 'type'> {
  return {
    issuer: 'crm',
    audiences: ['/acme', AUDIENCE],
    keys: signers.map(({ kid, x }) => ({ kid, key: keyOf(x), fromMs: NOW - 400 * DAY, untilMs: NOW + 400 * DAY })),
  }
}
export const trust = trustOf(issuer)

/** Signs whatever it is given. */
export function sign(payload: unknown, head: object, by: Signer = issuer): Promise<string> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  return new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'EdDSA', kid: by.kid, ...head } as { alg: string })
    .sign(by.secret)
}

let made = 0
const common = (life: number) => ({
  iss: 'crm',
  aud: AUDIENCE,
  jti: `receipt-${String(++made).padStart(6, '0')}`,
  iat: seconds(NOW - DAY),
  exp: seconds(NOW - DAY + life),
})

export const consentClaims = (more: object = {}) => ({
  ...common(100 * DAY),
  sub: 'member-0001',
  purposes: ['welcome', 'assist'],
  notice: { version: '2030-01', language: 'de' },
  jurisdiction: 'eu',
  method: 'written',
  ageOver: 18,
  ...more,
})
export const consentToken = (more: object = {}, by = issuer) => sign(consentClaims(more), { typ: TYPES.consent }, by)

export async function consentOf(more: object = {}): Promise<Consent> {
  const made = await verifyConsent(await consentToken(more), trust)
  if (!('consent' in made)) throw new Error(made.refused)
  return made.consent
}

export const passClaims = (more: object = {}) => ({
  ...common(0),
  iat: seconds(NOW) - 10,
  exp: seconds(NOW) + 50,
  sub: 'member-0001',
  ...more,
})
export const passToken = (more: object = {}, by = issuer) => sign(passClaims(more), { typ: TYPES.pass }, by)

export async function passOf(more: object = {}): Promise<Pass> {
  const made = await verifyPass(await passToken(more), trust, () => true, NOW)
  if (!('pass' in made)) throw new Error(made.refused)
  return made.pass
}

export const withdrawalToken = (receipt: string, more: object = {}) =>
  sign({ ...common(100 * DAY), receipt, ...more }, { typ: TYPES.withdrawal })

export const revocationsToken = (sequence: number, receipts: string[], more: object = {}, by = issuer) =>
  sign(
    { ...common(2 * DAY), iat: seconds(NOW) - 60, exp: seconds(NOW + 2 * DAY), sequence, receipts, ...more },
    { typ: TYPES.revocations },
    by,
  )
