import { createPrivateKey, type KeyObject, type webcrypto } from 'node:crypto'

/** P-256, as certificates.sh makes keys: every broker knows it, and a handshake costs little. */
export const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const
export const SIGNING = { ...KEY, hash: 'SHA-256' } as const

export type KeyPair = { readonly privateKey: webcrypto.CryptoKey; readonly publicKey: webcrypto.CryptoKey }

export async function makeKeys(): Promise<KeyPair> {
  return crypto.subtle.generateKey(KEY, true, ['sign', 'verify'])
}

/** The secret key as PEM (PKCS #8). */
export async function pemOf({ privateKey }: KeyPair): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey))
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' }) as string
}

/** The pair whose secret half is in PEM. Throws where it is no P-256 key. */
export async function keysOf(pem: string): Promise<KeyPair> {
  const secret = createPrivateKey(pem)
  const { d: _, ...known } = secret.export({ format: 'jwk' })
  const publicKey = await crypto.subtle.importKey('jwk', known as webcrypto.JsonWebKey, KEY, true, ['verify'])
  return { privateKey: await signer(secret), publicKey }
}

async function signer(secret: KeyObject): Promise<webcrypto.CryptoKey> {
  const der = secret.export({ format: 'der', type: 'pkcs8' })
  return crypto.subtle.importKey('pkcs8', der, KEY, true, ['sign'])
}
