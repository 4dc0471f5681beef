import type { Ms } from '../../config/units.ts'
import type { JourneyFact, VisitId } from './fact.ts'
import { insert, part, stayIn, unite, type VisitRecord } from './record.ts'
import type { Recognition, Touch } from './touch.ts'
import type { Touchpoints } from './touchpoints.ts'

/** For so long a visit that is over may turn out to be the beginning of another one. */
export const JOINED_MS: Ms = 10 * 60_000

/** A recognition, and in which visit. */
export type Met = { readonly visit: VisitId; readonly atMs: Ms } & Recognition & {
    readonly place?: { readonly kind: 'zone' | 'scanner'; readonly id: string }
  }

/**
 * One record for each visit, made from what the journey stage tells. A visit that turns out to be of somebody who works here leaves none;
 * of two that turn out to be one, the one that goes on has what both did.
 */
export class Records {
  readonly #touchpoints: Touchpoints
  readonly #open = new Map<VisitId, VisitRecord>()
  readonly #over = new Map<VisitId, VisitRecord>()
  readonly #listeners: ((record: VisitRecord) => void)[] = []

  readonly #changed: ((visit: VisitId) => void)[] = []

  constructor(touchpoints: Touchpoints) {
    this.#touchpoints = touchpoints
  }

  /** `hear` hears of each visit that is over and counts, once nothing can join it any more. */
  onDone(hear: (record: VisitRecord) => void): void {
    this.#listeners.push(hear)
  }

  /** `hear` hears of each visit of which more, or something else, is known now. */
  onChange(hear: (visit: VisitId) => void): void {
    this.#changed.push(hear)
  }

  isOpen(visit: VisitId): boolean {
    return this.#open.has(visit)
  }

  /** Visits that are not over. */
  open(): Iterable<VisitRecord> {
    return this.#open.values()
  }

  /** Of a visit that is not over, or not for long. */
  of(visit: VisitId): VisitRecord | undefined {
    return this.#open.get(visit) ?? this.#over.get(visit)
  }

  hear(fact: JourneyFact): void {
    if (!('visit' in fact) || fact.visit === undefined) return
    this.#take(fact as JourneyFact & { readonly visit: VisitId })
    this.#change(fact.visit)
  }

  #take(fact: JourneyFact & { readonly visit: VisitId }): void {
    const { visit, atMs } = fact
    if (fact.kind === 'visit.started') {
      const { entrance, groupSize } = fact
      const known = { ...(entrance !== undefined && { entrance }), ...(groupSize !== undefined && { groupSize }) }
      this.#open.set(visit, { visit, startedMs: atMs, ...known, touches: [], left: 0 })
      return
    }
    const record = this.of(visit)
    if (!record) return
    switch (fact.kind) {
      case 'visit.returned':
        record.previous = fact.previous
        return
      case 'visit.joined':
        this.#join(record, fact)
        return
      case 'visit.ended':
        this.#end(record, fact)
        return
      case 'zone.entered':
        this.#add(record, { kind: 'stay', atMs, zone: fact.zone, dwelled: false })
        return
      case 'zone.dwelled': {
        const stay = stayIn(record, fact.zone)
        if (stay) stay.dwelled = true
        return
      }
      case 'zone.left': {
        const stay = stayIn(record, fact.zone)
        if (stay) stay.untilMs = Math.max(stay.atMs, atMs)
        return
      }
      case 'line.crossed':
        this.#add(record, { kind: 'crossing', atMs, line: fact.line, direction: fact.direction })
        return
      case 'shelf.reached': {
        const { shelf, durationMs } = fact
        this.#add(record, { kind: 'reach', atMs: atMs - durationMs, shelf, durationMs })
        return
      }
      case 'code.scanned': {
        const { scanner, code, campaign } = fact
        this.#add(record, { kind: 'scan', atMs, scanner, code, ...(campaign !== undefined && { campaign }) })
        return
      }
    }
  }

  /** The visitor is a member who agreed to be recognised. */
  meet({ visit, place, ...touch }: Met): void {
    const record = this.of(visit)
    const touchpoint = place && this.#touchpoints.at(place.kind, place.id)
    if (!record) return
    insert(record, { ...touch, ...(touchpoint && { touchpoint }) })
    this.#change(visit)
  }

  /** What they agreed to for that purpose holds no more: from now on it is not known of them. */
  unmeet(visit: VisitId, purpose: Recognition['purpose']): void {
    const record = this.of(visit)
    if (!record) return
    const isKept = (touch: Touch) => touch.kind !== 'recognition' || touch.purpose !== purpose
    record.touches.splice(0, record.touches.length, ...record.touches.filter(isKept))
    this.#change(visit)
  }

  /** Somebody of the staff is with the visitor, since then. */
  met(visit: VisitId, atMs: Ms): void {
    const record = this.#open.get(visit)
    if (!record) return
    part(record, atMs)
    insert(record, { kind: 'contact', channel: 'staff', atMs })
    this.#change(visit)
  }

  /** They parted, then. */
  parted(visit: VisitId, atMs: Ms): void {
    const record = this.#open.get(visit)
    if (!record) return
    part(record, atMs)
    this.#change(visit)
  }

  /** Time passes. */
  tick(atMs: Ms): void {
    for (const record of this.#over.values()) {
      if (atMs - record.endedMs! <= JOINED_MS) continue
      this.#over.delete(record.visit)
      for (const hear of this.#listeners) hear(record)
    }
  }

  /** Nothing more comes. */
  close(): void {
    this.tick(Number.POSITIVE_INFINITY)
  }

  #change(visit: VisitId): void {
    for (const hear of this.#changed) hear(visit)
  }

  #add(record: VisitRecord, touch: Touch): void {
    const touchpoint = this.#touchpointOf(touch)
    insert(record, touchpoint ? { ...touch, touchpoint } : touch)
  }

  #touchpointOf(touch: Touch) {
    switch (touch.kind) {
      case 'stay':
        return this.#touchpoints.at('zone', touch.zone)
      case 'crossing':
        return this.#touchpoints.at('line', touch.line)
      case 'reach':
        return this.#touchpoints.at('shelf', touch.shelf)
      case 'scan':
        return this.#touchpoints.at('scanner', touch.scanner)
      case 'recognition':
      case 'contact':
        return undefined
    }
  }

  #end(record: VisitRecord, fact: Extract<JourneyFact, { kind: 'visit.ended' }>): void {
    this.#open.delete(record.visit)
    this.#over.delete(record.visit)
    part(record, fact.atMs)
    if (fact.reason === 'staff') return
    if (fact.reason === 'merged') {
      const into = fact.into === undefined ? undefined : this.of(fact.into)
      if (!into) return
      unite(into, record)
      this.#change(into.visit)
      return
    }
    record.endedMs = fact.atMs
    if (fact.groupSize !== undefined) record.groupSize = fact.groupSize
    this.#over.set(record.visit, record)
  }

  /** What came late: where the visit began, and that an earlier one was the beginning of it. */
  #join(record: VisitRecord, fact: Extract<JourneyFact, { kind: 'visit.joined' }>): void {
    record.startedMs = Math.min(record.startedMs, fact.atMs)
    if (fact.entrance !== undefined) record.entrance = fact.entrance
    const previous = fact.previous === undefined ? undefined : this.#over.get(fact.previous)
    if (!previous) return
    this.#over.delete(previous.visit)
    unite(record, previous)
  }
}
