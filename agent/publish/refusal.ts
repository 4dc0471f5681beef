/** Reason codes by which a broker says that it does not speak our version of MQTT: 3.1.1 clause 3.2.2.3, 5.0 clause 3.2.2.2. */
const VERSION = new Set([1, 132])
/** By which it says: not you. Bad client id, name or password, not authorised, banned; another took our session over. */
const IDENTITY = new Set([2, 4, 5, 133, 134, 135, 138, 140, 142])
/** By which it says of one event that it will never take it: topic invalid, packet too large, payload invalid. 5.0 clause 3.4.2.1. */
const HOPELESS = new Set([144, 149, 153])
/** Not authorised: 5.0 clause 3.4.2.1. */
const DENIED = 135
/** What TLS says where one side does not trust the other. */
const UNTRUSTED = /^(ERR_SSL|ERR_TLS|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|INVALID_CA|HOSTNAME_)/

/** An error of OpenSSL in its own words, ERR_error_string(3): `error:` code, library, function, reason, and where in its source. */
const OPENSSL = /(?:^|[ :])error:[0-9A-F]{8}:[^:]*:[^:]*:([^:]+)/i

export type Refusal = 'version' | 'identity' | 'unreachable'

/** What an error in connecting means. */
export function refusal(thrown: unknown): Refusal {
  const code = codeOf(thrown)
  if (typeof code === 'number') return VERSION.has(code) ? 'version' : IDENTITY.has(code) ? 'identity' : 'unreachable'
  return UNTRUSTED.test(code ?? '') ? 'identity' : 'unreachable'
}

/** Whether sending the same event again is of no use. */
export function hopeless(thrown: unknown): boolean {
  return HOPELESS.has(Number(codeOf(thrown)))
}

/** Whether the broker says that it is not for us to send this event, or what is like it. */
export function denied(thrown: unknown): boolean {
  return Number(codeOf(thrown)) === DENIED
}

/** Whether the other side went without saying why: it may be one that cannot read our version of MQTT. */
export function wordless(thrown: unknown): boolean {
  return codeOf(thrown) === undefined
}

/** Why, for people. The several addresses of a host fail in one error without a message of its own. */
export function reason(thrown: unknown): string {
  if (thrown === undefined) return 'it closed the connection'
  const message = thrown instanceof Error ? thrown.message.split('\n')[0]! : String(thrown)
  return OPENSSL.exec(message)?.[1] ?? (message || String(codeOf(thrown) ?? 'no reason given'))
}

function codeOf(thrown: unknown): string | number | undefined {
  return (thrown as { code?: string | number } | undefined)?.code
}
