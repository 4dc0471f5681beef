import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { CompactSign, importJWK } from 'jose'
import { z } from 'zod'
import { Fault, why } from '../../config/fault.ts'
import { PublicKey } from '../../config/privacy.ts'
import { Slug } from '../../config/shapes.ts'
import type { TYPES } from './claims.ts'

/** A secret Ed25519 key as a JWK (RFC 8037), with the name under which others know it. */
const SecretKey = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), kid: Slug, x: PublicKey, d: z.string() })
export type SecretKey = z.infer<typeof SecretKey>

/**
 * Makes a key in a file that nobody else may read, and answers what others may know of it.
 * @throws Fault FILE_UNWRITABLE, also where there is one already
 */
export function makeKey(file: string, kid: string): Pick<SecretKey, 'kid' | 'x'> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const { kty, crv, x, d } = privateKey.export({ format: 'jwk' })
  writeSecret(file, `${JSON.stringify({ kty, crv, kid, x, d })}\n`)
  return { kid, x: x! }
}

/** Writes what nobody else may read, and never over what is there. @throws Fault FILE_THERE, FILE_UNWRITABLE */
export function writeSecret(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 })
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') throw new Fault('FILE_THERE', { file }, thrown)
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}

/** @throws Fault KEY_UNUSABLE, which never tells anything of the key */
export function readKey(file: string): SecretKey {
  const unusable = (reason: string) =>
    new Fault('KEY_UNUSABLE', {
      ...{ what: 'to sign with', from: file, why: reason },
      next: 'Only its owner may read it (chmod 600); where there was never one, make it with: aislectl key pair.',
    })
  let text: string
  try {
    const { mode } = statSync(file)
    if ((mode & 0o077) !== 0) throw new Error(`others may use it too (mode ${(mode & 0o777).toString(8)})`)
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    throw unusable(why(thrown))
  }
  try {
    return SecretKey.parse(JSON.parse(text))
  } catch {
    throw unusable('it is no secret Ed25519 key as a JWK, with a name (kid)')
  }
}

/** A paper of some type, in compact form (RFC 7515). */
export async function signed(
  type: (typeof TYPES)[keyof typeof TYPES],
  claims: object,
  key: SecretKey,
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: type })
    .sign(await importJWK(key, 'EdDSA'))
}
