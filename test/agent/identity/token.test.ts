import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TYPES } from '../../../agent/identity/claims.ts'
import { verifyConsent } from '../../../agent/identity/consent.ts'
import { verifyPass } from '../../../agent/identity/pass.ts'
import { MAX_TOKEN, SKEW_MS } from '../../../agent/identity/token.ts'
import {
  AUDIENCE,
  consentClaims,
  consentToken,
  DAY,
  issuer,
  NOW,
  passToken,
  type Signer,
  sign,
  signer,
  trust,
  trustOf,
} from './issuer.ts'

const seconds = (ms: number) => Math.floor(ms / 1000)
const read = (text: string, whom = trust, nowMs = NOW) => verifyConsent(text, whom, nowMs)
const unsigned = (head: object, payload: unknown, signature = '') =>
  `${[head, payload].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.${signature}`

test('a consent that the issuer signed is read as it was signed', async () => {
  const claims = consentClaims({ guardian: 'guardian-01' })
  const made = await read(await sign(claims, { typ: TYPES.consent }))
  expect(made).toMatchObject({
    consent: {
      receipt: claims.jti,
      member: 'member-0001',
      purposes: ['welcome', 'assist'],
      notice: { version: '2030-01', language: 'de' },
      jurisdiction: 'eu',
      issuedMs: claims.iat * 1000,
      expiresMs: claims.exp * 1000,
      ageOver: 18,
      guardian: 'guardian-01',
    },
  })
})

test('both names of the algorithm are known, the old and the new one', async () => {
  expect(await read(await sign(consentClaims(), { typ: TYPES.consent, alg: 'Ed25519' }))).toHaveProperty('consent')
})

test('a token with any character changed, left out or put in is refused', async () => {
  const token = await consentToken()
  expect(await read(token)).toHaveProperty('consent')
  const wrong: string[] = []
  for (let i = 0; i <= token.length; i++) {
    // The character after it in the alphabet: of the last one it flips the bits that a lenient decoder does not look at.
    const other =
      token[i] === 'Q' ? 'R' : token[i] === 'g' ? 'h' : token[i] === 'A' ? 'B' : token[i] === 'w' ? 'x' : 'A'
    const changed = [token.slice(0, i) + other + token.slice(i + 1), token.slice(0, i) + token.slice(i + 1)]
    for (const text of [...changed, `${token.slice(0, i)} ${token.slice(i)}`, `${token.slice(0, i)}=${token.slice(i)}`])
      if (text !== token && 'consent' in (await read(text))) wrong.push(`${i}: ${text}`)
  }
  expect(wrong).toEqual([])
})

test('a token with any byte of its three parts flipped is refused', async () => {
  const parts = (await consentToken()).split('.').map(part => Buffer.from(part, 'base64url'))
  for (const [p, part] of parts.entries())
    for (let i = 0; i < part.length; i++)
      for (const bit of [1, 0x80]) {
        const flipped = parts.map(bytes => Buffer.from(bytes))
        flipped[p]![i]! ^= bit
        const text = flipped.map(bytes => bytes.toString('base64url')).join('.')
        expect(await read(text), `part ${p} byte ${i}`).toHaveProperty('refused')
      }
})

const thief = signer('k1')
const stranger = signer('k2')
const publicBytes = Buffer.from(issuer.x, 'base64url')
const hmac = (key: Buffer | string) => {
  const input = unsigned({ alg: 'HS256', typ: TYPES.consent, kid: 'k1' }, consentClaims()).slice(0, -1)
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
}

describe('refused is', () => {
  test.each<[string, string, () => string | Promise<string>]>([
    ['no token', 'malformed', () => 'MEM-0042'],
    [
      'a token without a signature',
      'wrong-algorithm',
      () => unsigned({ alg: 'none', typ: TYPES.consent, kid: 'k1' }, consentClaims()),
    ],
    [
      'algorithm none with a signature',
      'wrong-algorithm',
      () => unsigned({ alg: 'none', typ: TYPES.consent, kid: 'k1' }, consentClaims(), 'AAAA'),
    ],
    ['HS256 with the public key as its secret', 'wrong-algorithm', () => hmac(publicBytes)],
    ['HS256 with the public key as it is written', 'wrong-algorithm', () => hmac(issuer.x)],
    [
      'another algorithm',
      'wrong-algorithm',
      () => unsigned({ alg: 'ES256', typ: TYPES.consent, kid: 'k1' }, consentClaims(), 'AAAA'),
    ],
    ['a key that nobody pinned', 'unknown-key', () => consentToken({}, stranger)],
    ['no key named', 'malformed', () => unsigned({ alg: 'EdDSA', typ: TYPES.consent }, consentClaims(), 'AAAA')],
    ['a stolen name of a key', 'bad-signature', () => consentToken({}, thief)],
    [
      'a key that the token brings along',
      'malformed',
      () => sign(consentClaims(), { typ: TYPES.consent, jwk: { kty: 'OKP', crv: 'Ed25519', x: thief.x } }, thief),
    ],
    [
      'a critical extension',
      'malformed',
      () =>
        unsigned({ alg: 'EdDSA', typ: TYPES.consent, kid: 'k1', crit: ['b64'], b64: false }, consentClaims(), 'AAAA'),
    ],
    ['a pass in place of a consent', 'wrong-type', () => passToken()],
    ['a token of no kind', 'wrong-type', () => sign(consentClaims(), {})],
    ['another issuer', 'wrong-issuer', () => consentToken({ iss: 'other' })],
    ['another shop', 'wrong-audience', () => consentToken({ aud: '/acme/graz' })],
    ['a claim that is not in the contract, such as a name', 'malformed', () => consentToken({ name: 'Ann' })],
    ['no purpose', 'malformed', () => consentToken({ purposes: [] })],
    ['an unknown purpose', 'malformed', () => consentToken({ purposes: ['everything'] })],
    ['an unknown law', 'malformed', () => consentToken({ jurisdiction: 'mars' })],
    ['times that are no whole seconds', 'malformed', () => consentToken({ iat: 1.5 })],
    ['a body that is a list', 'malformed', () => sign([], { typ: TYPES.consent })],
    ['a body that is no JSON', 'malformed', () => sign('hello', { typ: TYPES.consent })],
    ['a consent that is over', 'expired', () => consentToken({ exp: seconds(NOW) })],
    ['a consent that ends before it begins', 'expired', () => consentToken({ exp: seconds(NOW - 2 * DAY) })],
    ['a consent of tomorrow', 'not-yet-valid', () => consentToken({ iat: seconds(NOW + SKEW_MS) + 1 })],
    ['too long a text', 'malformed', () => consentToken({ purposes: Array(MAX_TOKEN / 8).fill('welcome') })],
  ])('%s: %s', async (_, reason, make) => {
    expect(await read(await make())).toEqual({ refused: reason })
  })
})

test('keys rotate: each counts for what was signed in its time, and one that was taken out for nothing', async () => {
  const next = signer('k2')
  const [old, young] = trustOf(issuer, next).keys
  const rotated = {
    ...trust,
    keys: [
      { ...old!, untilMs: NOW - 10 * DAY },
      { ...young!, fromMs: NOW - 20 * DAY },
    ],
  }
  const at = (days: number, by: Signer) => consentToken({ iat: seconds(NOW - days * DAY) }, by)
  expect(await read(await at(30, issuer), rotated)).toHaveProperty('consent')
  expect(await read(await at(15, issuer), rotated)).toHaveProperty('consent')
  expect(await read(await at(15, next), rotated)).toHaveProperty('consent')
  expect(await read(await at(5, issuer), rotated)).toEqual({ refused: 'key-out-of-time' })
  expect(await read(await at(30, next), rotated)).toEqual({ refused: 'key-out-of-time' })
  expect(await read(await at(30, issuer), trustOf(next))).toEqual({ refused: 'unknown-key' })
})

test('a clock that is none makes nothing valid', async () => {
  expect(await read(await consentToken(), trust, Number.NaN)).toHaveProperty('refused')
})

test('a pass is good once, for its own shop, and for two minutes at most', async () => {
  const shown = new Set<string>()
  const once = (number: string) => shown.size < shown.add(number).size
  const show = (text: string, nowMs = NOW) => verifyPass(text, { ...trust, audiences: [AUDIENCE] }, once, nowMs)
  const token = await passToken()
  expect(await show(token)).toMatchObject({ pass: { member: 'member-0001' } })
  expect(await show(token)).toEqual({ refused: 'replayed' })
  expect(await show(await passToken({ exp: seconds(NOW) + 111 }))).toEqual({ refused: 'runs-too-long' })
  expect(await show(await passToken({ exp: seconds(NOW) + 110 }))).toHaveProperty('pass')
  expect(await show(await passToken(), NOW + 51_000)).toEqual({ refused: 'expired' })
  expect(await show(await passToken({ aud: '/acme' }))).toEqual({ refused: 'wrong-audience' })
  expect(await show(await consentToken())).toEqual({ refused: 'wrong-type' })
})

test('a pass that is refused is not used up', async () => {
  let asked = 0
  const once = () => ++asked > 0
  await verifyPass(await passToken({}, thief), trust, once, NOW)
  await verifyPass(await passToken(), trust, once, NOW + DAY)
  expect(asked).toBe(0)
})

test('whatever is not a token is refused, and never throws', async () => {
  const part = fc.oneof(
    fc.base64String().map(text => Buffer.from(text, 'base64').toString('base64url')),
    fc.json().map(text => Buffer.from(text).toString('base64url')),
    fc.string({ unit: 'binary' }),
    fc
      .record({
        alg: fc.constantFrom('EdDSA', 'none', 'HS256', 7),
        typ: fc.constantFrom(TYPES.consent, null),
        kid: fc.constantFrom('k1', '__proto__', 1),
      })
      .map(head => Buffer.from(JSON.stringify(head)).toString('base64url')),
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part, { minLength: 1, maxLength: 5 }).map(parts => parts.join('.')),
  )
  await fc.assert(
    fc.asyncProperty(text, async it => {
      expect(await read(it)).toHaveProperty('refused')
    }),
    { numRuns: 500 },
  )
})

test('whatever is signed that is no consent is refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async value => {
      expect(await read(await sign(JSON.stringify(value), { typ: TYPES.consent }))).toEqual({ refused: 'malformed' })
    }),
    { numRuns: 100 },
  )
})

test('a signature of other bytes is none', async () => {
  const [head, body] = (await consentToken()).split('.')
  for (const length of [0, 1, 63, 64, 65, 128])
    expect(await read(`${head}.${body}.${randomBytes(length).toString('base64url')}`)).toHaveProperty('refused')
})
