import { lookup } from 'node:dns/promises'
import { connect as dial, isIP, type Socket } from 'node:net'
import { checkServerIdentity, type PeerCertificate, connect as secure, type TLSSocket } from 'node:tls'
import type { Ms } from '../../../config/units.ts'
import { doubtful, type Found, failed, passed, type Step } from './hop.ts'

/** Where something listens. */
export interface Place {
  readonly host: string
  readonly port: number
}

/** What TLS is spoken with: PEM. */
export interface Papers {
  readonly ca?: string | Buffer
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
}

const DIAL_MS: Ms = 5000
const DAY_MS: Ms = 86_400_000
/** A certificate that is good for less than this is to be renewed. */
const SOON_DAYS = 14

/** Its name is known, and something listens there. `key` is what names it in the configuration. */
export function reaching({ host, port }: Place, key: string): Step[] {
  const plain = host.replace(/^\[|\]$/g, '')
  let address = plain
  return [
    {
      hop: 'name',
      next: `Check ${key} and the resolver of this machine (resolvectl query ${plain}).`,
      withinMs: DIAL_MS,
      async run() {
        if (isIP(plain)) return passed(`${plain} is an address`)
        address = (await lookup(plain)).address
        return passed(`${plain} is ${address}`)
      },
    },
    {
      hop: 'connection',
      next: `Check that it is switched on, its cable, and that no firewall stands between (ping ${plain}).`,
      run: () => knock(address, port, key),
    },
  ]
}

async function knock(host: string, port: number, key: string): Promise<Found> {
  try {
    ;(await open(() => dial(port, host), 'connect')).destroy()
    return passed(`${host} port ${port} answers`)
  } catch (thrown) {
    return unmet(thrown as NodeJS.ErrnoException, { host, port }, key)
  }
}

/** What it means that no connection comes about. */
export function unmet({ code, message }: NodeJS.ErrnoException, { host, port }: Place, key: string): Found {
  if (code === 'ECONNREFUSED')
    return failed(
      `nothing listens on ${host} port ${port}`,
      `Start what should listen there, or mend the port in ${key}.`,
    )
  const next = `Check that it is switched on, its cable and its address (${key}).`
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return failed(`there is no way to ${host} (${code})`, next)
  return failed(`${host} port ${port} does not answer: ${message}`, next)
}

/** It shows a certificate that we trust, for the name under which we know it, and good for a while. */
export function tls(place: Place, papers: () => Papers, nowMs: Ms): Step {
  return {
    hop: 'TLS',
    next: 'It may listen without TLS there: check the scheme and the port of its URL.',
    async run() {
      const host = place.host.replace(/^\[|\]$/g, '')
      const socket = await open(
        () =>
          secure({
            ...papers(),
            host,
            port: place.port,
            rejectUnauthorized: false,
            ...(isIP(host) ? {} : { servername: host }),
          }),
        'secureConnect',
      )
      try {
        const certificate = socket.getPeerCertificate()
        return judged(
          certificate,
          host,
          socket.authorized
            ? undefined
            : String((socket.authorizationError as unknown as { code?: string })?.code ?? socket.authorizationError),
          nowMs,
          socket.getProtocol() ?? 'TLS',
        )
      } finally {
        socket.destroy()
      }
    },
  }
}

/** What there is to say of the certificate that a host shows; `error` is what OpenSSL says of who signed it. */
export function judged(
  certificate: PeerCertificate,
  host: string,
  error: string | undefined,
  nowMs: Ms,
  protocol: string,
): Found {
  const daysLeft = Math.floor((Date.parse(certificate.valid_to) - nowMs) / DAY_MS)
  if (Date.parse(certificate.valid_to) < nowMs || error === 'CERT_HAS_EXPIRED')
    return failed(
      `its certificate is over since ${day(certificate.valid_to)}`,
      'Have a new one made for it; or set the clock of this machine, if that is wrong.',
    )
  if (Date.parse(certificate.valid_from) > nowMs || error === 'CERT_NOT_YET_VALID')
    return failed(
      `its certificate is good only from ${day(certificate.valid_from)}`,
      'Set the clock of this machine (timedatectl).',
    )
  if (checkServerIdentity(host, certificate))
    return failed(
      `its certificate is for ${certificate.subjectaltname ?? certificate.subject?.CN ?? 'nobody'}, not for ${host}`,
      'Name it in the URL as its certificate does, or have one made for that name.',
    )
  if (error !== undefined && error !== 'null')
    return failed(
      `nobody whom we trust has signed its certificate (${error})`,
      'Name the authority that signed it, with caFile.',
    )
  const said = `${protocol}, certificate good for ${daysLeft} day(s)`
  return daysLeft < SOON_DAYS ? doubtful(said, 'Have a new certificate made for it in time.') : passed(said)
}

function day(text: string): string {
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? text : new Date(ms).toISOString().slice(0, 10)
}

/** A socket that got so far. */
function open<S extends Socket | TLSSocket>(begin: () => S, event: 'connect' | 'secureConnect'): Promise<S> {
  return new Promise((resolve, reject) => {
    const socket = begin()
    const late = setTimeout(() => socket.destroy(new Error(`no answer within ${DIAL_MS / 1000} s`)), DIAL_MS)
    socket.once(event, () => {
      clearTimeout(late)
      resolve(socket)
    })
    socket.once('close', () => {
      clearTimeout(late)
      reject(new Error('it hung up'))
    })
    socket.on('error', error => {
      clearTimeout(late)
      reject(error)
    })
  })
}
