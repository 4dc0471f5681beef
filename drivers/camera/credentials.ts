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

/**
 * A text that may be shown: without user name and password in URLs, and without the password in any form that we gave out.
 * ffmpeg repeats the whole URL in its messages.
 */
export function redact(text: string, credentials: Credentials | undefined): string {
  let shown = text.replace(/(\w+:\/\/)\S*@/g, '$1')
  if (!credentials?.password) return shown
  for (const secret of [credentials.password, escaped(credentials.password)]) shown = shown.replaceAll(secret, '…')
  return shown
}
