import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import type { Node } from '../../config/node.ts'
import { readingsOf } from '../../config/scanners.ts'
import type { Ms } from '../../config/units.ts'
import { now } from '../../drivers/clock.ts'
import type { CodeFact } from '../codes/fact.ts'
import { contextOf } from '../events/context.ts'
import type { Floor } from '../floor/floor.ts'
import { PlacedBuffer } from '../floor/placed.ts'
import { type Plane, planes } from '../floor/plane.ts'
import { type Reach, reachesOf } from '../floor/reach.ts'
import type { JourneyFact } from '../journey/fact.ts'
import type { Journey } from '../journey/journey.ts'
import { Backlog } from '../nodes/backlog.ts'
import { type Batch, reachesIn, type Update, unpack } from '../nodes/batch.ts'
import { openDisk } from '../nodes/disk.ts'
import { Loose } from '../nodes/loose.ts'
import { Order } from '../nodes/order.ts'
import { Receiver } from '../nodes/receiver.ts'
import type { Beside } from '../publish/beside.ts'
import type { Store } from '../store/store.ts'
import { Belated } from './belated.ts'
import type { FloorStage, Part } from './part.ts'
import { Peer } from './peer.ts'
import { Refused } from './refused.ts'
import type { Surroundings } from './stages.ts'

/** What is ahead of the clock by more than this would wait in the buffer for ever: it is left out. */
const AHEAD_MS = 10_000
/** Taken of what a machine says whose clock nobody believes. */
const NOTHING = { ahead: 0, isLate: false }

type Around = Surroundings & {
  /** Hears of what came late of visits, and tells it. */
  readonly follow: (fact: JourneyFact) => void
}

/** Something to be done when the floor has come to an instant. */
interface Waiting {
  readonly atMs: Ms
  readonly act: () => void
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
  readonly #around: Around
  readonly #floor: Floor
  readonly #journey: Journey
  readonly #planes: ReadonlyMap<string, Plane>
  readonly #order = new Order<readonly Reach[]>()
  readonly #loose = new Loose()
  readonly #belated: Belated
  readonly #placed = new PlacedBuffer()
  readonly #peers: ReadonlyMap<string, Peer>
  /** In order of time. */
  readonly #waiting: Waiting[] = []
  readonly #isSimulated: boolean
  /** Updates of this machine's own sensors that came when the floor had gone on. */
  readonly #refused = new Refused()
  #store: Store | undefined
  #receiver: Receiver | undefined
  #keepTold: () => void = () => {}
  #mark: (node: string, isSilent: boolean, atMs: Ms) => void = () => {}

  constructor(node: Extract<Node, { kind: 'owner' }>, floor: Floor, journey: Journey, around: Around) {
    this.#node = node
    this.#config = around.config
    this.#around = around
    this.#floor = floor
    this.#journey = journey
    floor.onFound = found => this.#loose.found(found)
    this.#belated = new Belated(
      around.config,
      { loose: this.#loose, people: () => floor.people(), visitOf: person => journey.visitOf(person) },
      around.follow,
    )
    this.#planes = planes(around.config.cameras, around.config.depth)
    this.#isSimulated = contextOf(around.config).simulated
    this.names = node.sensors
    this.lagMs = node.patienceMs
    this.#peers = new Map(node.sensors.map(name => [name, new Peer(name, node.clockMs, around)]))
    this.floor = {
      place: (sensor, tracks, reaching) => {
        const plane = this.#planes.get(sensor)
        if (!plane) throw new RangeError(`there is no camera or depth camera called ${sensor}`)
        this.#placed.project(tracks, plane)
        if (!this.#order.push(sensor, this.#placed, reaching ? reachesOf(tracks, reaching) : []))
          this.#refused.add(sensor)
        return []
      },
      dark: sensor => floor.dark(sensor),
      light: sensor => floor.light(sensor),
      people: () => floor.people(),
    }
  }

  open(beside: Beside, source: string, keep: () => void): void {
    const nowMs = now()
    const { warn, config } = this.#around
    const store = openDisk(config.outbox.path, source, warn, nowMs)
    const backlog = new Backlog(store.db)
    this.#store = store
    this.#keepTold = keep
    for (const peer of this.#peers.values()) peer.expect(nowMs)
    this.#belated.open(backlog, this.names, nowMs)
    this.#receiver = new Receiver(store.db, {
      beside,
      source,
      sensors: this.#node.sensors,
      now,
      take: (name, batch) => this.take(name, batch, now()),
      keep: backlog,
      failed: thrown => warn(new Fault('STORE_UNWRITABLE', { file: store.file, why: why(thrown) }, thrown)),
      malformed: node => warn(new Fault('NODE_MALFORMED', { node })),
      elsewhere: (node, owner) => warn(new Fault('NODE_ELSEWHERE', { node, owner })),
    })
  }

  async close(): Promise<void> {
    this.#receiver?.close()
    this.#store?.close()
  }

  watch(mark: (node: string, isSilent: boolean, atMs: Ms) => void): void {
    this.#mark = mark
  }

  /** Takes a batch of another machine, and puts it to our time. Answers whether some of it came late, and is to be kept. */
  take(name: string, batch: Batch, nowMs: Ms): boolean {
    const peer = this.#peers.get(name)
    if (!peer) return false
    if (batch.simulated && !this.#isSimulated) {
      peer.turnAway()
      return false
    }
    peer.clock.hear(batch.clock, batch.madeMs - nowMs)
    const { isOff, aheadMs } = peer.clock
    const { ahead, isLate } = isOff ? NOTHING : this.#takeAll(peer, batch, nowMs)
    peer.lose({ lost: batch.lost, ahead, clock: isOff ? batch.updates.length : 0 })
    peer.heard(nowMs)
    if (!isOff && batch.madeMs - aheadMs > this.#order.untilMs) this.#isPresent(peer, batch.dark, nowMs)
    return isLate
  }

  scan(fact: CodeFact): void {
    this.#keep(fact, readingsOf(this.#config).find(({ id }) => id === fact.scanner)?.zone)
  }

  at(atMs: Ms, act: () => void): void {
    if (atMs <= this.#order.untilMs) {
      act()
      return
    }
    let at = this.#waiting.length
    while (at > 0 && this.#waiting[at - 1].atMs > atMs) at--
    this.#waiting.splice(at, 0, { atMs, act })
  }

  end(): void {
    this.#receiver?.stop()
    this.#release(Number.POSITIVE_INFINITY)
    this.#settle(Number.POSITIVE_INFINITY)
    this.#refused.tell(this.#around.lost)
  }

  /** Everything that was captured by then goes over the floor. */
  tick(atMs: Ms): void {
    if (this.#order.untilMs - atMs > this.#config.journey.lostSeconds * 1000) this.#release(Number.POSITIVE_INFINITY)
    this.#release(atMs)
    this.#see(this.#floor.tick(atMs))
    const nowMs = atMs + this.lagMs
    for (const peer of this.#peers.values()) if (peer.isDark(nowMs)) this.#darken(peer, nowMs)
    this.#settle(nowMs)
    this.#refused.tick(nowMs, this.#around.lost)
  }

  /** Answers how much is left out since it is ahead of the clock, and whether some came late. */
  #takeAll(peer: Peer, { updates, scans }: Batch, nowMs: Ms): { readonly ahead: number; readonly isLate: boolean } {
    const { aheadMs } = peer.clock
    let ahead = 0
    let isLate = false
    for (const update of updates) {
      const atMs = update.atMs - aheadMs
      if (atMs - nowMs > AHEAD_MS) ahead++
      else if (!this.#takeOne(peer, { ...update, atMs }, nowMs)) isLate = true
    }
    for (const { zone, ...fact } of scans ?? []) this.#keep({ ...fact, atMs: fact.atMs - aheadMs } as CodeFact, zone)
    return { ahead, isLate }
  }

  /** False where it came late. */
  #takeOne({ name, sensors }: Peer, update: Update, nowMs: Ms): boolean {
    unpack(update, this.#placed)
    const sensor = `${name}/${update.sensor}`
    sensors.add(sensor)
    if (this.#order.push(sensor, this.#placed, reachesIn(update, this.#config.floor.shelves))) return true
    this.#belated.take(name, update, nowMs)
    return false
  }

  /** What was read waits for the floor, which comes later; where that has gone on, nobody can say any more who stood there. */
  #keep(fact: CodeFact, zone: string | undefined): void {
    if (fact.atMs <= this.#order.untilMs) {
      this.#journey.scan({ ...fact, tracks: 'code' }, undefined)
      return
    }
    this.at(fact.atMs, () => this.#journey.scan(fact, zone))
  }

  #release(untilMs: Ms): void {
    while (this.#waiting.length > 0 && this.#waiting[0].atMs <= untilMs) {
      const { atMs, act } = this.#waiting.shift()!
      this.#goOn(atMs)
      act()
    }
    this.#goOn(untilMs)
  }

  #goOn(atMs: Ms): void {
    this.#order.release(atMs, (sensor, placed, reaches) => this.#see(this.#floor.put(sensor, placed, reaches)))
  }

  #see(facts: ReturnType<Floor['tick']>): void {
    this.#loose.note(facts, person => this.#journey.visitOf(person))
    this.#journey.see(facts)
  }

  /** What it tells is of the present: its sensors deliver, but for those that it says are dark. */
  #isPresent(peer: Peer, dark: readonly string[], nowMs: Ms): void {
    const { name, sensors } = peer
    peer.isPresent(nowMs)
    this.#mark(name, dark.length > 0, nowMs)
    for (const sensor of sensors)
      if (dark.includes(sensor.slice(name.length + 1))) this.#floor.dark(sensor)
      else this.#floor.light(sensor)
  }

  #darken({ name, sensors }: Peer, nowMs: Ms): void {
    for (const sensor of sensors) this.#floor.dark(sensor)
    this.#mark(name, true, nowMs)
  }

  #settle(nowMs: Ms): void {
    this.#belated.settle(nowMs, () => this.#receiver?.commit(), this.#keepTold)
  }
}
