import type { Metres, Ms } from '../../../config/units.ts'
import type { Random } from '../../../drivers/simulated/random.ts'
import { lengthMetres, stops } from '../../floor/trail.ts'
import type { JourneyFact } from '../../journey/fact.ts'
import { newVisit } from '../../journey/id.ts'
import type { Interval } from '../../journey/interval.ts'
import { Occupancy } from '../../journey/occupancy.ts'
import type { Steps } from './steps.ts'

const DOOR = { id: 'door', x: 2, y: 0 } as const
const ZONES: readonly { readonly id: string; readonly x: Metres; readonly y: Metres }[] = [
  { id: 'promotion', x: 5, y: 2 },
  { id: 'new', x: 2, y: 6 },
  { id: 'wall', x: 9, y: 10 },
  { id: 'shelf', x: 14, y: 8 },
  { id: 'till', x: 17, y: 3 },
]
/** Time in a zone after which it is a stay: tracking's default. */
const STAY: Ms = 10_000
const LONGEST: Ms = 15 * 60_000
/** Who walks by, for each who enters. */
const PASSERS = 2
/** Shares of visits of one, two, … zones. */
const ZONES_SHARE = [0.2, 0.3, 0.25, 0.15, 0.1] as const
/** Share of visits that go on past the line in the middle of the shop, and that scan a code at the till. */
const DEEPER = 0.4
const SCANS = 0.5
/** Share of stays that are long enough to be told (log-normal, median 25 s, deviation 0.9). */
const TOLD = 0.846

/**
 * Events that a visit comes to on average, with those who pass by meanwhile: 24.5 of the simulated shop of config/example.yaml at
 * 3 arrivals a minute, through all stages, of which 7.2 were occupancies and 6.9 of zones.
 */
export const PER_VISIT = perVisit()

/** Who comes to a shop and what they do there, one after the other. What is counted of them is counted as in the agent. */
export class Shop {
  readonly #steps: Steps
  readonly #interval: Interval
  readonly #occupancy: Occupancy
  readonly #random: Random
  readonly #hurry: number
  readonly #tell: (fact: JourneyFact) => void

  /** `hurry`: for how much of the time that shoppers would take there is room. */
  constructor(steps: Steps, interval: Interval, random: Random, hurry: number, tell: (fact: JourneyFact) => void) {
    this.#steps = steps
    this.#interval = interval
    this.#random = random
    this.#hurry = hurry
    this.#tell = tell
    this.#occupancy = new Occupancy('seen', (zone, count, atMs) =>
      tell({ kind: 'occupancy.changed', atMs, count, ...(zone === undefined ? {} : { zone }) }),
    )
  }

  /** Somebody comes in, and others walk by. Whoever would not be gone by closing time stays shorter. */
  visit(atMs: Ms, toMs: Ms): void {
    const random = this.#random
    const plan = this.#plan()
    const lastMs = plan.reduce((sum, { walkMs, stayMs }) => sum + walkMs + stayMs, plan[0].walkMs)
    const pace = Math.min(this.#hurry, (toMs - atMs) / (lastMs + 1))
    const visit = newVisit()
    const quality = { coverage: random.between(0.85, 1), confidence: random.between(0.75, 1) }
    const trail: number[] = [DOOR.x, DOOR.y, atMs]
    const tell = this.#tell
    this.#steps.add(atMs, () => {
      this.#interval.add('in')
      this.#interval.add('visits')
      this.#interval.add('people')
      tell({ kind: 'visit.started', visit, atMs, entrance: DOOR.id, quality })
      tell({ kind: 'line.crossed', visit, atMs, line: DOOR.id, direction: 'in', quality })
      this.#occupancy.visit(1, atMs)
    })
    let nowMs = atMs
    for (const { zone, walkMs, stayMs } of plan) {
      const enteredMs = nowMs + walkMs * pace
      const leftMs = enteredMs + stayMs * pace
      this.#stay(visit, zone.id, enteredMs, leftMs, stayMs > STAY ? enteredMs + STAY * pace : undefined, quality)
      const [x, y] = [zone.x + random.normal() / 2, zone.y + random.normal() / 2]
      const [beforeX, beforeY] = trail.slice(-3)
      // The way round whatever stands between.
      trail.push((beforeX + x) / 2 + random.normal(), (beforeY + y) / 2 + random.normal(), (nowMs + enteredMs) / 2)
      trail.push(x, y, enteredMs, x, y, leftMs)
      nowMs = leftMs
    }
    const endMs = nowMs + plan[0].walkMs * pace
    trail.push(DOOR.x, DOOR.y, endMs)
    if (random.chance(DEEPER)) this.#cross(visit, (atMs + nowMs) / 2, 'middle', 'in', quality)
    if (random.chance(SCANS))
      this.#steps.add(nowMs, () => tell({ kind: 'code.scanned', visit, atMs: nowMs, scanner: 'till', code: 'product' }))
    this.#steps.add(endMs, () => this.#end(visit, atMs, endMs, plan, Float64Array.from(trail), quality))
    for (let left = PASSERS; left > 0; left--) {
      const passedMs = random.between(atMs, endMs)
      this.#steps.add(passedMs, () => {
        this.#interval.add('passes')
        tell({ kind: 'visit.passed', atMs: passedMs, durationMs: random.between(2000, 9000), quality })
      })
    }
  }

  #plan() {
    const random = this.#random
    let draw = random.unit()
    const count = 1 + ZONES_SHARE.findIndex(share => (draw -= share) < 0)
    return random
      .shuffled(ZONES)
      .slice(0, Math.max(1, count))
      .map(zone => ({
        zone,
        walkMs: random.between(4000, 20_000),
        stayMs: Math.min(LONGEST, 25_000 * Math.exp(0.9 * random.normal())),
      }))
  }

  #stay(visit: string, zone: string, enteredMs: Ms, leftMs: Ms, dwelledMs: Ms | undefined, quality: Quality): void {
    this.#steps.add(enteredMs, () => {
      this.#tell({ kind: 'zone.entered', visit, atMs: enteredMs, zone, quality })
      this.#occupancy.zone(zone, 1, enteredMs)
    })
    if (dwelledMs !== undefined)
      this.#steps.add(dwelledMs, () =>
        this.#tell({ kind: 'zone.dwelled', visit, atMs: dwelledMs, zone, dwellMs: dwelledMs - enteredMs, quality }),
      )
    this.#steps.add(leftMs, () => {
      const dwellMs = leftMs - enteredMs
      this.#tell({ kind: 'zone.left', visit, atMs: leftMs, zone, dwellMs, uncertaintyMs: 400, quality })
      this.#occupancy.zone(zone, -1, leftMs)
    })
  }

  #cross(visit: string, atMs: Ms, line: string, direction: 'in' | 'out', quality: Quality): void {
    this.#steps.add(atMs, () => this.#tell({ kind: 'line.crossed', visit, atMs, line, direction, quality }))
  }

  #end(visit: string, startedMs: Ms, atMs: Ms, plan: Plan, trail: Float64Array, quality: Quality): void {
    const tell = this.#tell
    const zones = plan.map(({ zone }) => zone.id)
    this.#interval.add('out')
    tell({ kind: 'line.crossed', visit, atMs, line: DOOR.id, direction: 'out', quality })
    const way = { trail, lengthMetres: lengthMetres(trail), zones, stops: stops(trail) }
    tell({ kind: 'path.completed', visit, atMs, ...way, quality })
    tell({ kind: 'visit.ended', visit, atMs, startedMs, reason: 'exited', entrance: DOOR.id, groupSize: 1, quality })
    this.#interval.ended(atMs - startedMs, quality.confidence)
    this.#occupancy.visit(-1, atMs)
  }
}

type Plan = readonly { readonly zone: { readonly id: string } }[]
type Quality = { readonly coverage: number; readonly confidence: number }

function perVisit(): number {
  const zones = ZONES_SHARE.reduce((sum, share, i) => sum + share * (i + 1), 0)
  // Both crossings of the door, beginning, way, end, twice the number in the shop; of a zone in, out, twice the number in it.
  return 7 + zones * (4 + TOLD) + DEEPER + SCANS + PASSERS
}
