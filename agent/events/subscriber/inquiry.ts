import { randomUUID } from 'node:crypto'
import { Fault } from '../../../config/fault.ts'
import { idOf, type Place, PUBLIC, placeOf } from '../wire.ts'
import type { Question } from './due.ts'
import type { Stream } from './stream.ts'
import type { Refusal, Reply } from './words.ts'
import type { Yard } from './yard.ts'

/** What comes out of order may still come by itself. */
const GRACE_MS = 200
const FIRST_MS = 1000
const CAP_MS = 60_000
/** Requests for the beginning of a stream that an agent may leave unanswered: perhaps it knows none of the kind. */
const OPENINGS = 3
/** It will never answer otherwise, unless somebody changes something there. */
const NEVER = ['REQUEST_FORBIDDEN', 'REQUEST_UNKNOWN']
/** It is there, has what is missing, and will give it: when we ask less often, or a clock is set. */
const LATER = ['REQUEST_TOO_MANY', 'REQUEST_STALE']
/** How often it is looked whether an answer is late while we hear nothing. */
const LOOK_MS = 50

type Terms = Pick<
  Yard<never>,
  'from' | 'patienceMs' | 'answerMs' | 'turns' | 'signal' | 'online' | 'heardMs' | 'ask' | 'fault'
>

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
  /** When it was asked, and when something of that was last heard, in time in which we hear. */
  #askedMs = 0
  #lastMs = 0
  /** Where the stream was when it was asked. */
  #from: Place | undefined
  #backoffMs = 0
  /** How long requests, and pauses between those, have been in vain since one brought something. */
  #vainMs = 0
  #pausedMs = 0
  #unanswered = 0
  /** Why it is not sent again, as far as that was told. */
  readonly #told = new Set<string>()
  #queued = false
  #away = false
  #cut = false
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

  /** One that goes answers no more, and one that comes back has not heard what was asked while it was away. */
  presence(here: boolean, epoch: number): void {
    const back = here && (this.#away || (this.#epoch !== undefined && this.#epoch !== epoch))
    this.#away = !here
    this.#epoch = epoch
    if (!here) this.#forget()
    else if (back) this.#again()
    else this.poke()
  }

  /**
   * The line between the broker of the shop and a central one is down, or is up again. Whoever listens in the shop hears of it too, and still gets
   * answers: so it is asked all the same, and what stays unanswered says nothing.
   */
  bridge(up: boolean): void {
    const back = up && this.#cut
    this.#cut = !up
    if (back) this.#again()
  }

  heard(again: boolean): void {
    if (again) this.#lastMs = this.#terms.heardMs
    else if (this.#stream.lacks) this.poke(GRACE_MS)
  }

  /** Asks where that is due. */
  poke(graceMs = 0): void {
    if (this.#timer || this.#asked || this.#queued || !this.#due) return
    this.#timer = setTimeout(() => this.#queue(), Math.max(graceMs, this.#backoffMs))
  }

  answered(id: string, reply: Reply): void {
    if (id !== this.#asked) return
    if (!reply.ok) {
      this.#forget()
      this.#refused(reply.error)
      return
    }
    this.#lastMs = this.#terms.heardMs
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
    this.#told.clear()
    this.#backoffMs = 0
    this.#vainMs = 0
    this.#pausedMs = 0
    this.#onDue()
    this.poke()
  }

  /** Whether it waits for an answer. */
  get asks(): boolean {
    return this.#asked !== undefined
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
      return this.#asked === undefined && this.#due && this.#ask()
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
    this.#askedMs = this.#lastMs = this.#terms.heardMs
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
      const leftMs = this.#lastMs + this.#terms.answerMs - this.#terms.heardMs
      if (leftMs > 0) return this.#wait(Math.max(leftMs, LOOK_MS))
      this.#forget()
      if (!this.#cut) this.#unanswered++
      this.#late('unanswered', 'it does not answer', this.#unanswered >= OPENINGS)
    }, ms)
  }

  #refused({ code, message, retryAfterSeconds = 0 }: Refusal): void {
    const words = `${code}: ${message}`
    if (LATER.includes(code)) {
      this.#pause(code, words, retryAfterSeconds * 1000)
      this.#pausedMs = 0
      this.poke()
    } else this.#late('refused', words, NEVER.includes(code), code)
  }

  /** Another time, later; or never, where it was in vain for too long, or nothing is known to be lost by it. */
  #late(why: 'refused' | 'unanswered', words: string, vain: boolean, cause = words): void {
    const isCut = this.#cut && why === 'unanswered'
    // What came meanwhile, though not all of it, was not in vain.
    if (this.#stream.taken !== this.#from) this.#vainMs = 0
    else if (!isCut) this.#vainMs += this.#pausedMs + this.#terms.heardMs - this.#askedMs
    this.#pause(cause, words, isCut ? CAP_MS : 0, vain)
    this.#pausedMs = isCut ? 0 : this.#backoffMs
    if ((vain && this.#stream.harmless) || this.#vainMs >= this.#terms.patienceMs) {
      this.#stream.giveUp(why)
      this.#vainMs = 0
    }
    this.#onDue()
    this.poke()
  }

  /** Each cause is told once: at once where something is missing, else when it looks as if no answer could ever come. */
  #pause(cause: string, words: string, leastMs: number, vain = false): void {
    if (!this.#told.has(cause) && (vain || this.#stream.lacks)) {
      this.#told.add(cause)
      this.#terms.fault(new Fault('REPLAY_FAILED', { source: this.#source, why: words }))
    }
    this.#backoffMs = Math.max(leastMs, Math.min(CAP_MS, Math.max(FIRST_MS, this.#backoffMs * 2)))
  }

  /** What was asked is so no more, and anything may have happened meanwhile. */
  #again(): void {
    this.#forget()
    this.#stream.wonder()
    this.#vainMs = 0
    this.#hurry()
    this.poke()
  }

  #forget(): void {
    if (this.#asked === undefined) return
    this.#drop()
    this.#stream.unanswered()
  }

  /** What failed before may be mended: no longer pause. */
  #hurry(): void {
    this.#backoffMs = 0
    this.#pausedMs = 0
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
