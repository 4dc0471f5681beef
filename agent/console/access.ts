import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** A shorter one could be tried out. */
export const LEAST_TOKEN = 16

/**
 * Whether a browser that calls this machine by that name may be answered. A page of another site that has its own name point here (DNS
 * rebinding) calls by its own name; an address cannot be made to point elsewhere.
 */
export function isOurs(host: string | undefined, names: readonly string[]): boolean {
  if (host === undefined || host.length > 300) return false
  const name = /^(\[[0-9a-f:.]+\]|[^:[\]@/\\?#\s]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase()
  if (name === undefined) return false
  if (name.startsWith('[')) return isIP(name.slice(1, -1)) === 6
  return isIP(name) === 4 || name === 'localhost' || names.includes(name)
}

/** Whether the browser says that a page of another site has it ask (Fetch Metadata, 2.4; of one that says nothing of that, Fetch, 3.2). */
export function isForeign({ headers }: IncomingMessage): boolean {
  const { 'sec-fetch-site': site, origin, host } = headers
  if (site === 'cross-site' || site === 'same-site') return true
  return origin !== undefined && hostOf(origin) !== host?.toLowerCase()
}

/**
 * Whether what somebody says is JSON by its own word. A page of another site cannot have a browser say so without asking us first, which
 * nobody is answered (Fetch, 2.2.2 and 4.8).
 */
export function isJson({ headers }: IncomingMessage): boolean {
  return /^application\/json(?:\s*;|$)/i.test(headers['content-type'] ?? '')
}

/** With its port, where that is not the usual one. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

/** Whether a request shows the token. It takes as long whatever it shows. */
export function shows({ headers }: IncomingMessage, token: string): boolean {
  const shown = /^Bearer ([\x21-\x7e]{1,512})$/.exec(headers.authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(hash(shown), hash(token)) && token.length >= LEAST_TOKEN
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
