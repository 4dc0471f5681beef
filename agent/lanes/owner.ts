import type { Config } from '../../config/config.ts'
import { Fault } from '../../config/fault.ts'
import type { Node } from '../../config/node.ts'
import type { Ms } from '../../config/units.ts'
import { contextOf } from '../events/context.ts'
import type { Floor } from '../floor/floor.ts'
import { PlacedBuffer } from '../floor/placed.ts'
import { type Plane, planes } from '../floor/plane.ts'
import { type Reach, reachesOf } from '../floor/reach.ts'
import type { HealthFact } from '../health/fact.ts'
import type { JourneyFact } from '../journey/fact.ts'
import type { Journey } from '../journey/journey.ts'
import { type Batch, unpack } from '../nodes/batch.ts'
import { Late } from '../nodes/late.ts'
import { Loose } from '../nodes/loose.ts'
import { Order } from '../nodes/order.ts'
import { Receiver } from '../nodes/receiver.ts'
import type { Remote } from '../publish/access.ts'
import type { Store } from '../store/store.ts'
import type { FloorStage, Part } from './part.ts'
import type { Surroundings } from './stages.ts'

/** A machine that has sent nothing for this long is silent; one that has sent nothing of the present, dark. */
const SILENT_MS = 3000
/** So long a machine is awaited after the start before it is told of. */
const AWAITED_MS = 10_000
/** What is ahead of the clock by more than this would wait in the buffer for ever: it is left out. */
const AHEAD_MS = 10_000
/** How often it is told what of this machine's own sensors came too late. */
const LOSSES_MS = 60_000
/** What came late is held against the rest once nothing has come late for this long. */
const SETTLE_MS = 5000
/** But of a machine whose clock is behind, everything comes late: this long after the first at the latest. */
const SETTLE_LATEST_MS = 300_000

/** A machine that sees for this one. */
interface Seer {
  /** Its sensors, as the floor knows them. */
  readonly sensors: Set<string>
  /** False once it has sent what a simulated shop shows, where ours is real. */
  isWelcome: boolean
  /** When it last sent something; −∞ before it is awaited. */
  heardMs: Ms
  /** When it last sent something of the present. */
  presentMs: Ms
  silentSinceMs: Ms | undefined
  isClockOff: boolean
  lost: number
  /** Updates left out since they were ahead of the clock. */
  ahead: number
  late: Late | undefined
  /** When something came late first, and last. */
  lateSinceMs: Ms
  lateMs: Ms
}

/**
 * The machine that owns the journeys of the store. What its own sensors and those of the others see waits until time has
 * passed it, and then goes over the floor in the order of capture, as if all were its own. A machine that falls silent leaves
 * its sensors dark; what it tells afterwards is merged in late.
 */
export class Owner implements Part {
  readonly floor: FloorStage
  readonly names: readonly string[]
  readonly lagMs: number
  readonly #config: Config
  readonly #node: Extract<Node, { kind: 'owner' }>
  readonly #around: Surroundings
  readonly #floor: Floor
  readonly #journey: Journey
  readonly #planes: ReadonlyMap<string, Plane>
  readonly #order = new Order<readonly Reach[]>()
  readonly #loose = new Loose()
  readonly #placed = new PlacedBuffer()
  readonly #seers: ReadonlyMap<string, Seer>
  readonly #isSimulated: boolean
  /** Updates of this machine's own sensors that came when the floor had gone on, since the start. */
  readonly #refused = new Map<string, number>()
  readonly #toldRefused = new Map<string, number>()
  #lossesMs: Ms = 0
  #receiver: Receiver | undefined
  #mark: (node: string, isSilent: boolean, atMs: Ms) => void = () => {}

  constructor(node: Extract<Node, { kind: 'owner' }>, floor: Floor, journey: Journey, around: Surroundings) {
    this.#node = node
    this.#config = around.config
    this.#around = around
    this.#floor = floor
    this.#journey = journey
    floor.onFound = found => this.#loose.found(found)
    this.#planes = planes(around.config.cameras, around.config.depth)
    this.#isSimulated = contextOf(around.config).simulated
    this.names = node.sensors
    this.lagMs = node.patienceMs
    this.#seers = new Map(
      node.sensors.map(name => [
        name,
        {
          sensors: new Set<string>(),
          isWelcome: true,
          heardMs: Number.NEGATIVE_INFINITY,
          presentMs: Number.NEGATIVE_INFINITY,
          silentSinceMs: undefined,
          isClockOff: false,
          lost: 0,
          ahead: 0,
          late: undefined,
          lateSinceMs: Number.NEGATIVE_INFINITY,
          lateMs: Number.NEGATIVE_INFINITY,
        },
      ]),
    )
    this.floor = {
      place: (sensor, tracks, reaching) => {
        const plane = this.#planes.get(sensor)
        if (!plane) throw new RangeError(`there is no camera or depth camera called ${sensor}`)
        this.#placed.project(tracks, plane)
        if (!this.#order.push(sensor, this.#placed, reaching ? reachesOf(tracks, reaching) : [])) this.#refuse(sensor)
        return []
      },
      dark: sensor => floor.dark(sensor),
      light: sensor => floor.light(sensor),
      people: () => floor.people(),
    }
  }

  /** @throws Fault FILE_UNREADABLE */
  open(broker: Remote, source: string, store: Store): void {
    for (const seer of this.#seers.values()) seer.heardMs = Date.now() + AWAITED_MS - SILENT_MS
    this.#receiver = new Receiver(store.db, {
      broker,
      source,
      sensors: this.#node.sensors,
      now: Date.now,
      take: (name, batch) => this.take(name, batch, Date.now()),
      malformed: name => this.#around.warn(new Fault('NODE_MALFORMED', { node: name })),
    })
  }

  async close(): Promise<void> {
    await this.#receiver?.close()
  }

  watch(mark: (node: string, isSilent: boolean, atMs: Ms) => void): void {
    this.#mark = mark
  }

  /** Takes a batch of another machine. */
  take(name: string, batch: Batch, nowMs: Ms): void {
    const seer = this.#seers.get(name)
    if (!seer) return
    if (batch.simulated && !this.#isSimulated) {
      if (seer.isWelcome) this.#around.warn(new Fault('NODE_SIMULATED', { node: name }))
      seer.isWelcome = false
      return
    }
    const { lost, ahead } = seer
    for (const update of batch.updates) {
      if (update.atMs - nowMs > AHEAD_MS) {
        seer.ahead++
        continue
      }
      unpack(update, this.#placed)
      const sensor = `${name}/${update.sensor}`
      seer.sensors.add(sensor)
      if (this.#order.push(sensor, this.#placed)) continue
      if (!seer.late) {
        seer.late = new Late(this.#config)
        seer.lateSinceMs = nowMs
      }
      seer.late.put(sensor, this.#placed)
      seer.lateMs = nowMs
    }
    this.#hearClock(name, seer, batch, nowMs)
    seer.lost = batch.lost
    if (batch.lost > lost || seer.ahead > ahead) this.#around.lost(name, { lost: batch.lost, ahead: seer.ahead })
    seer.heardMs = nowMs
    if (seer.silentSinceMs !== undefined)
      this.#tell({ kind: 'sensor.recovered', sensor: name, atMs: nowMs, sinceMs: seer.silentSinceMs })
    seer.silentSinceMs = undefined
    if (batch.madeMs <= this.#order.untilMs) return
    seer.presentMs = nowMs
    this.#mark(name, batch.dark.length > 0, nowMs)
    for (const sensor of seer.sensors)
      if (batch.dark.includes(sensor.slice(name.length + 1))) this.#floor.dark(sensor)
      else this.#floor.light(sensor)
  }

  end(): void {
    this.#receiver?.stop()
    this.#release(Number.POSITIVE_INFINITY)
    for (const seer of this.#seers.values()) this.#settle(seer)
    this.#tellRefused(this.#lossesMs)
  }

  /** Everything that was captured by then goes over the floor. */
  tick(atMs: Ms): void {
    if (this.#order.untilMs - atMs > this.#config.journey.lostSeconds * 1000) this.#release(Number.POSITIVE_INFINITY)
    this.#release(atMs)
    this.#see(this.#floor.tick(atMs))
    const nowMs = atMs + this.lagMs
    for (const [name, seer] of this.#seers) {
      if (nowMs - seer.presentMs > SILENT_MS) this.#darken(name, seer, nowMs)
      if (nowMs - seer.heardMs > SILENT_MS) this.#silence(name, seer, nowMs)
      if (nowMs - seer.lateMs > SETTLE_MS || nowMs - seer.lateSinceMs > SETTLE_LATEST_MS) this.#settle(seer)
    }
    if (Math.abs(nowMs - this.#lossesMs) > LOSSES_MS) this.#tellRefused(nowMs)
  }

  #release(atMs: Ms): void {
    this.#order.release(atMs, (sensor, placed, reaches) => this.#see(this.#floor.put(sensor, placed, reaches)))
  }

  #see(facts: ReturnType<Floor['tick']>): void {
    this.#loose.note(facts, person => this.#journey.visitOf(person))
    this.#journey.see(facts)
  }

  /** Of the present nothing is known of it, be it silent or its clock behind. */
  #darken(name: string, seer: Seer, nowMs: Ms): void {
    for (const sensor of seer.sensors) this.#floor.dark(sensor)
    if (seer.heardMs !== Number.NEGATIVE_INFINITY) this.#mark(name, true, nowMs)
  }

  #silence(name: string, seer: Seer, nowMs: Ms): void {
    if (seer.silentSinceMs !== undefined || seer.heardMs === Number.NEGATIVE_INFINITY) return
    seer.silentSinceMs = nowMs
    this.#around.warn(new Fault('NODE_SILENT', { node: name }))
    this.#tell({ kind: 'sensor.failed', sensor: name, atMs: nowMs, cause: 'NODE_SILENT', sinceMs: nowMs })
  }

  /** What a clock that is off does to the joins is not mended, but told: an operator must set it. */
  #hearClock(name: string, seer: Seer, batch: Batch, nowMs: Ms): void {
    const aheadMs = batch.madeMs - nowMs
    // However long a batch was on its way, it was not made after now.
    const clock = batch.clock ?? (aheadMs > AHEAD_MS ? { aheadMs, errorMs: 0 } : undefined)
    if (!clock) return
    const off = Math.abs(clock.aheadMs) - clock.errorMs
    const isOff = off > this.#node.clockMs
    if (isOff === seer.isClockOff) return
    seer.isClockOff = isOff
    if (!isOff) {
      this.#tell({ kind: 'sensor.recovered', sensor: name, atMs: nowMs, sinceMs: nowMs })
      return
    }
    this.#around.warn(new Fault('CLOCK_APART', { node: name, ms: Math.round(Math.abs(clock.aheadMs)) }))
    this.#tell({ kind: 'sensor.degraded', sensor: name, atMs: nowMs, cause: 'CLOCK_APART', sinceMs: nowMs })
  }

  #refuse(sensor: string): void {
    this.#refused.set(sensor, (this.#refused.get(sensor) ?? 0) + 1)
  }

  #tellRefused(nowMs: Ms): void {
    this.#lossesMs = nowMs
    for (const [sensor, late] of this.#refused) {
      if (this.#toldRefused.get(sensor) === late) continue
      this.#toldRefused.set(sensor, late)
      this.#around.lost(sensor, { late })
    }
  }

  #settle(seer: Seer): void {
    if (!seer.late) return
    const loose = this.#loose
    const people = () => [...this.#floor.people()]
    const visitOf = (person: number) => this.#journey.visitOf(person)
    const facts = seer.late.settle({ loose, people, visitOf }, this.#config.journey.joinMetres)
    seer.late = undefined
    for (const fact of facts) this.#tell(fact)
  }

  #tell(fact: JourneyFact | HealthFact): void {
    this.#around.tell(fact)
  }
}
