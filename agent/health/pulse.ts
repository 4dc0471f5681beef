import { discreet } from '../../config/redact.ts'
import type { Ms } from '../../config/units.ts'
import type { HealthFact } from './fact.ts'

/** `awaited`: it has delivered nothing yet, and a sniffer or a scanner is not open yet. `ended`: a recording that is over. */
export type SensorState = 'awaited' | 'well' | 'degraded' | 'failed' | 'ended'

export interface Beat {
  readonly id: string
  readonly state: SensorState
  /** When it last delivered something, if it ever did. */
  readonly lastMs: Ms | undefined
  /** Why it is degraded or has failed, in words where there are any, and since when. They stay on this machine. */
  readonly cause?: string | undefined
  readonly sinceMs?: Ms | undefined
}

interface Known {
  state: SensorState
  lastMs: Ms | undefined
  cause?: string | undefined
  sinceMs?: Ms | undefined
}

/** A lane that is busy with one item for so long will not come back by itself. */
const STUCK_MS = 120_000

/** When each sensor last delivered something, and how it is. */
export class Pulse {
  readonly #beats: Map<string, Known>
  /** Since when a lane is busy with one item, by the steady clock. */
  readonly #busy = new Map<string, number>()

  constructor(sensors: readonly string[]) {
    this.#beats = new Map(sensors.map(id => [id, { state: 'awaited', lastMs: undefined }]))
  }

  /** It delivered something. */
  beat(sensor: string, atMs: Ms): void {
    const known = this.#beats.get(sensor)
    if (!known) return
    known.lastMs = atMs
    this.open(sensor)
  }

  /** It is open, whether or not there is anything to deliver. */
  open(sensor: string): void {
    const known = this.#beats.get(sensor)
    if (known?.state === 'awaited') known.state = 'well'
  }

  /** Something was told of a sensor. */
  note(fact: HealthFact): void {
    if (fact.kind === 'sensor.failed') this.#set(fact.sensor, 'failed', fact)
    else if (fact.kind === 'sensor.degraded') this.#set(fact.sensor, 'degraded', fact)
    else if (fact.kind === 'sensor.recovered') this.#set(fact.sensor, 'well')
  }

  /** What is wrong with a sensor of which that was told, in words for whoever mends it. */
  explain(sensor: string, words: string): void {
    const known = this.#beats.get(sensor)
    if (known?.cause !== undefined) known.cause = discreet(words)
  }

  /** Its lane begins with an item, by the steady clock of `performance.now()`; or is done with it. */
  busy(sensor: string, sinceMs: number | undefined): void {
    if (sinceMs === undefined) this.#busy.delete(sensor)
    else this.#busy.set(sensor, sinceMs)
  }

  /** A sensor whose lane is stuck, by the same clock. */
  stuck(nowMs: number): string | undefined {
    for (const [sensor, sinceMs] of this.#busy) if (nowMs - sinceMs > STUCK_MS) return sensor
    return undefined
  }

  end(sensor: string): void {
    this.#set(sensor, 'ended')
  }

  all(): Beat[] {
    return [...this.#beats].map(([id, beat]) => ({ id, ...beat }))
  }

  #set(sensor: string, state: SensorState, why?: { readonly cause: string; readonly sinceMs: Ms }): void {
    const known = this.#beats.get(sensor)
    if (!known) return
    known.state = state
    known.cause = why?.cause
    known.sinceMs = why?.sinceMs
  }
}
