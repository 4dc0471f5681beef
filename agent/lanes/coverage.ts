import type { Ms } from '../../config/units.ts'

/** Why a sensor does not deliver. */
export type Gap = 'awaited' | 'failed' | 'degraded' | 'ended' | 'silent' | 'blind'

/** Which sensors of the floor deliver, so that a count can say how whole it is. Each is awaited at first. */
export class Coverage {
  readonly #gaps: ReadonlyMap<string, Set<Gap>>
  readonly #tell: (isWhole: boolean, atMs: Ms, share: number) => void
  readonly #turn: (sensor: string, isDark: boolean) => void

  /** `turn` hears of each sensor that it delivers nothing any more, or delivers again. */
  constructor(
    sensors: readonly string[],
    atMs: Ms,
    tell: (isWhole: boolean, atMs: Ms, share: number) => void,
    turn: (sensor: string, isDark: boolean) => void = () => {},
  ) {
    this.#gaps = new Map(sensors.map(sensor => [sensor, new Set<Gap>(['awaited'])]))
    this.#tell = tell
    this.#turn = turn
    this.#report(atMs)
  }

  /** There is this gap in what a sensor delivers, or it has closed. Sensors that do not see the floor are left out. */
  mark(sensor: string, gap: Gap, is: boolean, atMs: Ms): void {
    const gaps = this.#gaps.get(sensor)
    if (!gaps || gaps.has(gap) === is) return
    const was = gaps.size > 0
    if (is) gaps.add(gap)
    else gaps.delete(gap)
    if (gaps.size > 0 !== was) this.#turn(sensor, gaps.size > 0)
    this.#report(atMs)
  }

  #report(atMs: Ms): void {
    const whole = [...this.#gaps.values()].filter(gaps => gaps.size === 0).length
    this.#tell(whole === this.#gaps.size, atMs, this.#gaps.size > 0 ? whole / this.#gaps.size : 1)
  }
}
