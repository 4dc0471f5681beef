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

/** A machine that has sent nothing of the present for this long is silent. */
const SILENT_MS = 3000
/** What came late is held against the rest once nothing has come late for this long. */
const SETTLE_MS = 5000

/** A machine that sees for this one. */
interface Seer {
  /** Its sensors, as the floor knows them. */
  readonly sensors: Set<string>
  /** False once it has sent what a simulated shop shows, where ours is real. */
  isWelcome: boolean
  /** When it last sent something of the present. */
  heardMs: Ms
  silentSinceMs: Ms | undefined
  isClockOff: boolean
  lost: number
  late: Late | undefined
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
          silentSinceMs: undefined,
          isClockOff: false,
          lost: 0,
          late: undefined,
          lateMs: Number.NEGATIVE_INFINITY,
        },
      ]),
    )
    this.floor = {
      place: (sensor, tracks, reaching) => {
        const plane = this.#planes.get(sensor)
        if (!plane) throw new RangeError(`there is no camera or depth camera called ${sensor}`)
        this.#placed.project(tracks, plane)
        this.#order.push(sensor, this.#placed, reaching ? reachesOf(tracks, reaching) : [])
        return []
      },
      dark: sensor => floor.dark(sensor),
      light: sensor => floor.light(sensor),
      people: () => floor.people(),
    }
  }

  /** @throws Fault FILE_UNREADABLE */
  open(broker: Remote, source: string, store: Store): void {
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
    for (const update of batch.updates) {
      unpack(update, this.#placed)
      const sensor = `${name}/${update.sensor}`
      seer.sensors.add(sensor)
      if (this.#order.push(sensor, this.#placed)) continue
      seer.late ??= new Late(this.#config)
      seer.late.put(sensor, this.#placed)
      seer.lateMs = nowMs
    }
    this.#hearClock(name, seer, batch, nowMs)
    if (batch.lost > seer.lost) this.#around.lost(name, { lost: batch.lost })
    seer.lost = batch.lost
    if (batch.madeMs <= this.#order.untilMs) return
    seer.heardMs = nowMs
    if (seer.silentSinceMs !== undefined)
      this.#tell({ kind: 'sensor.recovered', sensor: name, atMs: nowMs, sinceMs: seer.silentSinceMs })
    seer.silentSinceMs = undefined
    this.#mark(name, false, nowMs)
    for (const sensor of seer.sensors)
      if (batch.dark.includes(sensor.slice(name.length + 1))) this.#floor.dark(sensor)
      else this.#floor.light(sensor)
  }

  end(): void {
    this.#receiver?.stop()
    this.#release(Number.POSITIVE_INFINITY)
    for (const seer of this.#seers.values()) if (seer.late) this.#settle(seer)
  }

  /** Everything that was captured by then goes over the floor. */
  tick(atMs: Ms): void {
    if (this.#order.untilMs - atMs > this.#config.journey.lostSeconds * 1000) this.#release(Number.POSITIVE_INFINITY)
    this.#release(atMs)
    this.#see(this.#floor.tick(atMs))
    const nowMs = atMs + this.lagMs
    for (const [name, seer] of this.#seers) {
      if (nowMs - seer.heardMs > SILENT_MS) this.#silence(name, seer, nowMs)
      if (seer.late && nowMs - seer.lateMs > SETTLE_MS) this.#settle(seer)
    }
  }

  #release(atMs: Ms): void {
    this.#order.release(atMs, (sensor, placed, reaches) => this.#see(this.#floor.put(sensor, placed, reaches)))
  }

  #see(facts: ReturnType<Floor['tick']>): void {
    this.#loose.note(facts, person => this.#journey.visitOf(person))
    this.#journey.see(facts)
  }

  #silence(name: string, seer: Seer, nowMs: Ms): void {
    for (const sensor of seer.sensors) this.#floor.dark(sensor)
    // Who was never heard is awaited, not lost.
    if (seer.silentSinceMs !== undefined || seer.heardMs === Number.NEGATIVE_INFINITY) return
    seer.silentSinceMs = nowMs
    this.#mark(name, true, nowMs)
    this.#around.warn(new Fault('NODE_SILENT', { node: name }))
    this.#tell({ kind: 'sensor.failed', sensor: name, atMs: nowMs, cause: 'NODE_SILENT', sinceMs: nowMs })
  }

  /** What a clock that is off does to the joins is not mended, but told: an operator must set it. */
  #hearClock(name: string, seer: Seer, { clock }: Batch, nowMs: Ms): void {
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

  #settle(seer: Seer): void {
    const loose = this.#loose
    const people = () => [...this.#floor.people()]
    const visitOf = (person: number) => this.#journey.visitOf(person)
    const facts = seer.late!.settle({ loose, people, visitOf }, this.#config.journey.joinMetres)
    seer.late = undefined
    for (const fact of facts) this.#tell(fact)
  }

  #tell(fact: JourneyFact | HealthFact): void {
    this.#around.tell(fact)
  }
}
