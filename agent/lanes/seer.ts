import type { Node } from '../../config/node.ts'
import { readingsOf } from '../../config/scanners.ts'
import type { Ms } from '../../config/units.ts'
import { now } from '../../drivers/clock.ts'
import type { CodeFact } from '../codes/fact.ts'
import { contextOf } from '../events/context.ts'
import { PlacedBuffer } from '../floor/placed.ts'
import { type Plane, planes } from '../floor/plane.ts'
import { reachesOf } from '../floor/reach.ts'
import { openDisk } from '../nodes/disk.ts'
import { Sender } from '../nodes/sender.ts'
import type { Beside } from '../publish/beside.ts'
import { Outbox } from '../publish/outbox.ts'
import type { Store } from '../store/store.ts'
import { type FloorStage, LAG_MS, type Part } from './part.ts'
import type { Surroundings } from './stages.ts'

/** A machine that sees for another one: what its trackers follow is placed on the floor and sent there. It knows of no visits. */
export class Seer implements Part {
  readonly floor: FloorStage
  readonly names = []
  readonly lagMs = LAG_MS
  readonly #node: Extract<Node, { kind: 'sensor' }>
  readonly #around: Surroundings
  readonly #placed = new PlacedBuffer()
  readonly #planes: ReadonlyMap<string, Plane>
  #sender: Sender | undefined
  #outbox: Outbox | undefined
  #store: Store | undefined

  constructor(node: Extract<Node, { kind: 'sensor' }>, around: Surroundings) {
    this.#node = node
    this.#around = around
    const { cameras, depth } = around.config
    this.#planes = planes(cameras, depth)
    this.floor = {
      place: (sensor, tracks, reaching) => {
        const plane = this.#planes.get(sensor)
        if (!plane) throw new RangeError(`there is no camera or depth camera called ${sensor}`)
        this.#placed.project(tracks, plane)
        const reaches = reaching ? reachesOf(tracks, reaching) : []
        const { shelves } = around.config.floor
        this.#sender?.see(
          sensor,
          this.#placed,
          reaches.map(({ shelf, hand, ...rest }) => ({ ...rest, shelf: shelves[shelf].id, ...(hand && { hand }) })),
        )
        return []
      },
      dark: sensor => this.#sender?.turn(sensor, true),
      light: sensor => this.#sender?.turn(sensor, false),
      people: () => [],
    }
  }

  open(beside: Beside): void {
    const { config, warn } = this.#around
    const atMs = now()
    const context = contextOf(config)
    const store = openDisk(config.outbox.path, context.source, warn, atMs)
    const { owner, maxMegabytes, maxMinutes, batchMs } = this.#node
    const { commitMs } = config.outbox
    this.#store = store
    this.#outbox = new Outbox(store, { context, atMs, commitMs, maxMegabytes, onFault: warn })
    this.#sender = new Sender(this.#outbox, { beside, owner, batchMs, maxMinutes, now })
    // Until it delivers, a sensor is dark.
    for (const sensor of this.#planes.keys()) this.#sender.turn(sensor, true)
  }

  async close(): Promise<void> {
    this.#sender?.close()
    this.#outbox?.close()
    this.#store?.close()
  }

  scan(fact: CodeFact): void {
    const zone = readingsOf(this.#around.config).find(({ id }) => id === fact.scanner)?.zone
    this.#sender?.scan({ ...fact, ...(zone !== undefined && { zone }) })
  }

  at(_: Ms, act: () => void): void {
    act()
  }

  tick(_: Ms): void {}

  end(): void {}

  watch(): void {}
}
