import type { IPublishPacket } from 'mqtt'
import { z } from 'zod'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'

/** A request counts for so long before and after the time that it bears; what is older was perhaps heard before. */
const FRESH_MS: Ms = 300_000
const MAX_BYTES = 16_384

/** What every request bears: a number of its own, under which it is done once, and when it was made, to the second or finer. */
const Asked = z.object({ id: z.string().regex(/^[\w-]{8,64}$/), at: z.iso.datetime({ offset: true }) })

/** What is done when a verb is asked for. What it throws as a {@link Fault} becomes an answer. */
export interface Desk {
  /** What a request says besides; of several, exactly one. */
  readonly shape: z.ZodRawShape | readonly z.ZodRawShape[]
  /** `say` answers in between, as often as there is something to say. */
  readonly serve: (body: Record<string, string>, nowMs: Ms, say: (body: object) => void) => Promise<object> | object
}

export interface Answer {
  readonly topic: string
  readonly body: string
  readonly correlationData?: Buffer
}

/** The last part of `aisle/v1/{tenant}/{store}/{agent}/request/{verb}` says what is asked for. */
export function requestTopics(source: string): string {
  return `aisle/v1${source}/request/+`
}

/**
 * Requests over the broker: strict in what they may say, each done once however often it is delivered, and answered, errors too, on
 * the response topic with its correlation data (MQTT 5, 4.10) or, in 3.1.1, on `…/answer/{id}`. Who may ask is the broker's to say.
 */
export class Requests {
  readonly #source: string
  readonly #desks: Readonly<Record<string, Desk>>
  readonly #once: (number: string, untilMs: Ms, nowMs: Ms) => boolean

  /** `once` remembers a number until a time, over a restart too, and answers whether it is new. */
  constructor(
    source: string,
    desks: Readonly<Record<string, Desk>>,
    once: (number: string, untilMs: Ms, nowMs: Ms) => boolean,
  ) {
    this.#source = source
    this.#desks = desks
    this.#once = once
  }

  /**
   * The answer to a message; none to what a broker kept from before, or what says neither its number nor where to answer. What is said in between goes
   * to `say`, to the same topic and marked as such: `final` is false.
   */
  async hear(
    packet: Pick<IPublishPacket, 'topic' | 'payload' | 'retain' | 'properties'>,
    nowMs: Ms,
    say: (answer: Answer) => void = () => {},
  ): Promise<Answer | undefined> {
    const { topic, payload, retain, properties } = packet
    if (retain) return undefined
    const verb = topic.slice(`aisle/v1${this.#source}/request/`.length)
    const asked = read(payload)
    const known = Asked.safeParse(asked)
    const where = this.#allowed(properties?.responseTopic)
    const to = (topic: string, body: object): Answer => ({
      topic,
      body: JSON.stringify(body),
      ...(properties?.correlationData && { correlationData: properties.correlationData }),
    })
    const error = (code: string, message: string) => ({ ok: false, error: { code, message } })
    if (!known.success) {
      const why = asked === undefined ? 'it is no JSON object, or too large' : places(known.error)
      return where === undefined ? undefined : to(where, error('REQUEST_MALFORMED', why))
    }
    const { id, at } = known.data
    const answer = (body: object) => to(where ?? `aisle/v1${this.#source}/answer/${id}`, { id, ...body })
    const refused = (code: string, message: string) => answer(error(code, message))
    const desk = Object.hasOwn(this.#desks, verb) ? this.#desks[verb] : undefined
    if (!desk) return refused('REQUEST_UNKNOWN', 'nothing of that name is done here')
    const parsed = formed(desk, asked)
    if (typeof parsed === 'string') return refused('REQUEST_MALFORMED', parsed)
    if (!(Math.abs(Date.parse(at) - nowMs) <= FRESH_MS))
      return refused('REQUEST_STALE', 'it was made too long ago, or a clock is wrong')
    const between = (body: object) => say(answer({ ok: true, final: false, ...body }))
    try {
      // Throws where the disk is full: nothing is done then, and whoever asked hears of it.
      if (!this.#once(`request-${id}`, nowMs + 2 * FRESH_MS, nowMs))
        return refused('REQUEST_REPEATED', 'one of this number was heard before, done or not: ask with another number')
      return answer({ ok: true, ...(await desk.serve(parsed, nowMs, between)) })
    } catch (thrown) {
      return thrown instanceof Fault ? refused(thrown.code, thrown.message) : refused('UNEXPECTED', why(thrown))
    }
  }

  /** No wildcard, and nothing that we or others of us publish: else whoever may ask could make us speak in another's name. */
  #allowed(topic: string | undefined): string | undefined {
    if (topic === undefined || topic === '' || topic.length > 1024 || /[+#\0]|^\$/.test(topic)) return undefined
    return topic.startsWith('aisle/') && !topic.startsWith(`aisle/v1${this.#source}/answer/`) ? undefined : topic
  }
}

/** What a request says, or what is wrong in it: by the form that it comes nearest to. */
function formed({ shape }: Desk, asked: unknown): Record<string, string> | string {
  const tried = [shape].flat().map(one => z.strictObject({ ...Asked.shape, ...one }).safeParse(asked))
  const right = tried.find(one => one.success)
  if (right?.success) return right.data as unknown as Record<string, string>
  const errors = tried.flatMap(({ error }) => error ?? [])
  return places(errors.reduce((best, one) => (one.issues.length < best.issues.length ? one : best)))
}

function read(payload: string | Buffer): unknown {
  if (payload.length > MAX_BYTES) return undefined
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Where it is wrong and what is wanted there; what stood there is not repeated. */
function places(error: z.ZodError): string {
  return error.issues
    .map(issue => {
      const where = issue.path.join('.')
      if (issue.code === 'unrecognized_keys') return 'it says more than it may'
      return `${where || 'the request'}: ${issue.message.replace(/^Invalid (?:input|string|option): /, '')}`
    })
    .join('; ')
    .slice(0, 240)
}
