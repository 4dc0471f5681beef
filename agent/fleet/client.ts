import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request as ask } from 'node:https'
import type { SecureContextOptions } from 'node:tls'
import { Fault, why } from '../../config/fault.ts'
import { fingerprint } from './authority.ts'
import { type KeyPair, pemOf, SIGNING } from './keys.ts'
import type { Token } from './token.ts'
import { base64, keyOf, PATHS, TYPES, unpack } from './wire.ts'
import { Pkcs10CertificateRequestGenerator, type X509Certificate } from './x509.ts'

const PATIENCE_MS = 20_000
/** No answer is longer. */
const MOST_BYTES = 1 << 20

interface Asking {
  readonly path: string
  readonly tls: SecureContextOptions & { readonly rejectUnauthorized?: boolean }
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * The authority that a token speaks of. Whoever answers is believed only as far as the certificate is the one that the token bears the
 * fingerprint of. @throws Fault JOIN_STRANGER, JOIN_UNREACHABLE, JOIN_REFUSED
 */
export async function authorityOf(token: Token): Promise<X509Certificate> {
  const text = await fetched(token.url, { path: PATHS.authorities, tls: { rejectUnauthorized: false } })
  const found = parsed(token.url, text).find(certificate => fingerprint(certificate) === token.authority)
  if (!found) throw new Fault('JOIN_STRANGER', { url: token.url })
  return found
}

/** Whether it is known who asks, and the answer is no: asked again in the same way it will be no again. */
export function isFinal(thrown: unknown): boolean {
  return thrown instanceof Fault && (thrown.details.status === 401 || thrown.details.status === 403)
}

/** The certificate of a pair of keys. Asked again with the same keys, it is the same. @throws Fault JOIN_UNREACHABLE, JOIN_REFUSED */
export async function enrol(token: Token, authority: X509Certificate, keys: KeyPair): Promise<X509Certificate> {
  const login = Buffer.from(`${token.invitation}:${token.secret}`).toString('base64')
  return vouched(token.url, authority, keys, {
    // Who it is the invitation says: no name that a machine asks for counts.
    ...{ path: PATHS.enrol, name: 'CN=aisle', tls: { ca: authority.toString('pem') } },
    headers: { authorization: `Basic ${login}` },
  })
}

/** Another certificate of the same keys, asked for by showing the one before (RFC 7030, 4.2.2). @throws Fault JOIN_UNREACHABLE, JOIN_REFUSED */
export async function reenrol(
  url: string,
  authority: X509Certificate,
  keys: KeyPair,
  shown: X509Certificate,
): Promise<X509Certificate> {
  const tls = { ca: authority.toString('pem'), key: await pemOf(keys), cert: shown.toString('pem') }
  const given = await vouched(url, authority, keys, { path: PATHS.reenrol, name: shown.subject, tls })
  if (given.subject === shown.subject) return given
  throw new Fault('JOIN_REFUSED', {
    url,
    why: `it sent a certificate of ${given.subject}, and we are ${shown.subject}`,
  })
}

async function vouched(
  url: string,
  authority: X509Certificate,
  keys: KeyPair,
  { name, headers, ...asking }: Omit<Asking, 'body'> & { readonly name: string },
): Promise<X509Certificate> {
  const request = await Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm: SIGNING })
  const text = await fetched(url, {
    ...asking,
    body: base64(new Uint8Array(request.rawData)),
    headers: { ...headers, 'content-type': TYPES.request, 'content-transfer-encoding': 'base64' },
  })
  const own = keyOf(await crypto.subtle.exportKey('spki', keys.publicKey))
  const given = parsed(url, text).find(({ publicKey }) => keyOf(publicKey.rawData) === own)
  if (given && (await given.verify({ publicKey: authority.publicKey, signatureOnly: true }))) return given
  throw new Fault('JOIN_REFUSED', { url, why: 'it sent a certificate that is not of our key, or of its authority' })
}

/** The first configuration. @throws Fault JOIN_UNREACHABLE, JOIN_REFUSED */
export async function firstConfig(
  token: Token,
  authority: X509Certificate,
  keys: KeyPair,
  certificate: X509Certificate,
): Promise<string> {
  const shown = { key: await pemOf(keys), cert: certificate.toString('pem') }
  return fetched(token.url, { path: PATHS.config, tls: { ca: authority.toString('pem'), ...shown } })
}

function parsed(url: string, text: string): X509Certificate[] {
  try {
    return unpack(text)
  } catch (thrown) {
    throw new Fault('JOIN_REFUSED', { url, why: 'it did not answer as one that machines join at' }, thrown)
  }
}

async function fetched(url: string, { path, tls, body, headers }: Asking): Promise<string> {
  let response: IncomingMessage
  let text = ''
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const method = body === undefined ? 'GET' : 'POST'
    const asked = ask(new URL(path, url), { ...tls, method, headers: headers ?? {}, agent: false, signal })
    // A connection may break while the answer is read, too; that shows there.
    asked.on('error', () => {})
    asked.end(body)
    ;[response] = (await once(asked, 'response')) as [IncomingMessage]
    for await (const chunk of response.setEncoding('utf8')) {
      text += chunk
      if (text.length > MOST_BYTES) throw new Error('its answer has no end')
    }
  } catch (thrown) {
    throw new Fault('JOIN_UNREACHABLE', { url, why: why(thrown) }, thrown)
  }
  if (response.statusCode === 200) return text
  throw new Fault('JOIN_REFUSED', {
    url,
    why: text.trim().slice(0, 300) || `it answered ${response.statusCode}`,
    status: response.statusCode ?? 0,
  })
}
