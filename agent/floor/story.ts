import type { Metres, Ms } from '../../config/units.ts'
import { Doorstep } from './doorstep.ts'
import type { FloorFact, PersonId, Trail } from './fact.ts'
import { crossed, leftOf, type Side, step as stepLine, UNKNOWN } from './lines.ts'
import { step as stepOutline, type Where } from './outline.ts'
import type { Plan } from './plan.ts'
import { Reaches } from './reaches.ts'
import { Recorder } from './recorder.ts'
import { type Moves, Stays } from './stays.ts'

/** Unseen for longer than this, somebody is out of sight; between frames nobody is. */
const GAP_MS = 1000

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
  readonly #held: FloorFact[] = []
  readonly #recorder = new Recorder()
  readonly #reaches: Reaches
  readonly #doorstep = new Doorstep()
  readonly #sides: Side[]
  readonly #stays: Stays
  readonly #bornMs: Ms
  #where: Where | undefined
  #seenMs: Ms
  #unseenMs = 0
  #moves: Moves = STILL
  #isStaff = false

  constructor(plan: Plan, person: PersonId, bornMs: Ms) {
    this.#plan = plan
    this.#person = person
    this.#bornMs = this.#seenMs = bornMs
    this.#reaches = new Reaches(person)
    this.#sides = plan.crossings.map(() => UNKNOWN)
    this.#stays = new Stays(plan, person, this.#held)
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
      if (wasHidden) this.#stays.bridge(atMs - beforeMs)
      else this.#stays.miss(atMs, beforeMs, moves)
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
    this.#stays.see(x, y, atMs, beforeMs, moves)
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
    this.#stays.miss(nowMs, this.#seenMs, this.#moves)
    this.#reaches.pass(nowMs, this.#held)
    this.#release(facts, nowMs)
  }

  /** Nobody will see the person again; or they turned out to be another one. */
  end(nowMs: Ms, facts: FloorFact[], confidence: number, companions: readonly PersonId[], into?: PersonId): void {
    this.#stays.leaveAll('unseen', nowMs, this.#moves)
    this.#reaches.pass(this.#seenMs, this.#held, 0)
    this.#release(facts)
    const other = into === undefined ? {} : { into }
    const { trail, coverage } = this
    const quality = { coverage, confidence }
    facts.push({ kind: 'gone', person: this.#person, atMs: this.#seenMs, trail, quality, companions, ...other })
  }

  #employ(atMs: Ms): void {
    this.#stays.leaveAll('out', atMs, this.#moves, false)
    this.#reaches.forget()
    this.#held.push({ kind: 'staff', person: this.#person, atMs })
    this.#isStaff = true
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
      this.#stays.leaveBehind(atMs, this.#moves)
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
    this.#stays.leaveBehind(atMs, this.#moves)
    this.#held.push({ kind: now.settled, person: this.#person, atMs })
  }

  /** Hands out what no undecided stay can get in front of. */
  #release(facts: FloorFact[], nowMs = Number.POSITIVE_INFINITY): void {
    if (this.#held.length === 0) return
    const horizonMs = Math.min(this.#reaches.horizonMs(this.#seenMs), this.#stays.horizonMs(this.#seenMs))
    this.#held.sort((a, b) => a.atMs - b.atMs)
    const untilMs = this.#doorstep.waitsFromMs(nowMs, this.#moves.beside)
    let count = 0
    while (count < this.#held.length && this.#held[count].atMs <= horizonMs && this.#held[count].atMs < untilMs)
      facts.push(this.#held[count++])
    this.#held.splice(0, count)
  }
}
