import { X509Certificate as NodeCertificate } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { type Authority, showing, vouch } from './authority.ts'
import type { Invitations, Refusal } from './invitations.ts'
import { keyOf, PATHS, pack, TYPES } from './wire.ts'
import { Pkcs10CertificateRequest, X509Certificate } from './x509.ts'

/** The largest request of a P-256 key is a tenth of that. */
const MOST_BYTES = 16_384
/** Who has not asked by then does not. */
const PATIENCE_MS = 10_000
/** Each machine makes three, one after the other. */
const CONNECTIONS = 64

const REFUSED: Record<Refusal, string> = {
  unknown: 'nobody was invited by that token',
  expired: 'the token is over: ask for another',
  withdrawn: 'this machine was withdrawn from the fleet',
  used: 'that token has been used: where this machine joined by it before, there is nothing to do (aislectl doctor proves it); where another one did that is not yours, withdraw its certificate; and ask for another token',
}

export interface ServerOptions {
  readonly authority: Authority
  readonly invitations: Invitations
  /** Under which machines reach it; stands in its certificate. */
  readonly host: string
  readonly address: string
  readonly port: number
  /** So long a certificate is good. */
  readonly days: number
  readonly now: () => Ms
  /** Hears who joined, and what was refused to whom. */
  readonly told: (line: string) => void
}

export interface Server {
  readonly port: number
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly type?: string
  readonly body: string
}

/**
 * Lets invited machines join: vouches for the key of each, and hands it its first configuration. Speaks Enrollment over Secure Transport
 * (RFC 7030): authorities to everybody, certificates to who shows the secret of an invitation (HTTP Basic), the configuration, and another
 * certificate, to who shows the certificate. @throws Fault PORT_TAKEN, ARGUMENT_INVALID
 */
export async function serve(options: ServerOptions): Promise<Server> {
  const { authority, host, address, port, now } = options
  const server = createServer({
    ...(await showing(authority, host, now())),
    ca: authority.certificate.toString('pem'),
    // Who joins has none yet: it is asked for, and looked at where it counts.
    ...{ requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' },
    ...{
      requestTimeout: PATIENCE_MS,
      headersTimeout: PATIENCE_MS,
      handshakeTimeout: PATIENCE_MS,
      keepAliveTimeout: 1000,
    },
  })
  server.maxConnections = CONNECTIONS
  server.on('request', async (request, response) => {
    // Of a connection that is gone by the time of the answer nobody can say any more whose it was.
    // An address of IPv4 on a socket of IPv6 (RFC 4291, 2.5.5.2).
    const from = request.socket.remoteAddress?.replace(/^::ffff:/i, '')
    const answer = await answerTo(request, options).catch(
      (thrown: unknown): Answer => ({ status: 400, body: why(thrown) }),
    )
    const { status, type = 'text/plain; charset=utf-8', body } = answer
    if (status >= 400) options.told(`refused ${from}: ${body}`)
    response.writeHead(status, {
      'content-type': type,
      ...(type === TYPES.certificates && { 'content-transfer-encoding': 'base64' }),
      ...(status === 401 && { 'www-authenticate': 'Basic realm="aisle fleet"' }),
      // What of a body was not read is not waited for.
      ...(status >= 400 && { connection: 'close' }),
    })
    response.end(body)
  })
  try {
    server.listen(port, address)
    await once(server, 'listening')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new Fault('PORT_TAKEN', { port, setting: '--port' }, thrown)
    const expected = `an address of this machine, and a port that this user may listen on (${why(thrown)})`
    throw new Fault('ARGUMENT_INVALID', { argument: '--address', value: `${address} port ${port}`, expected }, thrown)
  }
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answerTo(request: IncomingMessage, options: ServerOptions): Promise<Answer> {
  const { authority } = options
  switch (`${request.method} ${request.url}`) {
    case `GET ${PATHS.authorities}`:
      return { status: 200, type: TYPES.certificates, body: pack([authority.certificate]) }
    case `POST ${PATHS.enrol}`:
      return enrol(request, options)
    case `POST ${PATHS.reenrol}`:
      return reenrol(request, options)
    case `GET ${PATHS.config}`:
      return configure(request, options)
    default:
      return { status: 404, body: 'machines join here with: aislectl join' }
  }
}

async function enrol(request: IncomingMessage, options: ServerOptions): Promise<Answer> {
  const { authority, invitations, days, now, told } = options
  const [id = '', secret = ''] = credentials(request.headers.authorization)
  const invited = invitations.admit(id, secret, now())
  if (typeof invited === 'string') return { status: invited === 'unknown' ? 401 : 403, body: REFUSED[invited] }
  const asked = Buffer.from(await bodyOf(request), 'base64')
  const { name } = invited
  const made = await vouch(authority, asked, { name, days, nowMs: now() })
  const key = keyOf(new Pkcs10CertificateRequest(Uint8Array.from(asked)).publicKey.rawData)
  const given = invitations.bind(id, key, Buffer.from(made.rawData), now())
  if (given === 'used') return { status: 403, body: REFUSED.used }
  told(`${name} has joined (invitation ${id}, key ${key.slice(0, 16)})`)
  return { status: 200, type: TYPES.certificates, body: pack([new X509Certificate(Uint8Array.from(given))]) }
}

/** Another certificate, of the same name and for the same key, to who shows one that is still good (RFC 7030, 4.2.2). */
async function reenrol(request: IncomingMessage, options: ServerOptions): Promise<Answer> {
  const { authority, invitations, days, now, told } = options
  const held = holderOf(request, options)
  if ('status' in held) return held
  const { id, name, key } = held
  const asked = Buffer.from(await bodyOf(request), 'base64')
  const made = await vouch(authority, asked, { name, days, nowMs: now() })
  if (keyOf(made.publicKey.rawData) !== key)
    return { status: 403, body: 'the request is of another key: that takes another invitation' }
  const renewed = invitations.renew(id, Buffer.from(made.rawData), now())
  if (renewed === 'withdrawn') return { status: 403, body: REFUSED.withdrawn }
  const given = new X509Certificate(Uint8Array.from(renewed))
  told(`${name} has another certificate, good until ${given.notAfter.toISOString().slice(0, 10)} (invitation ${id})`)
  return { status: 200, type: TYPES.certificates, body: pack([given]) }
}

function configure(request: IncomingMessage, options: ServerOptions): Answer {
  const held = holderOf(request, options)
  return 'status' in held ? held : { status: 200, type: 'application/yaml', body: held.config }
}

/** Whose certificate was shown in the handshake, or why it does not count. */
function holderOf({ socket }: IncomingMessage, { invitations }: ServerOptions) {
  const tls = socket as TLSSocket
  const { raw } = tls.getPeerCertificate(false)
  const refused = (body: string): Answer => ({ status: 403, body })
  if (!tls.authorized)
    return refused(
      String(tls.authorizationError) === 'CERT_HAS_EXPIRED'
        ? 'the certificate that was shown is over'
        : 'no certificate was shown that was given out here',
    )
  const key = keyOf(new NodeCertificate(raw).publicKey.export({ format: 'der', type: 'spki' }))
  const held = invitations.holder(key)
  if (!held) return refused('no certificate was shown that was given out here')
  return held.withdrawnMs === null ? { ...held, key } : refused(REFUSED.withdrawn)
}

/** User and password (RFC 7617). */
function credentials(header = ''): string[] {
  const [scheme, value = ''] = header.split(' ')
  if (scheme?.toLowerCase() !== 'basic') return []
  const text = Buffer.from(value, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? [] : [text.slice(0, colon), text.slice(colon + 1)]
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  // Whoever says too much still hears why: the connection stays until it is answered.
  for await (const chunk of request.setEncoding('latin1').iterator({ destroyOnReturn: false })) {
    text += chunk
    if (text.length > MOST_BYTES) throw new Error('the request is too long')
  }
  return text
}
