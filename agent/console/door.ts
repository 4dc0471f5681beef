import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import { socketOf } from './socket.ts'

/** What the system says where no agent runs. */
const NOBODY: Readonly<Record<string, string>> = { ENOENT: 'there is no socket', ECONNREFUSED: 'nobody listens there' }
/** And where it does not let this user see. */
const LOCKED: ReadonlySet<string> = new Set(['EACCES', 'EPERM'])
/** An agent that answers nothing for so long hangs. */
const SILENCE_MS = 15_000
/** What answers with more is no agent: of what it says the most is a picture. */
const MOST_BYTES = 64 << 20
/** Letters of a reason. */
const LONGEST = 2000

export interface Told {
  readonly event: string
  readonly data: unknown
}

/** What a program of this machine can ask a running agent. */
export interface Door {
  /** The socket that it asks. */
  readonly socket: string
  /** JSON from a path such as `/state`. @throws Fault as {@link openDoor} says */
  get(path: string): Promise<unknown>
  /** Text, such as of `/metrics`. @throws Fault as {@link openDoor} says */
  text(path: string): Promise<string>
  /** Has something done, and answers with its JSON. @throws Fault as {@link openDoor} says */
  post(path: string, body?: unknown): Promise<unknown>
  /** As {@link post}, but answers with bytes, such as those of a picture. @throws Fault as {@link openDoor} says */
  bytes(path: string): Promise<Buffer>
  /** What is told, until the signal aborts, the agent stops, or whoever reads breaks off. @throws Fault as {@link openDoor} says */
  stream(path: string, signal?: AbortSignal): AsyncIterable<Told>
}

/**
 * The door of the agent of a configuration; `file` is what is named where none runs. It is opened anew for each question, which throws
 * Fault AGENT_ABSENT where no agent runs, DOOR_LOCKED where this user may not ask, AGENT_SILENT where no answer comes, or breaks off, and
 * DOOR_REFUSED where it is a no.
 */
export function openDoor(config: Pick<Config, 'outbox'>, file = 'FILE'): Door {
  const socket = socketOf(config)
  const json = async (method: string, path: string, body?: unknown) => {
    const told = parsed((await whole(method, path, body)).toString('utf8'))
    if (told === undefined) throw new Fault('DOOR_REFUSED', { route: path, why: 'what it answered cannot be read' })
    return told
  }
  return {
    socket,
    get: path => json('GET', path),
    post: (path, body) => json('POST', path, body),
    text: async path => (await whole('GET', path)).toString('utf8'),
    bytes: path => whole('POST', path),
    async *stream(path, signal) {
      const response = await ask('GET', path, undefined, signal)
      try {
        yield* eventsIn(response)
      } catch (thrown) {
        if (!signal?.aborted) throw unanswered(thrown)
      } finally {
        response.destroy()
      }
    },
  }

  async function whole(method: string, path: string, body?: unknown): Promise<Buffer> {
    const response = await ask(method, path, body)
    try {
      return await gather(response)
    } catch (thrown) {
      throw unanswered(thrown)
    }
  }

  async function ask(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<IncomingMessage> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked: ClientRequest = request(
        { socketPath: socket, method, path, agent: false, ...(signal && { signal }) },
        resolve,
      )
      asked.setTimeout(SILENCE_MS, () => asked.destroy(new Error(`no answer for ${SILENCE_MS / 1000} s`)))
      asked.on('error', reject)
      asked.end(body === undefined ? undefined : JSON.stringify(body))
    }).catch(thrown => {
      throw unanswered(thrown)
    })
    if (response.statusCode === 200) return response
    throw new Fault('DOOR_REFUSED', { route: path, why: messageIn(await gather(response)) })
  }

  function unanswered(thrown: unknown): Fault {
    const code = (thrown as NodeJS.ErrnoException).code ?? ''
    if (code in NOBODY) return new Fault('AGENT_ABSENT', { socket, why: NOBODY[code], file }, thrown)
    if (LOCKED.has(code)) return new Fault('DOOR_LOCKED', { socket }, thrown)
    return new Fault('AGENT_SILENT', { socket, why: code === 'ECONNRESET' ? 'it was stopped' : why(thrown) }, thrown)
  }
}

async function gather(response: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response) {
    bytes += part.length
    if (bytes > MOST_BYTES) throw new Error('it answers without end')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Server-sent events (WHATWG HTML, 9.2.6), as far as the agent uses them. What is no JSON is passed over. */
export async function* eventsIn(bytes: AsyncIterable<Buffer>): AsyncIterable<Told> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const part of bytes) {
    const blocks = (rest + decoder.decode(part, { stream: true })).split('\n\n')
    rest = blocks.pop()!
    if (rest.length > MOST_BYTES) throw new Error('it answers without end')
    for (const block of blocks) {
      const event = /^event: (.+)$/m.exec(block)?.[1]
      const data = parsed(/^data: (.*)$/m.exec(block)?.[1] ?? '')
      if (event !== undefined && data !== undefined) yield { event, data }
    }
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function messageIn(bytes: Buffer): string {
  const told = parsed(bytes.toString('utf8')) as { message?: unknown } | null | undefined
  return typeof told?.message === 'string' ? told.message.slice(0, LONGEST).replace(/\.$/, '') : 'it gave no reason'
}
