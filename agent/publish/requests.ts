import type { IPublishPacket } from 'mqtt'
import { z } from 'zod'
import { Fault } from '../../config/fault.ts'
import type { Requests as Rules } from '../../config/requests.ts'
import { Slug } from '../../config/shapes.ts'
import type { Ms } from '../../config/units.ts'
import { Asked, type Kind } from '../events/requests.ts'
import { answerTopic, prefix, requestTopic } from '../events/wire.ts'
import { Allowance } from './allowance.ts'
import type { Answers, Before, Known } from './answers.ts'

/** A request counts for so long before and after the time that it bears; what is older was perhaps heard before. */
const FRESH_MS: Ms = 300_000
const MAX_BYTES = 16_384
/** As whom all ask together who are not named in the configuration. No slug. */
const ANYBODY = ''

/** Who asks, and when; `say` answers in between, as often as there is something to say, and resolves with whether the broker has it. */
export interface Asking {
  readonly asker: string
  readonly atMs: Ms
  readonly say: (body: object) => Promise<boolean>
}

/** What is done when a verb is asked for. What it throws as a {@link Fault} becomes an answer. */
export interface Desk extends Pick<Kind, 'roles' | 'forms' | 'maxBytes' | 'isHarmless' | 'isCostly'> {
  readonly serve: (body: Record<string, string>, asking: Asking) => Promise<object> | object
}

export interface Answer {
  readonly topic: string
  readonly body: string
  readonly correlationData?: Buffer
}

/** Says an answer; resolves with whether the broker has it. */
export type Say = (answer: Answer) => Promise<boolean>

export interface RequestsOptions {
  /** `/{tenant}/{store}/{agent}` */
  readonly source: string
  /** By verb. */
  readonly desks: Readonly<Record<string, Desk>>
  /** Who may ask, and how often. */
  readonly rules: Rules
  readonly answers: Pick<Answers, 'before' | 'begin' | 'end'>
  /** Hears of what nobody foresaw. Whoever asked does not: it may speak of anything. */
  readonly failed?: (thrown: unknown) => void
}

/** Where all requests to an agent come in. */
export const requestTopics = (source: string): string => requestTopic(source, '+', '+')

/**
 * Requests over the broker: strict in what they may say, asked by whoever may and no oftener than that, each done once however often
 * it is delivered, and answered, errors too, on the response topic with its correlation data (MQTT 5, 4.10) or on
 * `…/answer/{asker}/{id}`. That nobody asks in the name of another is for the broker to see to.
 */
export class Requests {
  readonly #source: string
  readonly #desks: Readonly<Record<string, Desk>>
  readonly #roles: ReadonlyMap<string, readonly string[]>
  readonly #answers: RequestsOptions['answers']
  readonly #allowance: Allowance
  readonly #failed: (thrown: unknown) => void
  /** Of what changes nothing, what is being done. */
  readonly #harmless = new Set<string>()

  constructor({ source, desks, rules, answers, failed = () => {} }: RequestsOptions, nowMs: Ms) {
    this.#failed = failed
    this.#source = source
    this.#desks = desks
    this.#roles = new Map(rules.clients.map(({ name, roles }) => [name, roles]))
    this.#answers = answers
    this.#allowance = new Allowance([...this.#roles.keys(), ANYBODY], rules.perMinute, nowMs)
  }

  /**
   * The answer to a message; none to what a broker kept from before, or what says neither its number nor where to answer. What is said in between goes
   * to `say`, to the same topic and marked as such: `final` is false.
   */
  async hear(
    packet: Pick<IPublishPacket, 'topic' | 'payload' | 'retain' | 'properties'>,
    nowMs: Ms,
    say: Say = async () => false,
  ): Promise<Answer | undefined> {
    const { topic, payload, retain, properties } = packet
    const named = this.#named(topic)
    if (retain || !named) return undefined
    const { verb, asker } = named
    const roles = this.#roles.get(asker)
    const bucket = roles ? asker : ANYBODY
    const waitMs = this.#allowance.take(bucket, nowMs)
    // Nothing of it is read, nor said again: else whoever asks too often has us work and speak as often.
    if (waitMs > 0 && !this.#allowance.tells(bucket, waitMs, nowMs)) return undefined
    const desk = Object.hasOwn(this.#desks, verb) ? this.#desks[verb] : undefined
    const { asked, unread } = read(payload, (roles && desk?.maxBytes) ?? MAX_BYTES)
    const known = Asked.safeParse(asked)
    const where = this.#allowed(properties?.responseTopic, asker)
    const to = (topic: string, body: string): Answer => ({
      topic,
      body,
      ...(properties?.correlationData && { correlationData: properties.correlationData }),
    })
    if (!known.success) {
      const body = waitMs > 0 ? tooMany(waitMs) : error('REQUEST_MALFORMED', unread ?? places(known.error))
      const number = numberOf(asked)
      const there =
        where ?? (Asked.shape.id.safeParse(number.id).success && answerTopic(this.#source, asker, number.id!))
      return there ? to(there, JSON.stringify({ ...number, ...body })) : undefined
    }
    const { id, at } = known.data
    const spell = (body: object) => JSON.stringify({ id, ...body })
    const answer = (body: string) => to(where ?? answerTopic(this.#source, asker, id), body)
    const refused = (code: string, message: string) => answer(spell(error(code, message)))
    if (waitMs > 0) return answer(spell(tooMany(waitMs)))
    if (!roles)
      return refused(
        'REQUEST_FORBIDDEN',
        `the configuration names nobody called ${asker} who may ask: put it into requests.clients`,
      )
    if (!desk) {
      const verbs = Object.keys(this.#desks).join(', ')
      return refused('REQUEST_UNKNOWN', `nothing of that name is done here; what is: ${verbs}`)
    }
    if (!desk.roles.some(role => roles.includes(role)))
      return refused(
        'REQUEST_FORBIDDEN',
        `that may ask who has the role ${desk.roles.join(' or ')}, and ${asker} is ${roles.join(' and ')}: give it the role in requests.clients of the configuration`,
      )
    const parsed = formed(desk, asked)
    if (typeof parsed === 'string') return refused('REQUEST_MALFORMED', parsed)
    const request: Known = { asker, id, text: worded(verb, parsed) }
    const isForgotten = desk.isHarmless && !desk.isCostly
    const before = this.#before(request) ?? (isForgotten ? undefined : this.#answers.before(request))
    switch (before) {
      case undefined:
        break
      case 'running':
        return answer(spell({ ok: true, final: false, state: 'running' }))
      case 'interrupted':
        return refused(
          'REQUEST_INTERRUPTED',
          'the agent stopped while it did this, and cannot say how far it came: look, then ask with another number',
        )
      case 'gone':
        return refused('REQUEST_REPEATED', 'it was answered, but the answer is kept no more: ask with another number')
      case 'other':
        return refused('REQUEST_REPEATED', 'another request bore this number: ask with another number')
      default:
        return answer(before.body)
    }
    if (!(Math.abs(Date.parse(at) - nowMs) <= FRESH_MS)) return refused('REQUEST_STALE', stale(at, nowMs))
    const between = (body: object) => say(answer(spell({ ok: true, final: false, ...body })))
    const serve = async () => spell(await this.#served(desk, parsed, { asker, atMs: nowMs, say: between }))
    if (isForgotten) return answer(await this.#repeatable(request, serve))
    try {
      this.#answers.begin(request, nowMs)
    } catch (thrown) {
      if (desk.isHarmless) return answer(await this.#repeatable(request, serve))
      // Nothing is done of which it would not be known later that it was; whoever asked hears why.
      return answer(spell(this.#fault(thrown)))
    }
    const body = await serve()
    try {
      this.#answers.end(request, body)
    } catch {
      // It was done all the same.
    }
    return answer(body)
  }

  #named(topic: string): { verb: string; asker: string } | undefined {
    const start = `${prefix(this.#source)}/request/`
    if (!topic.startsWith(start)) return undefined
    const [verb, asker, ...more] = topic.slice(start.length).split('/')
    return more.length === 0 && Slug.safeParse(asker).success ? { verb, asker } : undefined
  }

  #before({ asker, id }: Known): Before | undefined {
    return this.#harmless.has(`${asker}/${id}`) ? 'running' : undefined
  }

  async #repeatable({ asker, id }: Known, serve: () => Promise<string>): Promise<string> {
    this.#harmless.add(`${asker}/${id}`)
    try {
      return await serve()
    } finally {
      this.#harmless.delete(`${asker}/${id}`)
    }
  }

  async #served(desk: Desk, body: Record<string, string>, asking: Asking): Promise<object> {
    try {
      return { ok: true, ...(await desk.serve(body, asking)) }
    } catch (thrown) {
      return this.#fault(thrown)
    }
  }

  #fault(thrown: unknown) {
    if (thrown instanceof Fault) return error(thrown.code, thrown.message)
    this.#failed(thrown)
    return error('UNEXPECTED', 'it failed in a way that nobody foresaw; why is in the log of the agent')
  }

  /** No wildcard, and nothing that we or others of us publish, but to whoever asks: else whoever may ask could make us speak in another's name. */
  #allowed(topic: string | undefined, asker: string): string | undefined {
    if (topic === undefined || topic === '' || topic.length > 1024 || /[+#\0]|^\$/.test(topic)) return undefined
    return topic.startsWith('aisle/') && !topic.startsWith(answerTopic(this.#source, asker, '')) ? undefined : topic
  }
}

const error = (code: string, message: string, more: object = {}) => ({ ok: false, error: { code, message, ...more } })

function tooMany(waitMs: Ms) {
  const retryAfterSeconds = Math.ceil(waitMs / 1000)
  return error('REQUEST_TOO_MANY', `ask again in ${retryAfterSeconds} s`, { retryAfterSeconds })
}

/** What is asked for, alike in whatever order it was said and whenever it was sent. */
function worded(verb: string, parsed: Record<string, string>): string {
  const { id: _, at: __, ...said } = parsed
  return JSON.stringify([verb, ...Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** What a request says, or what is wrong in it: by the form that it comes nearest to. */
function formed({ forms }: Desk, asked: unknown): Record<string, string> | string {
  const tried = forms.map(one => z.strictObject({ ...Asked.shape, ...one }).safeParse(asked))
  const right = tried.find(one => one.success)
  if (right?.success) return right.data as unknown as Record<string, string>
  const errors = tried.flatMap(({ error }) => error ?? [])
  return places(errors.reduce((best, one) => (one.issues.length < best.issues.length ? one : best)))
}

/** What came, or why it cannot be read. */
function read(payload: string | Buffer, maxBytes: number): { readonly asked?: unknown; readonly unread?: string } {
  if (payload.length > maxBytes) return { unread: `it is too large: ${payload.length} bytes, of at most ${maxBytes}` }
  try {
    return { asked: JSON.parse(payload.toString('utf8')) }
  } catch {
    return { unread: 'it is no JSON object' }
  }
}

/** The number of a request in which something is wrong, perhaps the number itself, so that whoever asked knows which it was. */
function numberOf(asked: unknown): { readonly id?: string } {
  const id = (asked as { id?: unknown } | null | undefined)?.id
  return typeof id === 'string' && id.length <= 64 ? { id } : {}
}

function stale(at: string, nowMs: Ms): string {
  const seconds = Math.round((nowMs - Date.parse(at)) / 1000)
  const away = seconds < 0 ? `${-seconds} s after` : `${seconds} s before`
  return `it was made ${away} the time of the agent, which is ${new Date(nowMs).toISOString()}; it may be ${FRESH_MS / 1000} s: ask again now, or set the clock that is wrong`
}

/** Where it is wrong and what is wanted there; what stood there is not repeated. */
function places(error: z.ZodError): string {
  return error.issues
    .map(issue => {
      const where = issue.path.join('.')
      if (issue.code === 'unrecognized_keys') {
        const keys = issue.keys.map(key => key.slice(0, 40)).join(', ')
        return `it says more than it may: ${keys}`
      }
      return `${where || 'the request'}: ${issue.message.replace(/^Invalid (?:input|string|option): /, '')}`
    })
    .join('; ')
    .slice(0, 240)
}
