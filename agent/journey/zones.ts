import type { Ms } from '../../config/units.ts'
import type { FloorFact } from '../floor/fact.ts'
import type { JourneyFact } from './fact.ts'
import type { Occupancy } from './occupancy.ts'
import type { WithQuality } from './sentences.ts'
import type { Visit } from './visit.ts'

/** Tells of visitors in zones, and keeps count of them. What a zone was entered for before the visit is not left by it. */
export class Zones {
  readonly #occupancy: Occupancy
  readonly #tell: (fact: JourneyFact) => void

  constructor(occupancy: Occupancy, tell: (fact: JourneyFact) => void) {
    this.#occupancy = occupancy
    this.#tell = tell
  }

  see(visit: Visit, fact: FloorFact, quality: WithQuality): void {
    if (fact.kind === 'zone-entered') this.#enter(visit, fact.zone, fact.atMs, quality)
    else if (!('zone' in fact) || !visit.zones.has(fact.zone)) return
    else {
      const { atMs, zone, sinceMs } = fact
      const dwellMs = atMs - sinceMs
      if (fact.kind === 'zone-left') this.#leave(visit, zone, atMs, dwellMs, fact.uncertaintyMs, quality)
      else this.#tell({ kind: 'zone.dwelled', visit: visit.id, atMs, zone, dwellMs, ...quality })
    }
  }

  /** A visit ends, and with it all stays. */
  leaveAll(visit: Visit, atMs: Ms, quality: WithQuality): void {
    for (const [zone, sinceMs] of visit.zones) this.#leave(visit, zone, atMs, atMs - sinceMs, 0, quality)
  }

  #enter(visit: Visit, zone: string, atMs: Ms, quality: WithQuality): void {
    if (visit.zones.has(zone)) return
    visit.zones.set(zone, atMs)
    if (visit.route.at(-1) !== zone) visit.route.push(zone)
    this.#tell({ kind: 'zone.entered', visit: visit.id, atMs, zone, ...quality })
    this.#occupancy.zone(zone, +1, atMs)
  }

  #leave(visit: Visit, zone: string, atMs: Ms, dwellMs: number, uncertaintyMs: number, quality: WithQuality): void {
    visit.zones.delete(zone)
    this.#tell({ kind: 'zone.left', visit: visit.id, atMs, zone, dwellMs, uncertaintyMs, ...quality })
    this.#occupancy.zone(zone, -1, atMs)
  }
}
