import { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { Offset } from '../nodes/offset.ts'
import type { Losses } from './lane.ts'
import type { Surroundings } from './stages.ts'

/** A machine that has sent nothing for this long is silent; one that has sent nothing of the present, dark. */
export const SILENT_MS = 3000
/** So long a machine is awaited after the start before it is told of. */
const AWAITED_MS = 10_000

/** Another machine, as the one that owns the journeys knows it; tells of its health. */
export class Peer {
  readonly name: string
  /** Its sensors, as the floor knows them. */
  readonly sensors = new Set<string>()
  readonly clock: Offset
  readonly #around: Pick<Surroundings, 'tell' | 'warn' | 'lost'>
  /** False once it has sent what a simulated shop shows, where ours is real. */
  #isWelcome = true
  /** When it last sent something, and something of the present; −∞ before. */
  #heardMs: Ms = Number.NEGATIVE_INFINITY
  #presentMs: Ms = Number.NEGATIVE_INFINITY
  #silentSinceMs: Ms | undefined
  #offSinceMs: Ms | undefined
  #losses: Losses = { lost: 0, ahead: 0, clock: 0 }

  constructor(name: string, clockMs: number, around: Pick<Surroundings, 'tell' | 'warn' | 'lost'>) {
    this.name = name
    this.#around = around
    this.clock = new Offset(clockMs)
  }

  /** From here on it is missed where it does not speak. */
  expect(nowMs: Ms): void {
    this.#heardMs = nowMs + AWAITED_MS - SILENT_MS
  }

  /** It sees a simulated shop, and ours is real. */
  turnAway(): void {
    if (this.#isWelcome) this.#around.warn(new Fault('NODE_SIMULATED', { node: this.name }))
    this.#isWelcome = false
  }

  /** It spoke. */
  heard(nowMs: Ms): void {
    const { name: sensor } = this
    this.#heardMs = nowMs
    if (this.#silentSinceMs !== undefined)
      this.#around.tell({ kind: 'sensor.recovered', sensor, atMs: nowMs, sinceMs: this.#silentSinceMs })
    this.#silentSinceMs = undefined
    if (this.clock.isOff === (this.#offSinceMs !== undefined)) return
    if (this.#offSinceMs !== undefined) {
      this.#around.tell({ kind: 'sensor.recovered', sensor, atMs: nowMs, sinceMs: this.#offSinceMs })
      this.#offSinceMs = undefined
      return
    }
    this.#offSinceMs = nowMs
    this.#around.warn(new Fault('CLOCK_APART', { node: sensor, ms: Math.round(Math.abs(this.clock.aheadMs)) }))
    this.#around.tell({ kind: 'sensor.degraded', sensor, atMs: nowMs, cause: 'CLOCK_APART', sinceMs: nowMs })
  }

  /** It spoke of the present. */
  isPresent(nowMs: Ms): void {
    this.#presentMs = nowMs
  }

  /** How much of it was left out since the start: told where it has grown. */
  lose(by: { readonly lost: number; readonly ahead: number; readonly clock: number }): void {
    const { lost, ahead, clock } = this.#losses
    const losses = { lost: by.lost, ahead: ahead + by.ahead, clock: clock + by.clock }
    const hasGrown = losses.lost > lost || by.ahead > 0 || by.clock > 0
    this.#losses = losses
    if (hasGrown) this.#around.lost(this.name, losses)
  }

  /** Time passes. Answers whether nothing is known of the present, be it silent or its clock off; false before it is awaited. */
  isDark(nowMs: Ms): boolean {
    const isAwaited = this.#heardMs !== Number.NEGATIVE_INFINITY
    if (isAwaited && nowMs - this.#heardMs > SILENT_MS && this.#silentSinceMs === undefined) {
      this.#silentSinceMs = nowMs
      this.#around.warn(new Fault('NODE_SILENT', { node: this.name }))
      const cause = 'NODE_SILENT'
      this.#around.tell({ kind: 'sensor.failed', sensor: this.name, atMs: nowMs, cause, sinceMs: nowMs })
    }
    return isAwaited && nowMs - this.#presentMs > SILENT_MS
  }
}
