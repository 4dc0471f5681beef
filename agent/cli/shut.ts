import { Fault } from '../../config/fault.ts'
import { reason, refusal } from '../publish/refusal.ts'

/** The broker's certificate is signed by nobody whom we know. */
const UNKNOWN = /^(SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF))/
/** The broker ended the handshake, since it wants a certificate or another one: the alerts of RFC 8446, 6.2. */
const UNSHOWN =
  /ALERT_(CERTIFICATE|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR|HANDSHAKE_FAILURE)/
/** The connection is there, and no answer comes over it. */
const MUTE = /connack timeout/i
/** What answers does not speak TLS. */
const CLEAR = /WRONG_VERSION_NUMBER|PACKET_LENGTH|RECORD_(LENGTH|LAYER)/

/** Nobody listens there. */
const ABSENT = 'ECONNREFUSED'

/** Why a command is not let in by a broker, and which of its options to look at; a configuration may have named it, or have it inside the agent. */
export function shut(url: string, thrown: unknown, isConfigured = false, isInside = false): Fault {
  const isRefused = refusal(thrown) === 'identity'
  return new Fault(
    isRefused ? 'BROKER_REFUSED' : 'BROKER_UNREACHABLE',
    { url, why: reason(thrown), next: next(thrown, isRefused, isConfigured, isInside) },
    thrown,
  )
}

function next(thrown: unknown, isRefused: boolean, isConfigured: boolean, isInside: boolean): string {
  const code = String((thrown as { code?: string | number } | undefined)?.code ?? '')
  const or = (option: string, key: string) => (isConfigured ? `${option} or ${key}` : option)
  if (isInside && code === ABSENT)
    return 'That broker is inside the agent, and none runs with this configuration: systemctl start aisled (or npm start).'
  if (UNKNOWN.test(code))
    return `Name the authority that signed the broker's certificate, with ${or('--ca', 'broker.caFile')}.`
  if (UNSHOWN.test(code)) return 'Give a certificate that the broker knows, and its key, with --cert and --key.'
  if (CLEAR.test(code)) return `It may listen without TLS there: check ${or('--url', 'broker.url')}.`
  if (isRefused)
    return 'Check --username and --password-file, or --cert and --key, and what the broker lets that name do.'
  if (MUTE.test(reason(thrown)))
    return `Somebody listens there: that machine may have too much to do (aislectl doctor says so there), or it is no broker; check ${or('--url', 'broker.url')}.`
  return `Check ${or('--url', 'broker.url')} and the network.`
}
