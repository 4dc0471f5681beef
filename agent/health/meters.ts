import type { Registry } from 'prom-client'
import type { Ms } from '../../config/units.ts'
import { Meter, Rate, type SensorKind } from './meter.ts'
import { openRegistry } from './metrics.ts'
import type { Load } from './pressure.ts'
import type { Beat, Pulse } from './pulse.ts'
import type { FloorReading, OutboxReading, Readings, SensorReading } from './readings.ts'
import type { Shed } from './shed.ts'
import { Vitals } from './vitals.ts'

/** How often the worker that embeds faces is asked how many they were. */
const EMBEDDED_MS: Ms = 5000

/** What the meters ask whoever knows. */
export interface Watched {
  readonly pulse: Pulse
  readonly outbox?: () => Omit<OutboxReading, 'publishedPerSecond'>
  readonly broker?: () => { readonly online: boolean }
  readonly floor?: () => FloorReading
  readonly shed?: () => readonly Shed[]
  readonly embedded?: () => Promise<number>
  readonly isSynchronised?: () => boolean
}

/** What an agent knows of itself in numbers. What is measured is written down where it happens and worked out when somebody asks. */
export class Meters {
  /** The same for Prometheus: worked out when it is read. */
  readonly registry: Registry
  readonly #meters: ReadonlyMap<string, Meter>
  readonly #vitals = new Vitals()
  readonly #published = new Rate()
  readonly #now: () => Ms
  #watched: Watched
  #embedded = 0
  #askedMs = Number.NEGATIVE_INFINITY
  #recent: Readings | undefined

  /** `now` as the {@link Pulse} is told it. */
  constructor(sensors: readonly { id: string; kind: SensorKind }[], watched: Watched, now: () => Ms) {
    this.#meters = new Map(sensors.map(({ id, kind }) => [id, new Meter(id, kind)]))
    this.#watched = watched
    this.#now = now
    this.registry = openRegistry(() => this.#once())
  }

  of(sensor: string): Meter | undefined {
    return this.#meters.get(sensor)
  }

  /** From here on these are asked too. */
  watch(more: Partial<Watched>): void {
    this.#watched = { ...this.#watched, ...more }
  }

  /** To be called about once a second, with a clock that nobody sets. */
  tick(atMs: Ms): void {
    for (const meter of this.#meters.values()) meter.tick(atMs)
    this.#vitals.tick(atMs)
    const { outbox, embedded } = this.#watched
    if (outbox) this.#published.tick(outbox().published, atMs)
    if (!embedded || atMs - this.#askedMs < EMBEDDED_MS) return
    this.#askedMs = atMs
    // It goes with its thread when the agent stops.
    void embedded().then(
      count => (this.#embedded = count),
      () => {},
    )
  }

  /** How much there is to do for the process, and how the camera keeps up that does so least. */
  load(): Load {
    let [overtaken, lateMs] = [0, 0]
    for (const meter of this.#meters.values()) {
      if (meter.kind === 'wifi' || meter.kind === 'scanner') continue
      overtaken = Math.max(overtaken, meter.overtaken)
      lateMs = Math.max(lateMs, meter.meanLatencyMs ?? 0)
    }
    return { process: this.#vitals.read(), overtaken, lateMs }
  }

  /** How each sensor fares: asks nobody else. */
  sensors(): SensorReading[] {
    const nowMs = this.#now()
    return this.#watched.pulse.all().flatMap(beat => {
      const meter = this.#meters.get(beat.id)
      return meter ? [sensorReading(beat, meter, nowMs)] : []
    })
  }

  read(): Readings {
    const { outbox, broker, floor, shed, isSynchronised } = this.#watched
    return {
      sensors: this.sensors(),
      process: this.#vitals.read(),
      ...(outbox && { outbox: { ...outbox(), publishedPerSecond: this.#published.perSecond } }),
      ...(broker && { broker: broker() }),
      ...(floor && { floor: floor() }),
      shed: shed?.() ?? [],
      facesEmbedded: this.#embedded,
      clockSynchronised: isSynchronised?.() ?? true,
    }
  }

  close(): void {
    this.#vitals.close()
  }

  /** Those who ask in one turn of the event loop are told the same. */
  #once(): Readings {
    if (!this.#recent) setImmediate(() => (this.#recent = undefined))
    return (this.#recent ??= this.read())
  }
}

function sensorReading({ id, state, lastMs, cause, sinceMs }: Beat, meter: Meter, nowMs: Ms): SensorReading {
  const latency = meter.latenciesMs(0.5, 0.99)
  const mean = meter.meanStageMs
  return {
    id,
    kind: meter.kind,
    state,
    ...(cause !== undefined && { cause }),
    ...(sinceMs !== undefined && { sinceSeconds: secondsSince(sinceMs, nowMs) }),
    ...(lastMs !== undefined && { ageSeconds: secondsSince(lastMs, nowMs) }),
    perSecond: meter.perSecond,
    droppedPerSecond: meter.droppedPerSecond,
    delivered: meter.delivered,
    dropped: meter.dropped,
    thinned: meter.thinned,
    waiting: meter.waiting,
    ...(latency && { latencyMs: { p50: latency[0], p99: latency[1] } }),
    ...(mean !== undefined && { stageMs: { mean } }),
    stageSeconds: meter.stageMs / 1000,
  }
}

function secondsSince(atMs: Ms, nowMs: Ms): number {
  return Math.max(0, (nowMs - atMs) / 1000)
}
