import type { Metres, Ms } from '../../config/units.ts'
import { Doorstep } from './doorstep.ts'
import type { FloorFact, PersonId, Trail } from './fact.ts'
import { crossed, leftOf, type Side, step as stepLine, UNKNOWN } from './lines.ts'
import { step as stepOutline, type Where } from './outline.ts'
import type { Person } from './person.ts'
import type { Plan } from './plan.ts'
import { Reaches } from './reaches.ts'
import { Recorder } from './recorder.ts'
import { type Dwell, type Look, left, OUTSIDE, step as stepZone } from './zones.ts'

/** Unseen for longer than this, somebody is out of sight; between frames nobody is. */
const GAP_MS = 1000

/** How somebody moves: {@link Person} at the moment. */
export type Moves = Pick<Person, 'pace' | 'blurMs' | 'beside'>

const STILL: Moves = { pace: 0, blurMs: 0, beside: 0 }

/**
 * What one person does, as facts in order of time.
 *
 * Whether a zone was left is known only after its grace, but the fact carries the instant of leaving. What happens in between
 * is held back until then, with one exception: who crosses a line has left every zone that they are not seen in. A step over an
 * entrance waits for a step back (doorstep.ts).
 */
export class Story {
  readonly #plan: Plan
  readonly #person: PersonId
  readonly #recorder = new Recorder()
  readonly #reaches: Reaches
  readonly #doorstep = new Doorstep()
  readonly #sides: Side[]
  readonly #dwells: Dwell[]
  readonly #bornMs: Ms
  #where: Where | undefined
  #seenMs: Ms
  #unseenMs = 0
  #moves: Moves = STILL
  #held: FloorFact[] = []
  #isStaff = false

  constructor(plan: Plan, person: PersonId, bornMs: Ms) {
    this.#plan = plan
    this.#person = person
    this.#bornMs = this.#seenMs = bornMs
    this.#reaches = new Reaches(person)
    this.#sides = plan.crossings.map(() => UNKNOWN)
    this.#dwells = plan.zones.map(() => OUTSIDE)
  }

  /** Whether they work here. Of staff nothing is told. */
  get isStaff(): boolean {
    return this.#isStaff
  }

  /** Share of the time until they were last seen, in which somebody saw them. */
  get coverage(): number {
    const wholeMs = this.#seenMs - this.#bornMs
    return wholeMs > 0 ? 1 - this.#unseenMs / wholeMs : 1
  }

  get trail(): Trail {
    return this.#recorder.trail()
  }

  /**
   * Somebody saw the person there. A look that is older than the last one counts as of the last one. Where the dark hid them
   * until now, that they were not seen ends nothing.
   */
  see(x: Metres, y: Metres, lookMs: Ms, facts: FloorFact[], moves: Moves, wasHidden = false): void {
    this.#moves = moves
    const beforeMs = this.#seenMs
    const atMs = Math.max(lookMs, beforeMs)
    if (atMs - beforeMs > GAP_MS) {
      this.#unseenMs += atMs - beforeMs
      if (wasHidden) this.#bridge(atMs - beforeMs)
      else this.#stay(false, 0, 0, atMs, beforeMs)
    }
    this.#seenMs = atMs
    if (!this.#where) this.#isStaff ||= this.#plan.staff.some(area => area.contains(x, y))
    const inside = this.#plan.outline.contains(x, y)
    if (this.#isStaff) {
      this.#where ??= stepOutline(undefined, inside, atMs)
      return
    }
    if (!this.#where) this.#held.push({ kind: 'appeared', person: this.#person, atMs, x, y, inside })
    this.#recorder.add(x, y, atMs)
    this.#stay(true, x, y, atMs, beforeMs)
    this.#cross(x, y, atMs)
    if (!this.#isStaff) this.#settle(inside, atMs)
    if (!this.#isStaff) this.#reaches.pass(atMs, this.#held)
    this.#release(facts, atMs)
  }

  /** They turn out to work here. */
  employ(facts: FloorFact[]): void {
    if (this.#isStaff) return
    this.#employ(this.#seenMs)
    this.#release(facts)
  }

  /** In a picture that stands for so long the person has a hand in a shelf. */
  reach(shelf: string, side: 'left' | 'right' | undefined, atMs: Ms, pictureMs: number): void {
    if (!this.#isStaff) this.#reaches.see(shelf, side, atMs, pictureMs)
  }

  /** Time passes. */
  tick(nowMs: Ms, facts: FloorFact[]): void {
    if (this.#isStaff || nowMs - this.#seenMs <= GAP_MS) return
    this.#stay(false, 0, 0, nowMs, this.#seenMs)
    this.#reaches.pass(nowMs, this.#held)
    this.#release(facts, nowMs)
  }

  /** Nobody will see the person again; or they turned out to be another one. */
  end(nowMs: Ms, facts: FloorFact[], confidence: number, companions: readonly PersonId[], into?: PersonId): void {
    for (let zone = 0; zone < this.#dwells.length; zone++) this.#leave(zone, 'unseen', nowMs)
    this.#reaches.pass(this.#seenMs, this.#held, 0)
    this.#release(facts)
    const other = into === undefined ? {} : { into }
    const { trail, coverage } = this
    const quality = { coverage, confidence }
    facts.push({ kind: 'gone', person: this.#person, atMs: this.#seenMs, trail, quality, companions, ...other })
  }

  /** Whoever was hidden by the dark may have been in their zone all the time, or away in between. */
  #bridge(hiddenMs: Ms): void {
    for (let i = 0; i < this.#dwells.length; i++) {
      const dwell = this.#dwells[i]
      if (dwell.at !== 'outside') this.#dwells[i] = { ...dwell, entryGapMs: dwell.entryGapMs + hiddenMs }
    }
  }

  #employ(atMs: Ms): void {
    for (let zone = 0; zone < this.#dwells.length; zone++) this.#leave(zone, 'out', atMs, false)
    this.#reaches.forget()
    this.#held.push({ kind: 'staff', person: this.#person, atMs })
    this.#isStaff = true
  }

  #stay(seen: boolean, x: Metres, y: Metres, nowMs: Ms, beforeMs: Ms): void {
    for (let i = 0; i < this.#dwells.length; i++) {
      const was = this.#dwells[i]
      const { zone, area, rule, queue } = this.#plan.zones[i]
      const isIn = seen && area.contains(x, y)
      if (!isIn && was.at === 'outside') continue
      const look = isIn ? 'in' : seen ? 'out' : 'unseen'
      const blurMs = was.at === 'outside' ? this.#moves.blurMs : 0
      const now = stepZone(was, look, nowMs, beforeMs, rule, blurMs)
      if (now === was) {
        if (look === 'in') queue?.see(this.#person, this.#moves.pace, nowMs)
        else if (look === 'out') queue?.aside(this.#person)
        continue
      }
      if (now.at === 'outside') {
        this.#leave(i, look, nowMs)
        continue
      }
      this.#dwells[i] = now
      if (was.at === 'outside') {
        queue?.join(this.#person, now.sinceMs)
        queue?.see(this.#person, this.#moves.pace, nowMs)
        this.#held.push({ kind: 'zone-entered', person: this.#person, atMs: now.sinceMs, zone: zone.id })
      }
      if (now.at === 'dwelling' && was.at !== 'dwelling') {
        const { sinceMs } = now
        const atMs = Math.max(sinceMs + rule.dwellMs, was.at === 'inside' ? was.seenMs : nowMs)
        this.#held.push({ kind: 'zone-dwelled', person: this.#person, atMs, zone: zone.id, sinceMs })
      }
    }
  }

  #leave(i: number, look: Look, nowMs: Ms, waited = true): void {
    const was = this.#dwells[i]
    if (was.at === 'outside') return
    const { zone, rule, queue } = this.#plan.zones[i]
    const { atMs, uncertaintyMs } = left(was, look, nowMs, rule, this.#moves.blurMs)
    const { sinceMs } = was
    this.#dwells[i] = OUTSIDE
    queue?.leave(this.#person, atMs, waited && was.at === 'dwelling')
    this.#held.push({ kind: 'zone-left', person: this.#person, atMs, zone: zone.id, sinceMs, uncertaintyMs })
  }

  #cross(x: Metres, y: Metres, atMs: Ms): void {
    for (let i = 0; i < this.#sides.length; i++) {
      const { line, kind } = this.#plan.crossings[i]
      const was = this.#sides[i]
      const now = stepLine(was, x, y, line)
      if (now === was) {
        if (kind === 'entrance') this.#doorstep.look(line.id, Math.abs(leftOf(line, x, y)))
        continue
      }
      this.#sides[i] = now
      const direction = crossed(was, now, line)
      if (!direction) continue
      if (kind === 'staff') {
        this.#employ(atMs)
        return
      }
      this.#leaveBehind(atMs)
      if (kind === 'entrance')
        this.#doorstep.take(
          { kind, person: this.#person, atMs, entrance: line.id, direction },
          this.#held,
          this.#moves.beside,
        )
      else this.#held.push({ kind, person: this.#person, atMs, line: line.id, direction })
    }
  }

  #settle(inside: boolean, atMs: Ms): void {
    const was = this.#where
    const now = (this.#where = stepOutline(was, inside, atMs))
    if (!was || now.settled === was.settled || now.settled === 'unknown') return
    // Who was never inside has not left.
    if (was.settled === 'unknown' && now.settled === 'outside') return
    this.#leaveBehind(atMs)
    this.#held.push({ kind: now.settled, person: this.#person, atMs })
  }

  /** Ends the stays in which the person was not seen just now. */
  #leaveBehind(nowMs: Ms): void {
    for (let i = 0; i < this.#dwells.length; i++) {
      const dwell = this.#dwells[i]
      if (dwell.at !== 'outside' && dwell.seenMs < nowMs) this.#leave(i, 'out', nowMs)
    }
  }

  /** Hands out what no undecided stay can get in front of. */
  #release(facts: FloorFact[], nowMs = Number.POSITIVE_INFINITY): void {
    if (this.#held.length === 0) return
    let horizonMs = this.#reaches.horizonMs(this.#seenMs)
    for (const dwell of this.#dwells)
      if (dwell.at !== 'outside' && dwell.seenMs < this.#seenMs) horizonMs = Math.min(horizonMs, dwell.seenMs)
    this.#held.sort((a, b) => a.atMs - b.atMs)
    const untilMs = this.#doorstep.waitsFromMs(nowMs, this.#moves.beside)
    let count = 0
    while (count < this.#held.length && this.#held[count].atMs <= horizonMs && this.#held[count].atMs < untilMs)
      facts.push(this.#held[count++])
    this.#held.splice(0, count)
  }
}
