const ADDRESS = [
  /\b[a-z][a-z0-9+.-]*:\/\/\S*/gi,
  /\S+@\S+/g,
  /@/g,
  /\b(?:password|passwd|pwd|token|secret|key|user(?:name)?)\s*[=:]\s*\S+/gi,
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
  let clean = text.replaceAll(/\p{C}+/gu, ' ')
  for (const pattern of ADDRESS) clean = clean.replaceAll(pattern, '[hidden]')
  // A pair cut in two would leave half a character.
  return clean.slice(0, 240).replace(/[\ud800-\udbff]$/, '')
}
