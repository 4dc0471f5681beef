import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import type { Level } from '../../config/jurisdictions.ts'
import { digestOfFile } from '../../config/staged.ts'
import type { Ms } from '../../config/units.ts'
import { here } from '../console/here.ts'
import type { Route } from '../console/route.ts'
import type { Standing } from '../console/survey.ts'
import type { Event } from '../events/contract.ts'
import type { Ailments } from '../health/ailments.ts'
import { type Baseline, baselineFile, readBaselines } from '../health/baseline.ts'
import { DRIFT, Drift } from '../health/drift.ts'
import { watchedBy } from '../health/watched.ts'
import { nextDay } from '../presence/day.ts'

const PEOPLE_MS: Ms = 200

export interface Crossing {
  readonly line: string
  readonly direction: 'in' | 'out'
  readonly atMs: Ms
}

export interface Looking {
  /** The privacy level in force. */
  readonly level: Level
  readonly onFloor: () => Iterable<Standing>
  /** By how much the floor lies behind the clock on the wall. */
  readonly lagMs: Ms
  readonly now: () => Ms
}

/** Crossings of lines, as they are told: for whoever walks over one and counts, and for what each day says of them. */
export class Walks {
  readonly #hearing = new Set<(crossing: Crossing) => void>()
  readonly #drift: Drift

  /**
   * `file` is that of the configuration: walks under another one mean nothing. What stands in their way is told to `warn`; then no drift is
   * found.
   */
  constructor(
    config: Pick<Config, 'floor' | 'outbox' | 'store'>,
    nowMs: Ms,
    warn: (fault: Fault) => void,
    file?: string,
  ) {
    this.#drift = new Drift(baselinesOf(config, warn, file), atMs => nextDay(atMs, config.store.timezone), nowMs)
  }

  hear(event: Event): void {
    if (event.type !== 'aisle.line.crossed.v1') return
    const { line, direction } = event.data
    this.#drift.cross(line, direction)
    for (const hear of this.#hearing) hear({ line, direction, atMs: Date.parse(event.time) })
  }

  /** Marks the cameras of the entrances where they are not seen as they were, and takes it back where they are again. */
  tick(nowMs: Ms, ailments: Pick<Ailments, 'mark'>): void {
    const judged = this.#drift.tick(nowMs)
    if (!judged) return
    const { lines, sensors, isDrift, entered, left, limit } = judged
    const cause = `${DRIFT}${entered} in and ${left} out over ${lines.join(' and ')} in a day differ by more than ${limit.toFixed(0)}. Walk over ${lines.length === 1 ? 'it' : 'each'} again: aislectl walktest --config FILE --line ${lines.length === 1 ? lines[0] : 'LINE'}`
    const ailment = isDrift ? ({ is: 'degraded', cause, sinceMs: nowMs } as const) : undefined
    for (const sensor of sensors) ailments.mark(sensor, 'drift', ailment, nowMs)
  }

  /**
   * Tells crossings, and where people are as far as the privacy level allows, to whoever is at the local door. Numbers of people are those
   * of one look on.
   */
  route({ level, onFloor, lagMs, now }: Looking): Route {
    return () => ({
      open: line => {
        const numbers = new Map<number, number>()
        const people = setInterval(() => {
          const dots = Array.from(here(level, onFloor, now() - lagMs), ({ id, x, y }) => {
            return { id: numbered(numbers, id), xMetres: x, yMetres: y }
          })
          line.look('people', JSON.stringify(dots))
        }, PEOPLE_MS)
        const hear = (crossing: Crossing) => line.tell('crossing', JSON.stringify(crossing))
        this.#hearing.add(hear)
        return () => {
          clearInterval(people)
          this.#hearing.delete(hear)
        }
      },
    })
  }
}

function numbered(numbers: Map<number, number>, id: number): number {
  const known = numbers.get(id) ?? numbers.size + 1
  numbers.set(id, known)
  return known
}

function baselinesOf(
  config: Pick<Config, 'floor' | 'outbox'>,
  warn: (fault: Fault) => void,
  configFile: string | undefined,
): readonly Baseline[] {
  const file = baselineFile(config.outbox.path)
  try {
    const kept = readBaselines(file)
    const digest = configFile === undefined || kept.length === 0 ? undefined : digestOfFile(configFile)
    const watched = watchedBy(config, kept, digest)
    if (watched.why !== undefined) warn(new Fault('DRIFT_UNWATCHED', { why: watched.why }))
    return watched.baselines
  } catch (thrown) {
    warn(thrown instanceof Fault ? thrown : new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown))
    return []
  }
}
