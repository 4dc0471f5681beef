import { createHash } from 'node:crypto'
import { type X509Certificate, X509Certificates } from './x509.ts'

/** Paths of Enrollment over Secure Transport (RFC 7030, 3.2.2), and one beside them for what that does not know of. */
export const PATHS = {
  authorities: '/.well-known/est/cacerts',
  enrol: '/.well-known/est/simpleenroll',
  reenrol: '/.well-known/est/simplereenroll',
  config: '/aisle/config',
} as const

/** Media types of RFC 7030, 4.1.3 and 4.2. */
export const TYPES = {
  request: 'application/pkcs10',
  certificates: 'application/pkcs7-mime; smime-type=certs-only',
} as const

/** Certificates as they go over the wire: PKCS #7, certificates only, in base64 (RFC 7030, 4.1.3). */
export function pack(certificates: readonly X509Certificate[]): string {
  return base64(Buffer.from(new X509Certificates([...certificates]).export('raw')))
}

/** Throws where it is none. */
export function unpack(text: string): X509Certificate[] {
  return [...new X509Certificates(Uint8Array.from(Buffer.from(text, 'base64')))]
}

/** In lines of 76, as MIME has it (RFC 2045, 6.8). */
export function base64(bytes: Uint8Array): string {
  return `${Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`
}

/** SHA-256 in hex of a public key as it stands in certificates (SubjectPublicKeyInfo, DER). */
export function keyOf(spki: ArrayBuffer | Uint8Array): string {
  return createHash('sha256')
    .update(spki instanceof Uint8Array ? spki : new Uint8Array(spki))
    .digest('hex')
}
