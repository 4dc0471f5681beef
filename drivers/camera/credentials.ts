export interface Credentials {
  readonly username: string
  readonly password: string
}

/** A URL with user name and password in it: the only form in which ffmpeg takes them. Holds no quote and no space. */
export function withCredentials(url: string, credentials: Credentials | undefined): string {
  const plain = url.replace(/['\s\\]/g, escaped)
  if (!credentials) return plain
  return plain.replace('://', () => `://${escaped(credentials.username)}:${escaped(credentials.password)}@`)
}

function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27')
}

/** Scheme, user and password, host, port, and all the rest but for the punctuation of the sentence around it. */
const URLS = /(\w+:\/\/)([^\s/?#]*@)?(\[[^\]\s]*\]|[^\s/?#:@'"]*)(:\d+(?![^\s/?#'",.:;]))?(\S*?)(?=['",.:;]*(?:\s|$))/g

/**
 * A text that may be shown: URLs end after their host and port, for cameras take user name and password before the host, in the
 * path and in the query; and the password that we gave out is in it in no form. ffmpeg repeats the whole URL in its messages.
 */
export function redact(text: string, credentials: Credentials | undefined): string {
  let shown = text.replace(URLS, (_, scheme: string, _login, host: string, port = '', rest = '') =>
    // An @ further on may be part of a password with a slash in it: what looks like the host is none then.
    rest.includes('@') ? `${scheme}…` : `${scheme}${host}${port}`,
  )
  if (!credentials?.password) return shown
  for (const secret of [credentials.password, escaped(credentials.password)]) shown = shown.replaceAll(secret, '…')
  return shown
}
