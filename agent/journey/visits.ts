import type { Journey as Rule } from '../../config/tracking.ts'
import type { Ms } from '../../config/units.ts'
import type { FloorFact } from '../floor/fact.ts'
import type { Floor as FloorStage } from '../floor/floor.ts'
import type { EndReason, JourneyFact, VisitId } from './fact.ts'
import type { Interval } from './interval.ts'
import type { Occupancy } from './occupancy.ts'
import { ended, path, started, type WithQuality } from './sentences.ts'
import type { Visit, Walker } from './visit.ts'
import { Zones } from './zones.ts'

/** What visits need to know, and whom they tell. */
export interface Told {
  readonly rule: Rule
  readonly people: Pick<FloorStage, 'trailOf' | 'companionsOf' | 'qualityOf'>
  /** A new random id. */
  readonly newVisit: () => VisitId
  readonly tell: (fact: JourneyFact) => void
}

/** Begins visits and ends them, and tells and counts what happens between. */
export class Visits {
  readonly #around: Told
  readonly #interval: Interval
  readonly #occupancy: Occupancy
  readonly #zones: Zones

  constructor(around: Told, interval: Interval, occupancy: Occupancy) {
    this.#around = around
    this.#interval = interval
    this.#occupancy = occupancy
    this.#zones = new Zones(occupancy, around.tell)
  }

  start(who: Walker, atMs: Ms, entrance?: string): void {
    const { tell, rule, newVisit, people } = this.#around
    const at = entrance === undefined ? {} : { entrance }
    const awayMs = who.last ? atMs - who.last.endedMs : Number.POSITIVE_INFINITY
    const isReturn = awayMs <= rule.reentryMinutes * 60_000
    const countedIn = this.#interval.serial
    const visit: Visit = { id: newVisit(), startedMs: atMs, ...at, isReturn, countedIn, zones: new Map(), route: [] }
    who.visit = visit
    who.hasJustLeft = false
    this.#interval.add('visits')
    const quality = this.of(who)
    tell(started(visit, people.companionsOf(who.person).length, quality))
    if (who.last && isReturn)
      tell({ kind: 'visit.returned', visit: visit.id, atMs, previous: who.last.id, awayMs, ...quality })
    else this.#interval.add('people')
    this.#occupancy.visit(+1, atMs)
    this.goOn(who, visit)
  }

  /** What was held back of somebody before it was known that they are visiting is of their visit. */
  goOn(who: Walker, visit: Visit): void {
    for (const fact of who.held.splice(0)) this.see(who, visit, fact)
  }

  /** What somebody does who is visiting. */
  see(who: Walker, visit: Visit, fact: FloorFact): void {
    const quality = this.of(who)
    if (fact.kind === 'shelf-reached') this.#reach(visit, fact, quality)
    else this.#zones.see(visit, fact, quality)
  }

  /** `gone` where they are; `into`, the visit that goes on for it. */
  end(
    who: Walker,
    visit: Visit,
    atMs: Ms,
    reason: EndReason,
    gone?: Extract<FloorFact, { kind: 'gone' }>,
    into?: Visit,
  ): void {
    const { tell, people } = this.#around
    const quality = gone ? { quality: gone.quality } : this.of(who)
    this.#zones.leaveAll(visit, atMs, quality)
    const counts = reason !== 'merged' && reason !== 'staff'
    const way = reason === 'staff' ? undefined : path(visit, gone?.trail ?? people.trailOf(who.person), atMs, quality)
    if (way) tell(way)
    const companions = counts ? (gone?.companions ?? people.companionsOf(who.person)).length : undefined
    tell(ended(visit, atMs, reason, companions, into, quality))
    if (!counts) {
      this.#interval.take('visits', visit.countedIn)
      if (!visit.isReturn) this.#interval.take('people', visit.countedIn)
    } else if (!(this.#occupancy.isByFlow && reason === 'lost'))
      this.#interval.ended(atMs - visit.startedMs, quality.quality?.confidence)
    this.#occupancy.visit(-1, atMs)
    delete who.visit
    who.last = { id: visit.id, endedMs: atMs }
  }

  /** How well somebody was seen until now; for somebody who is gone by now, as it was last. */
  of(who: Walker): WithQuality {
    const quality = this.#around.people.qualityOf(who.person) ?? who.quality
    if (!quality) return {}
    who.quality = quality
    return { quality }
  }

  #reach(visit: Visit, fact: Extract<FloorFact, { kind: 'shelf-reached' }>, quality: WithQuality): void {
    const { atMs, shelf, sinceMs, hand } = fact
    const reached = { visit: visit.id, atMs, shelf, durationMs: atMs - sinceMs, ...(hand ? { hand } : {}) }
    this.#around.tell({ kind: 'shelf.reached', ...reached, ...quality })
  }
}
