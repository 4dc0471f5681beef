import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import { digestOfFile } from '../../config/staged.ts'
import type { Ms } from '../../config/units.ts'
import type { Route } from '../console/route.ts'
import type { Standing } from '../console/survey.ts'
import type { Event } from '../events/contract.ts'
import type { Ailments } from '../health/ailments.ts'
import { baselineFile, readBaselines } from '../health/baseline.ts'
import { Drift } from '../health/drift.ts'
import { nextDay } from '../presence/day.ts'

const PEOPLE_MS: Ms = 200
/** Whoever was seen this shortly before is there now. */
const HERE_MS: Ms = 2000

export interface Crossing {
  readonly line: string
  readonly direction: 'in' | 'out'
  readonly atMs: Ms
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
    { outbox, store }: Pick<Config, 'outbox' | 'store'>,
    nowMs: Ms,
    warn: (fault: Fault) => void,
    file?: string,
  ) {
    this.#drift = new Drift(baselinesOf(outbox.path, warn, file), atMs => nextDay(atMs, store.timezone), nowMs)
  }

  hear(event: Event): void {
    if (event.type !== 'aisle.line.crossed.v1') return
    const { line, direction } = event.data
    this.#drift.cross(line, direction)
    for (const hear of this.#hearing) hear({ line, direction, atMs: Date.parse(event.time) })
  }

  /** Marks the cameras of lines that are not seen as they were, and those that are again. */
  tick(nowMs: Ms, ailments: Pick<Ailments, 'mark'>): void {
    const judged = this.#drift.tick(nowMs)
    for (const sensor of new Set(judged.flatMap(({ sensors }) => sensors))) {
      const bad = judged.find(({ isDrift, sensors }) => isDrift && sensors.includes(sensor))
      const cause =
        bad &&
        `drift: ${bad.entered} in and ${bad.left} out over ${bad.line} in a day differ by more than ${bad.limit.toFixed(0)}; walk over it again: aislectl walktest`
      ailments.mark(sensor, 'drift', cause === undefined ? undefined : { is: 'degraded', cause, sinceMs: nowMs }, nowMs)
    }
  }

  /** Tells crossings, and where people are, to whoever is at the local door. Numbers of people are those of one look on. */
  route(onFloor: () => Iterable<Standing>, now: () => Ms): Route {
    return () => ({
      open: line => {
        const numbers = new Map<number, number>()
        const people = setInterval(() => {
          const here = [...onFloor()].filter(({ seenMs }) => now() - seenMs <= HERE_MS)
          const dots = here.map(({ id, x, y }) => ({ id: numbered(numbers, id), xMetres: x, yMetres: y }))
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

function baselinesOf(outboxPath: string, warn: (fault: Fault) => void, configFile: string | undefined) {
  const file = baselineFile(outboxPath)
  try {
    const all = readBaselines(file)
    const digest = configFile === undefined || all.length === 0 ? undefined : digestOfFile(configFile)
    return all.filter(({ configDigest }) => digest === undefined || configDigest === digest)
  } catch (thrown) {
    warn(thrown instanceof Fault ? thrown : new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown))
    return []
  }
}
