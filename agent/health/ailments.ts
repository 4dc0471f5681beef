import type { Ms } from '../../config/units.ts'
import type { HealthFact } from './fact.ts'

/** What may be wrong with a sensor at the same time, independently of the rest. */
export type Organ = 'source' | 'silence' | 'stage' | 'picture' | 'channel' | 'budget' | 'drift'

export interface Ailment {
  /** `failed`: it delivers nothing. `degraded`: less than it should. */
  readonly is: 'failed' | 'degraded'
  readonly cause: string
  readonly sinceMs: Ms
}

interface Told extends Ailment {
  readonly organ: Organ
}

/**
 * What is wrong with each sensor. Of several things the worst is told, of equals the first; and that it has recovered only when nothing
 * is wrong any more.
 */
export class Ailments {
  readonly #tell: (fact: HealthFact) => void
  readonly #of = new Map<string, Map<Organ, Ailment>>()
  readonly #told = new Map<string, Told>()

  constructor(tell: (fact: HealthFact) => void) {
    this.#tell = tell
  }

  /** This is wrong with an organ of a sensor now, or with undefined nothing any more. */
  mark(sensor: string, organ: Organ, ailment: Ailment | undefined, atMs: Ms): void {
    // Asked for each picture: mostly nothing is wrong, and nothing was.
    if (!ailment && !this.has(sensor, organ)) return
    const all = this.#of.get(sensor) ?? new Map<Organ, Ailment>()
    this.#of.set(sensor, all)
    if (ailment) all.set(organ, ailment)
    else all.delete(organ)
    this.#report(sensor, worst(all), atMs)
  }

  has(sensor: string, organ: Organ): boolean {
    return this.#of.get(sensor)?.has(organ) ?? false
  }

  #report(sensor: string, now: Told | undefined, atMs: Ms): void {
    const was = this.#told.get(sensor)
    if (now && was && now.is === was.is && now.organ === was.organ && now.cause === was.cause) return
    // What was failed and is degraded delivers again.
    if (was && (!now || (was.is === 'failed' && now.is === 'degraded')))
      this.#tell({ kind: 'sensor.recovered', sensor, atMs, sinceMs: was.sinceMs })
    if (now) this.#told.set(sensor, now)
    else this.#told.delete(sensor)
    if (!now) return
    const { cause, sinceMs } = now
    const kind = now.is === 'failed' ? 'sensor.failed' : 'sensor.degraded'
    this.#tell({ kind, sensor, atMs, cause, sinceMs })
  }
}

function worst(all: ReadonlyMap<Organ, Ailment>): Told | undefined {
  let found: Told | undefined
  for (const [organ, ailment] of all)
    if (!found || (found.is === 'degraded' && ailment.is === 'failed')) found = { organ, ...ailment }
  return found
}
