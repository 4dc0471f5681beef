import type { Entrance, Floor } from '../../config/floor.ts'
import type { Metres, Ms } from '../../config/units.ts'
import { contains, stretch, within } from './geometry.ts'
import type { Person, Role } from './person.ts'
import { Positions } from './positions.ts'

/** Who somebody is. */
export interface TruePerson {
  readonly person: number
  readonly group: number
  /** How many came together. */
  readonly size: number
  readonly role: Role
  readonly heightMetres: Metres
  readonly hasTrolley: boolean
}

/** One person's stay, from the step over an entrance to the step back. `leftMs` is absent while it lasts. */
export interface TrueVisit {
  readonly person: number
  readonly group: number
  readonly entrance?: string
  readonly enteredMs: Ms
  leftMs?: Ms
}

export interface TrueStay {
  readonly person: number
  readonly zone: string
  readonly fromMs: Ms
  toMs?: Ms
}

/** Somebody in a queue: from when they came to its end, until they went from its head. */
export interface TrueWait {
  readonly person: number
  readonly zone: string
  readonly joinedMs: Ms
  servedMs?: Ms
  leftMs?: Ms
}

/** A hand in a shelf. */
export interface TrueReach {
  readonly person: number
  readonly shelf: string
  readonly hand: 'left' | 'right'
  readonly fromMs: Ms
  toMs?: Ms
}

/** Somebody who came by and did not come in. */
export interface TruePass {
  readonly person: number
  readonly fromMs: Ms
  readonly toMs: Ms
}

const DOORSTEP = 0.2

interface Trace {
  /** For each entrance: on which side the person is for sure, on which just now, and since when. */
  readonly steps: Map<string, { inside: boolean; nearer: boolean; atMs: Ms }>
  readonly sinceMs: Ms
  visited: boolean
  visit?: TrueVisit
  readonly stays: Map<string, TrueStay>
}

/** What really happened in the simulated shop, by geometry alone, without smoothing, bands or graces. */
export class Truth {
  readonly visits: TrueVisit[] = []
  readonly stays: TrueStay[] = []
  readonly waits: TrueWait[] = []
  readonly reaches: TrueReach[] = []
  /** Everybody there was, by their ids. */
  readonly people = new Map<number, TruePerson>()
  /** Where everybody was, at any instant. */
  readonly positions = new Positions()
  readonly passes: TruePass[] = []
  readonly #floor: Floor
  readonly #traces = new Map<number, Trace>()
  readonly #waiting = new Map<number, TrueWait>()

  constructor(floor: Floor) {
    this.#floor = floor
  }

  see(person: Person, atMs: Ms): void {
    const { id, x, y } = person
    let trace = this.#traces.get(id)
    if (!trace) {
      this.#traces.set(id, (trace = { steps: new Map(), sinceMs: atMs, visited: false, stays: new Map() }))
      const { group, company, role, height, trolley } = person
      this.people.set(id, {
        person: id,
        group,
        size: company.length,
        role,
        heightMetres: height,
        hasTrolley: trolley !== undefined,
      })
    }
    this.positions.see(id, x, y, atMs)
    for (const entrance of this.#floor.entrances) this.#cross(person, trace, atMs, entrance)
    if (this.#floor.entrances.length === 0) {
      if (contains(this.#floor.outline, x, y)) this.#enter(person, trace, atMs)
      else this.#leave(trace, atMs)
    }
    this.#zones(person, trace, atMs)
  }

  gone(person: Person, atMs: Ms): void {
    const trace = this.#traces.get(person.id)
    if (!trace) return
    this.#leave(trace, atMs)
    for (const stay of trace.stays.values()) stay.toMs = atMs
    if (!trace.visited && person.role !== 'staff')
      this.passes.push({ person: person.id, fromMs: trace.sinceMs, toMs: atMs })
    this.#traces.delete(person.id)
  }

  queued({ id }: Person, zone: string, what: 'joinedMs' | 'servedMs' | 'leftMs', atMs: Ms): void {
    if (what === 'joinedMs') {
      const wait: TrueWait = { person: id, zone, joinedMs: atMs }
      this.waits.push(wait)
      this.#waiting.set(id, wait)
      return
    }
    const wait = this.#waiting.get(id)
    if (wait) wait[what] = atMs
    if (what === 'leftMs') this.#waiting.delete(id)
  }

  reached({ id, reach }: Person, shelf: string, what: 'fromMs' | 'toMs', atMs: Ms): void {
    if (what === 'fromMs') this.reaches.push({ person: id, shelf, hand: reach?.hand ?? 'right', fromMs: atMs })
    const last = this.reaches.findLast(one => one.person === id)
    if (what === 'toMs' && last) last.toMs = atMs
  }

  /** How many waited in a queue. */
  queueLength(zone: string, atMs: Ms): number {
    return this.waits.filter(
      wait => wait.zone === zone && wait.joinedMs <= atMs && !(wait.leftMs !== undefined && wait.leftMs <= atMs),
    ).length
  }

  /** Whoever turns back on the doorstep has not crossed it; who goes on has crossed when they stepped over the line. */
  #cross(person: Person, trace: Trace, atMs: Ms, { id, from, to }: Entrance): void {
    const line = stretch(from, to)
    const [s, n] = within(line, person.x, person.y)
    let step = trace.steps.get(id)
    if (!step) trace.steps.set(id, (step = { inside: n > 0, nearer: n > 0, atMs }))
    if (n > 0 !== step.nearer) {
      step.nearer = n > 0
      step.atMs = atMs
    }
    if (Math.abs(n) < DOORSTEP || n > 0 === step.inside) return
    step.inside = n > 0
    if (s < -DOORSTEP || s > line.length + DOORSTEP) return
    if (step.inside) this.#enter(person, trace, step.atMs, id)
    else this.#leave(trace, step.atMs)
  }

  #enter(person: Person, trace: Trace, atMs: Ms, entrance?: string): void {
    if (trace.visit) return
    trace.visited = true
    trace.visit = { person: person.id, group: person.group, enteredMs: atMs, ...(entrance && { entrance }) }
    this.visits.push(trace.visit)
  }

  #leave(trace: Trace, atMs: Ms): void {
    if (!trace.visit) return
    trace.visit.leftMs = atMs
    delete trace.visit
  }

  #zones(person: Person, trace: Trace, atMs: Ms): void {
    for (const zone of this.#floor.zones) {
      const stay = trace.stays.get(zone.id)
      if (contains(zone.outline, person.x, person.y) === (stay !== undefined)) continue
      if (stay) {
        stay.toMs = atMs
        trace.stays.delete(zone.id)
      } else {
        const begun: TrueStay = { person: person.id, zone: zone.id, fromMs: atMs }
        trace.stays.set(zone.id, begun)
        this.stays.push(begun)
      }
    }
  }
}
