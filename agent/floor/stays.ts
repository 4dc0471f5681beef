import type { Metres, Ms } from '../../config/units.ts'
import type { FloorFact, PersonId } from './fact.ts'
import type { Person } from './person.ts'
import type { Plan } from './plan.ts'
import { type Dwell, type Look, left, OUTSIDE, step } from './zones.ts'

/** How somebody moves: {@link Person} at the moment. */
export type Moves = Pick<Person, 'pace' | 'blurMs' | 'beside'>

/** The stays of one person in the zones and queues of the plan. */
export class Stays {
  readonly #zones: Plan['zones']
  readonly #person: PersonId
  readonly #facts: FloorFact[]
  readonly #dwells: Dwell[]

  /** What there is to tell is added to `facts`, in no order. */
  constructor({ zones }: Plan, person: PersonId, facts: FloorFact[]) {
    this.#zones = zones
    this.#person = person
    this.#facts = facts
    this.#dwells = zones.map(() => OUTSIDE)
  }

  /** They are seen there, for the first time since `beforeMs`. */
  see(x: Metres, y: Metres, nowMs: Ms, beforeMs: Ms, moves: Moves): void {
    for (let i = 0; i < this.#dwells.length; i++) {
      const isIn = this.#zones[i].area.contains(x, y)
      if (isIn || this.#dwells[i].at !== 'outside') this.#look(i, isIn ? 'in' : 'out', nowMs, beforeMs, moves)
    }
  }

  /** They are not seen. */
  miss(nowMs: Ms, beforeMs: Ms, moves: Moves): void {
    for (let i = 0; i < this.#dwells.length; i++)
      if (this.#dwells[i].at !== 'outside') this.#look(i, 'unseen', nowMs, beforeMs, moves)
  }

  /** Whoever was hidden by the dark may have been in their zone all the time, or away in between. */
  bridge(hiddenMs: Ms): void {
    for (let i = 0; i < this.#dwells.length; i++) {
      const dwell = this.#dwells[i]
      if (dwell.at !== 'outside') this.#dwells[i] = { ...dwell, entryGapMs: dwell.entryGapMs + hiddenMs }
    }
  }

  /** Ends all stays. `waited`: who stood in line for long enough has been served. */
  leaveAll(look: Look, nowMs: Ms, moves: Moves, waited = true): void {
    for (let i = 0; i < this.#dwells.length; i++) this.#leave(i, look, nowMs, moves, waited)
  }

  /** Ends the stays in which they were not seen just now. */
  leaveBehind(nowMs: Ms, moves: Moves): void {
    for (let i = 0; i < this.#dwells.length; i++) {
      const dwell = this.#dwells[i]
      if (dwell.at !== 'outside' && dwell.seenMs < nowMs) this.#leave(i, 'out', nowMs, moves)
    }
  }

  /** The instant behind which more may be told, for somebody who was last seen at `seenMs`. */
  horizonMs(seenMs: Ms): Ms {
    let horizonMs = Number.POSITIVE_INFINITY
    for (const dwell of this.#dwells)
      if (dwell.at !== 'outside' && dwell.seenMs < seenMs) horizonMs = Math.min(horizonMs, dwell.seenMs)
    return horizonMs
  }

  #look(i: number, look: Look, nowMs: Ms, beforeMs: Ms, moves: Moves): void {
    const was = this.#dwells[i]
    const { zone, rule, queue } = this.#zones[i]
    const now = step(was, look, nowMs, beforeMs, rule, was.at === 'outside' ? moves.blurMs : 0)
    if (now === was) {
      if (look === 'in') queue?.see(this.#person, moves.pace, nowMs)
      else if (look === 'out') queue?.aside(this.#person)
      return
    }
    if (now.at === 'outside') {
      this.#leave(i, look, nowMs, moves)
      return
    }
    this.#dwells[i] = now
    if (was.at === 'outside') {
      queue?.join(this.#person, now.sinceMs)
      queue?.see(this.#person, moves.pace, nowMs)
      this.#facts.push({ kind: 'zone-entered', person: this.#person, atMs: now.sinceMs, zone: zone.id })
    }
    if (now.at === 'dwelling' && was.at !== 'dwelling') {
      const { sinceMs } = now
      const atMs = Math.max(sinceMs + rule.dwellMs, was.at === 'inside' ? was.seenMs : nowMs)
      this.#facts.push({ kind: 'zone-dwelled', person: this.#person, atMs, zone: zone.id, sinceMs })
    }
  }

  #leave(i: number, look: Look, nowMs: Ms, moves: Moves, waited = true): void {
    const was = this.#dwells[i]
    if (was.at === 'outside') return
    const { zone, rule, queue } = this.#zones[i]
    const { atMs, uncertaintyMs } = left(was, look, nowMs, rule, moves.blurMs)
    const { sinceMs } = was
    this.#dwells[i] = OUTSIDE
    queue?.leave(this.#person, atMs, waited && was.at === 'dwelling')
    this.#facts.push({ kind: 'zone-left', person: this.#person, atMs, zone: zone.id, sinceMs, uncertaintyMs })
  }
}
