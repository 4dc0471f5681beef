import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Fault, why } from '../../config/fault.ts'
import { isForeign, isJson, isOurs, shows } from './access.ts'
import { Line } from './line.ts'
import type { Page } from './page.ts'
import { type Answer, find, type Routes } from './route.ts'

/** Of a body no more is read. */
const MOST_BYTES = 64 * 1024
/** Lines that are open at a time. */
const MOST_LINES = 16
/** Whoever shows a wrong token waits so long. */
const WRONG_MS = 500

/** What every answer says to browsers: nothing of ours is run, framed, kept or sent on elsewhere (W3C CSP 3, Fetch, OWASP ASVS 14.4). */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), usb=(), serial=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
} as const

export interface Answering {
  readonly routes: Routes
  readonly page?: Page
  /** Of the network: by which names browsers may call, and what token they must show, read anew. */
  readonly guard?: { readonly names: readonly string[]; readonly token?: () => string }
  /** Aborts when the agent stops. */
  readonly signal: AbortSignal
}

/** Answers requests by routes. Whatever is asked, it throws nothing. */
export function answering(options: Answering): RequestListener {
  const lines = new Set<Line>()
  return (request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
    response.on('error', () => {})
    void answer(request, response, options, lines).catch(thrown => refuse(response, 500, why(thrown)))
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { routes, page, guard, signal }: Answering,
  lines: Set<Line>,
): Promise<void> {
  const { method: asked = '', url = '' } = request
  const method = asked === 'HEAD' ? 'GET' : asked
  const path = url.split('?', 1)[0]
  if (guard && !isOurs(request.headers.host, guard.names))
    return refuse(response, 421, 'This machine does not go by that name: see console.names of the configuration.')
  const file = method === 'GET' ? page?.at(path) : undefined
  if (file) return file.send(request, response)
  if (guard && isForeign(request)) return refuse(response, 403, 'Asked by a page of another site.')
  let token: string | undefined
  try {
    token = guard?.token?.()
  } catch {
    // Whoever has shown no token yet is not told of our files.
    return refuse(response, 503, 'The console cannot tell just now who may see it.')
  }
  if (token !== undefined && !shows(request, token)) {
    await new Promise(done => setTimeout(done, WRONG_MS))
    response.setHeader('www-authenticate', 'Bearer')
    return refuse(response, 401, 'The token of the console is wanted, and this is not it.')
  }
  const found = find(routes, method, path)
  if (!found) return refuse(response, 404, 'Nothing is there.')
  if (guard && method === 'POST' && !isJson(request))
    return refuse(response, 415, 'JSON is wanted: content-type application/json.')
  const stop = new AbortController()
  const stopped = AbortSignal.any([signal, stop.signal])
  response.once('close', () => stop.abort())
  let made: Answer
  try {
    const body = method === 'POST' ? await read(request) : undefined
    made = await found.route({ name: found.name, body, signal: stopped })
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    return refuse(response, 422, thrown.message, thrown)
  }
  if (response.destroyed) return
  if ('json' in made) return send(response, 200, JSON.stringify(made.json))
  if ('bytes' in made) {
    response.setHeader('content-type', made.type)
    response.end(made.bytes)
    return
  }
  if (lines.size >= MOST_LINES) return refuse(response, 503, `${MOST_LINES} look on already.`)
  open(request, response, made, lines, stopped)
}

function open(
  request: IncomingMessage,
  response: ServerResponse,
  made: Extract<Answer, { open: unknown }>,
  lines: Set<Line>,
  stopped: AbortSignal,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  response.flushHeaders()
  const line = new Line(response)
  const leave = made.open(line)
  lines.add(line)
  const end = () => {
    if (!lines.delete(line)) return
    leave?.()
    line.end()
  }
  stopped.addEventListener('abort', end, { once: true })
  if (stopped.aborted) end()
}

/** @throws Fault ARGUMENT_INVALID */
async function read(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let bytes = 0
  // Whoever says too much still hears why: the connection stays until it is answered.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > MOST_BYTES) throw unreadable('more than 64 kB')
    parts.push(part)
  }
  if (bytes === 0) return undefined
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    throw unreadable('no JSON')
  }
}

function unreadable(value: string): Fault {
  return new Fault('ARGUMENT_INVALID', {
    argument: 'The body of the request',
    value,
    expected: 'JSON of at most 64 kB',
  })
}

function refuse(response: ServerResponse, status: number, message: string, fault?: Fault): void {
  if (response.headersSent) response.destroy()
  else send(response, status, JSON.stringify({ message, ...(fault && { code: fault.code }) }))
}

function send(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(json)
}
