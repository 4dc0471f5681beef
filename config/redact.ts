/** Mailboxes, logins and credentials. */
const LOGIN = [/\S+@\S+/g, /@/g, /\b(?:password|passwd|pwd|token|secret|key|user(?:name)?)\s*[=:]\s*\S+/gi] as const
const ADDRESS = [
  /\b[a-z][a-z0-9+.-]*:\/\/\S*/gi,
  ...LOGIN,
  /[0-9a-f:]*::[0-9a-f:.]*/gi,
  /(?:[0-9a-f]{1,4}[:-]){3}[0-9a-f:.-]*/gi,
  /(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?/g,
  /:\/\//g,
]

/**
 * A sentence about a fault, fit to leave the shop: URLs, host and hardware addresses, mailboxes and credentials replaced,
 * control characters gone, at most 240 characters.
 */
export function redact(text: string): string {
  return hidden(text, ADDRESS)
}

/** The same for whoever named the hosts himself: they stay, with their ports; logins, and paths and queries of URLs, do not. */
export function redactLogin(text: string): string {
  return hidden(discreet(text), LOGIN)
}

function hidden(text: string, patterns: readonly RegExp[]): string {
  let clean = text.replaceAll(/\p{C}+/gu, ' ')
  for (const pattern of patterns) clean = clean.replaceAll(pattern, '[hidden]')
  // A pair cut in two would leave half a character.
  return clean.slice(0, 240).replace(/[\ud800-\udbff]$/, '')
}

/** A hardware address, however it is written; twelve digits alone are a number. */
const HARDWARE =
  /(?<![0-9a-f])(?:[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}|(?=\d*[a-f])[0-9a-f]{12})(?![0-9a-f])/gi
/** Scheme, host and port; what may be around them names somebody, or lets somebody in: cameras take passwords in the path, too. */
const URLS = /(\b[a-z][a-z0-9+.-]*:\/\/)(\[[0-9a-f:.]*\]|[^\s/?#@'"<>(),;]*)(\S*)/gi
/** To its closing quote where it has one, also as JSON in JSON: what is secret may have spaces. */
const NAMED =
  /\b(\w*(?:password|passwd|pwd|token|secret|credential|authorization))(\\*["']?\s*[=:]\s*)(?:\\+"[\s\S]*?(?:\\+"|$)|"(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$)|(?:(?:bearer|basic)\s+)?[^\s"']+)/gi
/** What quotes the file that it could not read. */
const QUOTES = [
  [/-----BEGIN [^-]*-----[\s\S]*?(?:-----END [^-]*-----|$)/g, '[key or certificate]'],
  [/\bey[\w-]{8,}\.[\w-]+(?:\.[\w-]*)*/g, '[signed]'],
  [
    /(?:Unexpected|Expected|Bad|Unterminated)[^\n]* in JSON|Unexpected (?:token|non-whitespace|string|number|end)[\s\S]*? is not valid JSON/g,
    'it is not valid JSON',
  ],
] as const

/**
 * A text that stays on this machine, such as a line of its log: hosts and paths of files are in it, since whoever mends the machine needs
 * them; neither passwords, tokens and keys, nor hardware addresses, nor what was in a file.
 */
export function discreet(text: string): string {
  let clean = text
  for (const [pattern, instead] of QUOTES) clean = clean.replaceAll(pattern, instead)
  return clean
    .replaceAll(URLS, (_, scheme: string, host: string, rest: string) =>
      // What goes before an @ is a login, wherever it is; the host behind it is not worth the risk.
      rest.includes('@') ? `${scheme}[hidden]` : `${scheme}${host}${/^[/?#]/.test(rest) ? '/…' : rest}`,
    )
    .replaceAll(NAMED, '$1$2[hidden]')
    .replaceAll(HARDWARE, '[hardware address]')
}
