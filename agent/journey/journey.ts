import type { Floor } from '../../config/floor.ts'
import type { Reading } from '../../config/scanners.ts'
import type { Store } from '../../config/store.ts'
import type { Journey as Rule } from '../../config/tracking.ts'
import type { Ms } from '../../config/units.ts'
import type { CodeFact } from '../codes/fact.ts'
import type { FloorFact, PersonId, Quality, QueueFact } from '../floor/fact.ts'
import type { Floor as FloorStage } from '../floor/floor.ts'
import { lengthMetres } from '../floor/trail.ts'
import { Closing } from './closing.ts'
import type { JourneyFact, VisitId } from './fact.ts'
import { Flow } from './flow.ts'
import { Interval } from './interval.ts'
import { Occupancy } from './occupancy.ts'
import { hold, type Visit, type Walker, walker } from './visit.ts'
import { Visits } from './visits.ts'

export interface Surroundings {
  readonly floor: Floor
  readonly scanners: readonly Reading[]
  readonly rule: Rule
  /** Opening hours, where they are known. */
  readonly store?: Pick<Store, 'hours' | 'timezone'>
  /** The floor stage, where more is to be known of a person than its facts say. */
  readonly people: Pick<FloorStage, 'trailOf' | 'companionsOf' | 'qualityOf' | 'standingIn' | 'employ' | 'people'>
  /** How many are inside from before the start, where they are counted by flow. */
  readonly inside?: number
  /** A new random id. */
  readonly newVisit: () => VisitId
  readonly tell: (fact: JourneyFact) => void
}

type Gone = Extract<FloorFact, { kind: 'gone' }>

/** A shorter way than this, seen only outside, is a shadow at the edge of the picture and not somebody who walked by. */
const PASS_METRES = 1

/**
 * Everything one visitor did, from entry to exactly one end. With entrances on the plan a visit begins by crossing one inwards
 * (or by standing inside without having been seen to enter) and ends by crossing one outwards, by being out of sight for too
 * long, or by the agent's stop. Without entrances, whoever is seen is visiting.
 */
export class Journey {
  readonly #around: Surroundings
  readonly #interval: Interval
  readonly #walkers = new Map<PersonId, Walker>()
  readonly #occupancy: Occupancy
  readonly #flow: Flow
  readonly #visits: Visits
  readonly #closing: Closing
  /** Share of the sensors of the floor that deliver. */
  #covered = 1

  constructor(around: Surroundings) {
    this.#around = around
    this.#interval = new Interval(around.rule.everySeconds * 1000)
    this.#occupancy = new Occupancy(
      around.floor.occupancy,
      (zone, count, atMs) => this.#occupy(zone, count, atMs),
      around.inside,
    )
    this.#flow = new Flow(this.#interval, this.#occupancy)
    this.#visits = new Visits(around, this.#interval, this.#occupancy)
    this.#closing = new Closing(around.store)
  }

  /** Takes what the floor stage saw, in its order. */
  see(facts: readonly (FloorFact | QueueFact)[]): void {
    for (const fact of facts) {
      if (fact.kind === 'queue') {
        const { kind: _, ...queue } = fact
        this.#around.tell({ kind: 'queue.changed', ...queue, quality: this.#ofThose(queue.zone) })
      } else this.#follow(fact)
    }
  }

  /** Takes a scan; it belongs to a visit when its campaign tracks persons and exactly one visitor stands where it was made: in `zone`. */
  scan(fact: CodeFact, zone = this.#around.scanners.find(one => one.id === fact.scanner)?.zone): void {
    const { tracks, code, ...rest } = fact
    if (code === 'badge') {
      this.#badge(zone)
      return
    }
    const visit = tracks === 'person' ? this.#alone(zone) : undefined
    this.#around.tell({ kind: 'code.scanned', code, ...rest, ...(visit ? { visit: visit.id } : {}) })
  }

  /** Whether every sensor of the floor delivers from here on, and which share of them does. */
  covered(yes: boolean, atMs: Ms, share = yes ? 1 : 0): void {
    this.#covered = share
    this.#interval.covered(yes, atMs)
  }

  /** The visit of somebody on the floor, or their last one. */
  visitOf(person: PersonId): VisitId | undefined {
    const who = this.#walkers.get(person)
    return who?.visit?.id ?? who?.last?.id
  }

  /** Time passes. */
  tick(atMs: Ms): void {
    this.#admit()
    this.#anchor(atMs)
    const counted = this.#interval.tick(atMs)
    if (counted) this.#around.tell(counted)
  }

  /** Whoever was not seen to come in, but has been seen in the shop for long enough, is visiting. */
  #admit(): void {
    for (const { id, seenMs } of this.#around.people.people()) {
      const who = this.#walkers.get(id)
      const sinceMs = who?.insideSinceMs
      if (sinceMs === undefined || seenMs - sinceMs < 1000 * this.#around.rule.unseenEntrySeconds) continue
      delete who!.insideSinceMs
      if (!who!.visit) this.#visits.start(who!, sinceMs)
    }
  }

  /** Whoever is still counted once the shop is closed, and nobody was seen for a while, has left unseen. */
  #anchor(atMs: Ms): void {
    if (!this.#closing.isEmpty(atMs, this.#around.people.people()) || this.#occupancy.isNone) return
    for (const who of this.#walkers.values()) if (who.visit) this.#visits.end(who, who.visit, atMs, 'lost')
    this.#occupancy.empty(atMs)
  }

  /** Ends every visit and the running interval. Of who was in sight until now, `inSight` says how they had been. */
  close(atMs: Ms, inSight: readonly (FloorFact | QueueFact)[] = []): void {
    const gone = new Map(inSight.flatMap(fact => (fact.kind === 'gone' ? [[fact.person, fact]] : [])))
    for (const who of this.#walkers.values())
      if (who.visit) this.#visits.end(who, who.visit, atMs, 'stopped', gone.get(who.person))
    this.#walkers.clear()
    const counted = this.#interval.close(atMs)
    if (counted) this.#around.tell(counted)
  }

  #follow(fact: FloorFact): void {
    if (fact.kind === 'appeared') {
      const who = walker(fact.person, fact.atMs, fact.inside)
      this.#walkers.set(fact.person, who)
      if (this.#around.floor.entrances.length === 0) this.#visits.start(who, fact.atMs)
      return
    }
    const who = this.#walkers.get(fact.person)
    if (!who) return
    switch (fact.kind) {
      case 'inside':
        who.hasBeenInside = true
        // By flow, whoever is seen to come from within has been counted at the door.
        if (who.visit || who.hasJustLeft || this.#occupancy.isByFlow) return
        if (this.#around.rule.unseenEntrySeconds > 0) who.insideSinceMs ??= fact.atMs
        else this.#visits.start(who, fact.atMs)
        return
      case 'outside':
        who.hasJustLeft = false
        delete who.insideSinceMs
        if (who.visit && this.#around.floor.entrances.length > 0) this.#visits.end(who, who.visit, fact.atMs, 'exited')
        return
      case 'entrance':
        this.#cross(who, fact)
        return
      case 'line':
        this.#around.tell({
          kind: 'line.crossed',
          atMs: fact.atMs,
          line: fact.line,
          direction: fact.direction,
          ...(who.visit ? { visit: who.visit.id } : {}),
          ...this.#visits.of(who),
        })
        return
      case 'staff':
        this.#dismiss(who, fact.atMs)
        return
      case 'gone':
        if (fact.into !== undefined) this.#become(who, fact, this.#walkers.get(fact.into))
        else if (who.visit) this.#visits.end(who, who.visit, fact.atMs, 'lost', fact)
        else if (!who.hasBeenInside && lengthMetres(fact.trail) >= PASS_METRES) this.#pass(who, fact)
        this.#walkers.delete(fact.person)
        return
      default:
        if (who.visit) this.#visits.see(who, who.visit, fact)
        else hold(who, fact)
    }
  }

  #cross(who: Walker, fact: Extract<FloorFact, { kind: 'entrance' }>): void {
    who.hasBeenInside = true
    this.#flow.cross(who, fact.direction, fact.atMs)
    delete who.insideSinceMs
    if (fact.direction === 'in' && !who.visit) this.#visits.start(who, fact.atMs, fact.entrance)
    if (fact.direction === 'out' && who.visit) {
      this.#visits.end(who, who.visit, fact.atMs, 'exited')
      who.hasJustLeft = true
    }
  }

  /** They work here: what was counted of them is taken back as far as it has not been told, and nothing more is told. */
  #dismiss(who: Walker, atMs: Ms): void {
    if (who.visit) this.#visits.end(who, who.visit, atMs, 'staff')
    this.#flow.takeBack(who, atMs)
    this.#walkers.delete(who.person)
  }

  /** Whoever shows a badge at a scanner in whose zone nobody else stands is staff. Of several, nobody can say who it was. */
  #badge(zone: string | undefined): void {
    const there = zone === undefined ? [] : this.#around.people.standingIn(zone)
    if (there.length === 1) this.see(this.#around.people.employ(there[0]))
  }

  /** Of staff nothing is known here any more: whoever is the same person is staff, too. */
  #become(who: Walker, fact: Gone, other: Walker | undefined): void {
    if (other) this.#merge(who, fact, other)
    else this.#dismiss(who, fact.atMs)
  }

  /** They were somebody who is known already: what they had, the other has; what both had counts once. */
  #merge(who: Walker, fact: Gone, other: Walker): void {
    const { visit } = who
    if (visit && !other.visit) {
      other.visit = visit
      other.hasJustLeft = false
      this.#visits.goOn(other, visit)
    } else if (visit) this.#visits.end(who, visit, fact.atMs, 'merged', fact, other.visit)
    if (other.visit) delete other.insideSinceMs
    else if (who.insideSinceMs !== undefined) other.insideSinceMs ??= who.insideSinceMs
    other.hasBeenInside ||= who.hasBeenInside
    this.#flow.unite(who, other, fact.atMs)
  }

  #pass(who: Walker, { atMs, quality }: Gone): void {
    this.#interval.add('passes')
    this.#around.tell({ kind: 'visit.passed', atMs, durationMs: atMs - who.appearedMs, quality })
  }

  #occupy(zone: string | undefined, count: number, atMs: Ms): void {
    const quality = this.#ofThose(zone)
    this.#around.tell({ kind: 'occupancy.changed', atMs, count, ...(zone === undefined ? {} : { zone }), quality })
  }

  /** Of a count of whoever visits, or visits a zone. */
  #ofThose(zone: string | undefined): Quality {
    let sum = 0
    let count = 0
    for (const { person, visit } of this.#walkers.values()) {
      if (!visit || (zone !== undefined && !visit.zones.has(zone))) continue
      sum += this.#around.people.qualityOf(person)?.confidence ?? 1
      count++
    }
    return { coverage: this.#covered, confidence: count > 0 ? sum / count : 1 }
  }

  /** The only visit in the zone of this scanner, if there is exactly one. */
  #alone(zone: string | undefined): Visit | undefined {
    if (zone === undefined) return undefined
    const there = [...this.#walkers.values()].flatMap(who => (who.visit?.zones.has(zone) ? [who.visit] : []))
    return there.length === 1 ? there[0] : undefined
  }
}
