import type { Ms } from '../../config/units.ts'

/** Why a sensor does not deliver. */
export type Gap = 'awaited' | 'failed' | 'degraded' | 'ended'

/** Which sensors of the floor deliver, so that a count can say how whole it is. Each is awaited at first. */
export class Coverage {
  readonly #gaps: ReadonlyMap<string, Set<Gap>>
  readonly #tell: (isWhole: boolean, atMs: Ms) => void

  constructor(sensors: readonly string[], atMs: Ms, tell: (isWhole: boolean, atMs: Ms) => void) {
    this.#gaps = new Map(sensors.map(sensor => [sensor, new Set<Gap>(['awaited'])]))
    this.#tell = tell
    this.#report(atMs)
  }

  /** There is this gap in what a sensor delivers, or it has closed. Sensors that do not see the floor are left out. */
  mark(sensor: string, gap: Gap, is: boolean, atMs: Ms): void {
    const gaps = this.#gaps.get(sensor)
    if (!gaps || gaps.has(gap) === is) return
    if (is) gaps.add(gap)
    else gaps.delete(gap)
    this.#report(atMs)
  }

  #report(atMs: Ms): void {
    this.#tell(
      [...this.#gaps.values()].every(gaps => gaps.size === 0),
      atMs,
    )
  }
}
