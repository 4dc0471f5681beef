import { compare, idOf, type Place } from '../wire.ts'
import { type Answer, type Arrival, type Due, type Question, release, turnsBack, type Why } from './due.ts'
import { Hold } from './hold.ts'
import { earliest, later, latest } from './places.ts'
import { Portion } from './portion.ts'

/** Events that may wait for a handler before more of them are asked for. */
const NEAR = 64

interface Asked extends Question {
  /** Whether there was an event at `through`. */
  readonly certain: boolean
  /** Whether some were held already. */
  readonly holding: boolean
  readonly seen: Map<string, Place>
  /** Those that came and could not be read. */
  strange: number
}

/**
 * One stream of one agent, put in order: what comes twice, too early or not at all goes in, and what is due comes out, each once. What came too
 * early is held until what lies before it has come, is asked for again, and, where the agent has it no more, is a loss. No clock, no
 * network, nothing kept beyond its bounds: what has no room is known to be missing, and asked for later.
 */
export class Stream<W> {
  /** All up to here is done or in `#ready`; undefined before the first. */
  #taken: Place | undefined
  /** Nothing may be taken before the agent has said where the stream begins. */
  #opening: boolean
  #ready: Due<W>[] = []
  readonly #held: Hold<W>
  /** The last event that is known to have been. */
  #known: Place | undefined
  /** What is not held and lies up to here is gone. */
  #searched: Place | undefined
  #asked: Asked | undefined
  readonly #portion = new Portion()
  #curious = false
  #shut = false

  /** `through` is the last event that was handled; without one, `opening` says whether to ask for the beginning or to take the next that comes. */
  constructor(through: Place | undefined, { hold, opening }: { readonly hold: number; readonly opening: boolean }) {
    this.#taken = through
    this.#opening = through === undefined && opening
    this.#curious = this.#opening
    this.#held = new Hold(hold)
  }

  /** Whether something is missing. */
  get lacks(): boolean {
    return this.#held.first !== undefined || (!this.#opening && later(this.#known, this.#taken))
  }

  /** Whether it is time to {@link ask}. */
  get wants(): boolean {
    if (this.#shut || this.#asked || this.#ready.length > NEAR) return false
    return this.lacks || (this.#curious && (this.#opening || this.#taken !== undefined))
  }

  /** The last that is done or due. */
  get taken(): Place | undefined {
    return this.#taken
  }

  /** Whether to {@link giveUp} would lose nothing that is known of. */
  get harmless(): boolean {
    return this.#opening || !this.lacks
  }

  /** An event came, `again` where it was asked for. */
  hear(arrival: Arrival<W>, again = false): void {
    const { place, ack } = arrival
    if (again) this.#asked?.seen.set(idOf(place), place)
    if (this.#taken && compare(place, this.#taken) <= 0) {
      const waits = this.#ready.find(due => due.kind === 'event' && compare(due.place, place) === 0)
      if (waits?.kind === 'event') waits.acks.push(ack)
      else ack()
      return
    }
    this.#knows(place)
    if (!this.#shut && !this.#opening && this.#fits(arrival)) {
      this.#take(arrival)
      this.#drain()
      return
    }
    // Acknowledged at once: else what is missing could not come, once the broker's window is full of what waits for it.
    ack()
    if (!this.#shut) this.#held.add(arrival)
  }

  /** Something that was asked for came and could not be read. */
  strange(): void {
    if (this.#asked) this.#asked.strange++
  }

  /** There may be events that nobody has told of: we were away, or the agent was. */
  wonder(): void {
    this.#curious = true
  }

  /** What to ask the agent for now; nothing of it where the stream has to be opened. */
  ask(): Question {
    this.#held.forget()
    const after = latest(this.#taken, this.#searched)
    const missing = this.#held.first?.before ?? this.#known
    const edge = !this.#opening && later(missing, after) ? missing : undefined
    const far = after && this.#portion.end(after)
    const through = far && (!edge || compare(far, edge) < 0) ? far : edge
    this.#asked = {
      ...(after && !this.#opening && { after }),
      ...(through && !this.#opening && { through }),
      certain: through !== undefined && through === edge,
      holding: this.#held.first !== undefined,
      seen: new Map(),
      strange: 0,
    }
    return this.#asked
  }

  /** No answer came. */
  unanswered(): void {
    if (this.#asked && this.#asked.seen.size > 0) this.#portion.fewer()
    this.#asked = undefined
  }

  /** All that was asked for was sent. Answers whether it came, too: if not, the broker in between has dropped some of it. */
  answered({ count, through: sent, more, oldest }: Answer): boolean {
    const asked = this.#asked
    this.#asked = undefined
    if (!asked) return true
    const came = [...asked.seen.values()].filter(
      place => !later(place, sent) && (!asked.after || compare(place, asked.after) > 0),
    ).length
    if (came + asked.strange < count) {
      this.#portion.fewer()
      const first = this.#held.first
      if (this.#opening && first && oldest && compare(first.place, oldest) <= 0) this.#open()
      return false
    }
    // A question with an end leaves open whether there is something behind it.
    if (!asked.through) this.#curious = more
    if (count === 0) this.#portion.all()
    else this.#portion.more()
    if (this.#opening) {
      // What came after it was asked may have others before it, which the answer could not know.
      if (asked.holding || asked.seen.size > 0) this.#open()
      return true
    }
    const last = latest(sent, asked.after)
    const sure = !more && asked.certain ? asked.through : last
    this.#searched = latest(this.#searched, earliest(sure, this.#held.complete))
    this.#bury('gone')
    return true
  }

  /** What is missing now is not waited for any longer. */
  giveUp(why: Why): void {
    this.#asked = undefined
    this.#curious = false
    if (this.#opening) {
      this.#open()
      this.#opening = false
      return
    }
    this.#searched = latest(this.#searched, this.#known)
    this.#bury(why)
  }

  /** Up to `most` of what is due, oldest first. They stay until they are {@link done}. */
  next(most: number): readonly Due<W>[] {
    return this.#ready.slice(0, most)
  }

  done(count: number): void {
    for (const due of this.#ready.splice(0, count)) release(due)
  }

  /** The handler of the oldest fails again and again: the others are let go, so that they keep nothing from other streams. */
  shut(): void {
    if (this.#shut) return
    this.#shut = true
    // Where an agent began anew, nobody tells again what was before.
    const turn = this.#ready.findLastIndex(turnsBack)
    const last = this.#ready[Math.max(0, turn)]
    if (!last) return
    for (const due of this.#ready.splice(Math.max(0, turn) + 1)) release(due)
    if (turn >= 0) {
      this.#empty()
      return
    }
    this.#knows(this.#taken)
    this.#taken = last.place
    this.#searched = undefined
    this.#asked = undefined
    this.#held.clear()
  }

  /**
   * The agent counts from below what we have: its database is new, and its clock is behind. What it told in between, if anything, nobody knows.
   * All that it has now is new.
   */
  begin(stream: string): void {
    const after = this.#taken
    if (!after) return
    this.#ready.push({ kind: 'loss', place: { stream, epoch: 0, sequence: 0 }, after, certain: false, why: 'gone' })
    this.#empty()
  }

  /** It was handled after all. */
  reopen(): void {
    this.#shut = false
  }

  /** As if nothing had been heard. */
  #empty(): void {
    this.#taken = this.#known = this.#searched = undefined
    this.#asked = undefined
    this.#portion.all()
    this.#opening = this.#curious = true
    this.#held.clear()
  }

  #knows(place: Place | undefined): void {
    this.#known = latest(this.#known, place)
  }

  #fits({ before }: Arrival<W>): boolean {
    return !this.#taken || compare(before, this.#taken) <= 0
  }

  #take({ place, what, ack }: Arrival<W>): void {
    this.#ready.push({ kind: 'event', place, what, acks: [ack] })
    this.#taken = place
  }

  #drain(): void {
    for (let first = this.#held.first; first; first = this.#held.first) {
      const stale = this.#taken && compare(first.place, this.#taken) <= 0
      if (!stale && !this.#fits(first)) return
      this.#held.shift()
      if (!stale) this.#take({ ...first, ack: () => {} })
    }
  }

  /** Begins with the first that there is. */
  #open(): void {
    const first = this.#held.shift()
    if (!first) return
    this.#opening = false
    this.#take({ ...first, ack: () => {} })
    this.#drain()
  }

  /** Makes a loss of each gap that was searched to its end. */
  #bury(why: Why): void {
    for (;;) {
      const first = this.#held.first
      const edge = first ? first.before : this.#known
      if (!edge || !this.#taken || !later(edge, this.#taken) || later(edge, this.#searched)) return
      this.#ready.push({ kind: 'loss', place: edge, after: this.#taken, certain: first?.certain ?? true, why })
      this.#taken = edge
      this.#drain()
    }
  }
}
