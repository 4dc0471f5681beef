import type { Config } from '../../config/config.ts'
import { readingsOf } from '../../config/scanners.ts'
import type { Ms } from '../../config/units.ts'
import type { FloorFact, PersonId, QueueFact } from '../floor/fact.ts'
import { Floor } from '../floor/floor.ts'
import type { Placed } from '../floor/placed.ts'
import type { Reach } from '../floor/reach.ts'
import { POINT } from '../floor/trail.ts'
import type { JourneyFact, VisitId } from '../journey/fact.ts'
import { newVisit } from '../journey/id.ts'
import { Journey } from '../journey/journey.ts'
import { Assignment } from '../tracking/assign.ts'
import { Pairs } from '../tracking/pairs.ts'
import type { End, Loose } from './loose.ts'

/** How far in a second somebody may have gone. */
const PACE = 1.5
/** What began this long before the other ended may still be the same: two machines never agree wholly on the time. */
const OVERLAP_MS = 1000
/** Ends this far apart in time belong together no more: what came late has no holes of its own. */
const APART_MS = 5000

export type LateConfig = Pick<Config, 'floor' | 'cameras' | 'depth' | 'journey' | 'scanners'>

/** Somebody of whom was heard late, from their first look to their last. */
interface Latecomer {
  readonly person: PersonId
  readonly begin: End
  readonly end: End
  /** By which entrance they came in and went out, where they did while they were seen late. */
  readonly entered?: { readonly entrance: string; readonly atMs: Ms }
  readonly exited: boolean
}

/** What is known of the visits of those who were seen in time. */
export interface InTime {
  readonly loose: Loose
  readonly visitOf: (person: PersonId) => VisitId | undefined
  /** Who is on the floor, and was last seen when. */
  readonly people: () => Iterable<{
    readonly id: PersonId
    readonly x: number
    readonly y: number
    readonly seenMs: Ms
  }>
}

/**
 * What a machine tells after the floor has gone on without it. It goes over a floor of its own, and whoever turns up there is
 * held against the loose ends of those who were seen in time: who was lost where and when the late one begins, and who began
 * inside where and when the late one ends. The likeliest pairs are taken, exactly. Somebody who fits both of two visits makes
 * them one (`visit.joined`), somebody who came in late gives the visit that they fit its entrance and its beginning, and who
 * fits nothing has a visit of their own, marked `late`; for the intervals and the occupancy of that time are told already, and
 * stay as they were told.
 */
export class Late {
  readonly #floor: Floor
  readonly #journey: Journey
  readonly #facts: JourneyFact[] = []
  readonly #visits = new Map<PersonId, VisitId>()
  readonly #began = new Map<PersonId, End>()
  readonly #entered = new Map<PersonId, { entrance: string; atMs: Ms }>()
  readonly #exited = new Set<PersonId>()
  readonly #come: Latecomer[] = []
  #lastMs: Ms = Number.NEGATIVE_INFINITY

  constructor(config: LateConfig) {
    this.#floor = new Floor(config)
    this.#journey = new Journey({
      floor: config.floor,
      scanners: readingsOf(config),
      // Here a stay is not seen growing: what comes late is held against the rest as a whole.
      rule: { ...config.journey, unseenEntrySeconds: 0 },
      people: this.#floor,
      newVisit,
      tell: fact => void this.#facts.push(fact),
    })
  }

  /** Takes what was seen, in order of time. */
  put(sensor: string, placed: Placed, reaches: readonly Reach[] = []): void {
    this.#lastMs = Math.max(this.#lastMs, placed.atMs)
    this.#see(this.#floor.put(sensor, placed, reaches))
  }

  /** Nothing more will come: answers what there is to tell. */
  settle(inTime: InTime, joinMetres: number): JourneyFact[] {
    this.#see(this.#floor.close(this.#lastMs))
    const people = [...inTime.people()].map(({ id, x, y, seenMs }): End => ({ person: id, x, y, atMs: seenMs }))
    const endings = [...inTime.loose.endings, ...people]
    const before = match(this.#come, endings, ({ begin }, end) => gain(end, begin, joinMetres))
    const after = match(this.#come, inTime.loose.beginnings, ({ end }, begin) => gain(end, begin, joinMetres))
    const told: JourneyFact[] = []
    const visitOf = (end: End) => end.visit ?? inTime.visitOf(end.person)
    this.#come.forEach((one, i) => {
      const next = after[i] === undefined ? undefined : inTime.loose.beginnings[after[i]]
      // Whoever began as they ended and never came to visit has no visit but theirs.
      const isVisiting = next !== undefined && (next.found !== undefined || visitOf(next) !== undefined)
      if (!isVisiting && before[i] === undefined) told.push(...this.#own(one.person))
      // Whom the dark hid and who was found again keeps their visit, whoever they were found to be.
      if (!next || next.found) return
      const origin = trace(i, before, after, endings, inTime.loose.beginnings)
      told.push(...joined(this.#come[origin.come], origin.end && visitOf(origin.end), visitOf(next)))
    })
    return told
  }

  #see(facts: readonly (FloorFact | QueueFact)[]): void {
    for (const fact of facts) {
      if (fact.kind === 'appeared') this.#began.set(fact.person, fact)
      else if (fact.kind === 'entrance') {
        if (fact.direction === 'in') this.#entered.set(fact.person, { entrance: fact.entrance, atMs: fact.atMs })
        if (fact.direction === 'out') this.#exited.add(fact.person)
        else this.#exited.delete(fact.person)
      } else if (fact.kind === 'gone' && fact.into === undefined) {
        const { person, atMs } = fact
        const begin = this.#began.get(person)
        // Of staff who were first seen where only staff are, the floor tells nothing but this.
        if (!begin) continue
        const [x, y] = fact.trail.subarray(fact.trail.length - POINT)
        const entered = this.#entered.get(person)
        const exited = this.#exited.has(person)
        this.#come.push({ person, begin, end: { person, atMs, x, y }, ...(entered && { entered }), exited })
      }
    }
    for (const fact of facts) {
      this.#journey.see([fact])
      if ('person' in fact) {
        const visit = this.#journey.visitOf(fact.person)
        if (visit) this.#visits.set(fact.person, visit)
      }
    }
  }

  /** What belongs to the visits of somebody who fits nothing, but not what counts the shop as a whole. */
  #own(person: PersonId): JourneyFact[] {
    const visit = this.#visits.get(person)
    return this.#facts
      .filter(fact => 'visit' in fact && visit !== undefined && fact.visit === visit)
      .map(fact =>
        fact.kind === 'visit.started' || fact.kind === 'visit.ended' ? { ...fact, late: true as const } : fact,
      )
  }
}

/**
 * Where somebody who was seen late came from. The dark may have had people found as each other: then one who was lost there is
 * followed to who was found in their place, and on to where that one was lost.
 */
function trace(
  from: number,
  before: readonly (number | undefined)[],
  after: readonly (number | undefined)[],
  endings: readonly End[],
  beginnings: readonly End[],
): { readonly come: number; readonly end: End | undefined } {
  let come = from
  for (let steps = 0; steps < before.length; steps++) {
    const at = before[come]
    const end = at === undefined ? undefined : endings[at]
    if (!end?.found) return { come, end }
    const other = after.findIndex(index => index !== undefined && beginnings[index].found === end.found)
    // Who was found in their place was not seen on the way: what they were taken for stands.
    if (other < 0) return { come: from, end: undefined }
    come = other
  }
  return { come: from, end: undefined }
}

/** What somebody who was seen late tells of the visits whose loose ends they tie up. */
function joined(
  { begin, entered }: Latecomer,
  previous: VisitId | undefined,
  next: VisitId | undefined,
): JourneyFact[] {
  if (next === undefined || previous === next) return []
  const atMs = begin.atMs
  if (previous !== undefined) return [{ kind: 'visit.joined', visit: next, atMs, previous }]
  if (!entered) return []
  return [{ kind: 'visit.joined', visit: next, atMs: entered.atMs, entrance: entered.entrance }]
}

/** How well something that ends and something that begins fit; not above 0 where they do not. */
function gain(ending: End, beginning: End, joinMetres: number): number {
  const gapMs = beginning.atMs - ending.atMs
  if (gapMs < -OVERLAP_MS || gapMs > APART_MS) return 0
  const gap = Math.max(0, gapMs / 1000)
  const far = Math.hypot(beginning.x - ending.x, beginning.y - ending.y)
  return 1 - (far + 0.1 * gap) / (joinMetres + PACE * gap)
}

/** For each of `rows` which of `ends` it is given, undefined where none fits. */
function match<T>(
  rows: readonly T[],
  ends: readonly End[],
  gained: (row: T, end: End) => number,
): (number | undefined)[] {
  const pairs = new Pairs()
  rows.forEach((row, i) => {
    ends.forEach((end, j) => {
      const worth = gained(row, end)
      if (worth > 0) pairs.push(i, j, worth)
    })
  })
  const assignment = new Assignment()
  assignment.solve(pairs, rows.length, ends.length)
  return rows.map((_, i) => (assignment.columnOf[i] === -1 ? undefined : assignment.columnOf[i]))
}
