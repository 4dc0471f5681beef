import { randomUUID } from 'node:crypto'
import { Fault } from '../../../config/fault.ts'
import { idOf, type Place, PUBLIC, placeOf } from '../wire.ts'
import type { Question, Stream } from './stream.ts'
import type { Reply } from './words.ts'
import type { Yard } from './yard.ts'

/** What comes out of order may still come by itself. */
const GRACE_MS = 200
const FIRST_MS = 1000
const CAP_MS = 60_000
/** Requests for the beginning of a stream that an agent may leave unanswered: perhaps it knows none of the kind. */
const OPENINGS = 3
/** It will never answer otherwise, unless somebody changes something there. */
const NEVER = ['REQUEST_FORBIDDEN', 'REQUEST_UNKNOWN']

type Terms = Pick<Yard<never>, 'from' | 'patienceMs' | 'answerMs' | 'turns' | 'signal' | 'online' | 'ask' | 'fault'>

/** Asks the agent for what a stream lacks, one request at a time, again until it is there or known to be gone. */
export class Inquiry {
  readonly #stream: Stream<unknown>
  readonly #source: string
  readonly #name: string
  readonly #terms: Terms
  readonly #onDue: () => void
  /** Number of the request that is on its way. */
  #asked: string | undefined
  /** Until the next request, or until its answer is late. */
  #timer: NodeJS.Timeout | undefined
  #heardMs = 0
  /** Where the stream was when it was asked. */
  #from: Place | undefined
  #backoffMs = 0
  #lackingMs: number | undefined
  #unanswered = 0
  #told = false
  #queued = false
  #away = false
  #epoch: number | undefined

  /** `onDue` hears that there may be something for the handlers. */
  constructor(stream: Stream<unknown>, source: string, name: string, terms: Terms, onDue: () => void) {
    this.#stream = stream
    this.#source = source
    this.#name = name
    this.#terms = terms
    this.#onDue = onDue
  }

  connected(): void {
    this.#stream.wonder()
    this.#hurry()
    this.poke()
  }

  wonder(): void {
    this.#stream.wonder()
    this.poke()
  }

  /** One that comes back has not heard what was asked while it was away. */
  presence(here: boolean, epoch: number): void {
    const back = here && (this.#away || (this.#epoch !== undefined && this.#epoch !== epoch))
    this.#away = !here
    this.#epoch = epoch
    if (!here) return
    if (back) {
      this.#drop()
      this.#stream.unanswered()
      this.#stream.wonder()
      this.#lackingMs = undefined
      this.#hurry()
    }
    this.poke()
  }

  heard(again: boolean): void {
    if (again) this.#heardMs = performance.now()
    else if (this.#stream.lacks) this.poke(GRACE_MS)
  }

  /** Asks where that is due. */
  poke(graceMs = 0): void {
    if (!this.#stream.lacks) this.#lackingMs = undefined
    else if (!this.#away) this.#lackingMs ??= performance.now()
    if (this.#timer || this.#asked || this.#queued || !this.#due) return
    this.#timer = setTimeout(() => this.#queue(), Math.max(graceMs, this.#backoffMs))
  }

  answered(id: string, reply: Reply): void {
    if (id !== this.#asked) return
    if (!reply.ok) {
      this.#drop()
      this.#stream.unanswered()
      this.#refused(reply.error)
      return
    }
    this.#heardMs = performance.now()
    if (reply.final === false) return
    this.#drop()
    const { count = 0, more = false } = reply
    const [through, oldest] = [reply.through, reply.oldest].map(id => (id === undefined ? undefined : placeOf(id)))
    const whole = this.#stream.answered({ count, more, ...(through && { through }), ...(oldest && { oldest }) })
    if (whole) this.#unanswered = 0
    else this.#unanswered++
    if (!whole && this.#stream.taken === this.#from) {
      this.#late('unanswered', 'what it sends does not arrive', this.#unanswered >= OPENINGS)
      return
    }
    this.#told = false
    this.#backoffMs = 0
    this.#onDue()
    this.poke()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  get #due(): boolean {
    return this.#terms.online && !this.#away && !this.#terms.signal.aborted && this.#stream.wants
  }

  #queue(): void {
    this.#timer = undefined
    this.#queued = true
    this.#terms.turns.take(() => {
      this.#queued = false
      if (this.#asked === undefined && this.#due && this.#ask()) return
      this.#terms.turns.give()
    })
  }

  #ask(): boolean {
    const id = randomUUID()
    const stream = this.#name === PUBLIC ? {} : { stream: this.#name }
    const request = { id, at: new Date().toISOString(), ...this.#range(this.#stream.ask()), ...stream }
    if (!this.#terms.ask(this.#source, request)) {
      this.#stream.unanswered()
      return false
    }
    this.#asked = id
    this.#from = this.#stream.taken
    this.#heardMs = performance.now()
    this.#wait(this.#terms.answerMs)
    return true
  }

  #range({ after, through }: Question): object {
    const { from } = this.#terms
    if (!after) return { since: (from instanceof Date ? from : new Date(0)).toISOString() }
    return { after: idOf(after), ...(through && { through: idOf(through) }) }
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      const leftMs = this.#heardMs + this.#terms.answerMs - performance.now()
      if (leftMs > 0) return this.#wait(leftMs)
      this.#drop()
      this.#stream.unanswered()
      this.#unanswered++
      this.#late('unanswered', 'it does not answer', this.#unanswered >= OPENINGS)
    }, ms)
  }

  #refused({ code, message }: { readonly code: string; readonly message: string }): void {
    this.#late('refused', `${code}: ${message}`, NEVER.includes(code))
  }

  /** Another time, later; or never, where it took too long, or nothing is known to be lost by it. */
  #late(why: 'refused' | 'unanswered', words: string, vain: boolean): void {
    if (!this.#told && this.#stream.lacks)
      this.#terms.fault(new Fault('REPLAY_FAILED', { source: this.#source, why: words }))
    this.#told = true
    this.#backoffMs = Math.min(CAP_MS, Math.max(FIRST_MS, this.#backoffMs * 2))
    const lackedMs = this.#lackingMs === undefined ? 0 : performance.now() - this.#lackingMs
    if (vain && this.#stream.harmless) this.#stream.giveUp(why)
    else if (!this.#away && lackedMs >= this.#terms.patienceMs) this.#stream.giveUp(why)
    this.#onDue()
    this.poke()
  }

  /** What failed before may be mended: no longer pause. */
  #hurry(): void {
    this.#backoffMs = 0
    if (this.#asked !== undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** The request that is on its way, if any, is so no more. */
  #drop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#asked === undefined) return
    this.#asked = undefined
    this.#terms.turns.give()
  }
}
