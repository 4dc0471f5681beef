import type { Config } from '../../config/config.ts'
import { Fault } from '../../config/fault.ts'
import type { Node } from '../../config/node.ts'
import type { Ms } from '../../config/units.ts'
import type { CodeFact } from '../codes/fact.ts'
import { contextOf } from '../events/context.ts'
import type { Floor } from '../floor/floor.ts'
import { PlacedBuffer } from '../floor/placed.ts'
import { type Plane, planes } from '../floor/plane.ts'
import { type Reach, reachesOf } from '../floor/reach.ts'
import type { Journey } from '../journey/journey.ts'
import { type Batch, type Update, unpack } from '../nodes/batch.ts'
import { Late } from '../nodes/late.ts'
import { Loose } from '../nodes/loose.ts'
import { Order } from '../nodes/order.ts'
import { Receiver } from '../nodes/receiver.ts'
import type { Remote } from '../publish/access.ts'
import type { Store } from '../store/store.ts'
import type { FloorStage, Part } from './part.ts'
import { Peer } from './peer.ts'
import { Refused } from './refused.ts'
import type { Surroundings } from './stages.ts'

/** What is ahead of the clock by more than this would wait in the buffer for ever: it is left out. */
const AHEAD_MS = 10_000
/** A code that was read, waiting for the floor to come to when it was. */
interface Scan {
  readonly fact: CodeFact
  readonly zone: string | undefined
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
  readonly #peers: ReadonlyMap<string, Peer>
  /** In order of time. */
  readonly #scans: Scan[] = []
  readonly #isSimulated: boolean
  /** Updates of this machine's own sensors that came when the floor had gone on. */
  readonly #refused = new Refused()
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

  /** @throws Fault FILE_UNREADABLE */
  open(broker: Remote, source: string, store: Store): void {
    for (const peer of this.#peers.values()) peer.expect(Date.now())
    this.#receiver = new Receiver(store.db, {
      broker,
      source,
      sensors: this.#node.sensors,
      now: Date.now,
      take: (name, batch) => this.take(name, batch, Date.now()),
      malformed: node => this.#around.warn(new Fault('NODE_MALFORMED', { node })),
      elsewhere: (node, owner) => this.#around.warn(new Fault('NODE_ELSEWHERE', { node, owner })),
    })
  }

  async close(): Promise<void> {
    await this.#receiver?.close()
  }

  watch(mark: (node: string, isSilent: boolean, atMs: Ms) => void): void {
    this.#mark = mark
  }

  /** Takes a batch of another machine, and puts it to our time. */
  take(name: string, batch: Batch, nowMs: Ms): void {
    const peer = this.#peers.get(name)
    if (!peer) return
    if (batch.simulated && !this.#isSimulated) {
      peer.turnAway()
      return
    }
    peer.clock.hear(batch.clock, batch.madeMs - nowMs)
    const { isOff, aheadMs } = peer.clock
    const [ahead, clock] = isOff ? [0, batch.updates.length] : [this.#takeAll(peer, batch, nowMs), 0]
    peer.lose({ lost: batch.lost, ahead, clock })
    peer.heard(nowMs)
    if (isOff || batch.madeMs - aheadMs <= this.#order.untilMs) return
    peer.isPresent(nowMs)
    this.#mark(name, batch.dark.length > 0, nowMs)
    for (const sensor of peer.sensors)
      if (batch.dark.includes(sensor.slice(name.length + 1))) this.#floor.dark(sensor)
      else this.#floor.light(sensor)
  }

  scan(fact: CodeFact): void {
    this.#keep(fact, this.#config.scanners.find(({ id }) => id === fact.scanner)?.zone)
  }

  end(): void {
    this.#receiver?.stop()
    this.#release(Number.POSITIVE_INFINITY)
    for (const peer of this.#peers.values()) this.#settle(peer, Number.POSITIVE_INFINITY)
    this.#refused.tell(this.#around.lost)
  }

  /** Everything that was captured by then goes over the floor. */
  tick(atMs: Ms): void {
    if (this.#order.untilMs - atMs > this.#config.journey.lostSeconds * 1000) this.#release(Number.POSITIVE_INFINITY)
    this.#release(atMs)
    this.#see(this.#floor.tick(atMs))
    const nowMs = atMs + this.lagMs
    for (const peer of this.#peers.values()) {
      if (peer.isDark(nowMs)) this.#darken(peer, nowMs)
      this.#settle(peer, nowMs)
    }
    this.#refused.tick(nowMs, this.#around.lost)
  }

  /** Answers how much is left out since it is ahead of the clock. */
  #takeAll(peer: Peer, { updates, scans }: Batch, nowMs: Ms): number {
    const { aheadMs } = peer.clock
    let ahead = 0
    for (const update of updates) {
      const atMs = update.atMs - aheadMs
      if (atMs - nowMs > AHEAD_MS) ahead++
      else this.#takeOne(peer, { ...update, atMs }, nowMs)
    }
    for (const { zone, ...fact } of scans ?? []) this.#keep({ ...fact, atMs: fact.atMs - aheadMs } as CodeFact, zone)
    return ahead
  }

  #takeOne(peer: Peer, update: Update, nowMs: Ms): void {
    unpack(update, this.#placed)
    const sensor = `${peer.name}/${update.sensor}`
    peer.sensors.add(sensor)
    const { shelves } = this.#config.floor
    const reaches = (update.reaches ?? []).flatMap(({ shelf: id, hand, ...rest }): Reach[] => {
      const shelf = shelves.findIndex(one => one.id === id)
      return shelf < 0 ? [] : [{ ...rest, shelf, hand }]
    })
    if (this.#order.push(sensor, this.#placed, reaches)) return
    peer.late ??= new Late(this.#config)
    peer.late.put(sensor, this.#placed, reaches)
    peer.wasLate(nowMs)
  }

  /** What was read waits for the floor, which comes later; where that has gone on, nobody can say any more who stood there. */
  #keep(fact: CodeFact, zone: string | undefined): void {
    if (fact.atMs <= this.#order.untilMs) {
      this.#journey.scan({ ...fact, tracks: 'code' }, undefined)
      return
    }
    let at = this.#scans.length
    while (at > 0 && this.#scans[at - 1].fact.atMs > fact.atMs) at--
    this.#scans.splice(at, 0, { fact, zone })
  }

  #release(atMs: Ms): void {
    while (this.#scans.length > 0 && this.#scans[0].fact.atMs <= atMs) {
      const { fact, zone } = this.#scans.shift()!
      this.#goOn(fact.atMs)
      this.#journey.scan(fact, zone)
    }
    this.#goOn(atMs)
  }

  #goOn(atMs: Ms): void {
    this.#order.release(atMs, (sensor, placed, reaches) => this.#see(this.#floor.put(sensor, placed, reaches)))
  }

  #see(facts: ReturnType<Floor['tick']>): void {
    this.#loose.note(facts, person => this.#journey.visitOf(person))
    this.#journey.see(facts)
  }

  #darken({ name, sensors }: Peer, nowMs: Ms): void {
    for (const sensor of sensors) this.#floor.dark(sensor)
    this.#mark(name, true, nowMs)
  }

  #settle(peer: Peer, nowMs: Ms): void {
    const late = peer.settle(nowMs)
    if (!late) return
    const loose = this.#loose
    const people = () => [...this.#floor.people()]
    const visitOf = (person: number) => this.#journey.visitOf(person)
    for (const fact of late.settle({ loose, people, visitOf }, this.#config.journey.joinMetres)) this.#around.tell(fact)
  }
}
