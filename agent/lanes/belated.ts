import type { Ms } from '../../config/units.ts'
import { PlacedBuffer } from '../floor/placed.ts'
import type { JourneyFact } from '../journey/fact.ts'
import type { Backlog } from '../nodes/backlog.ts'
import { reachesIn, type Update, unpack } from '../nodes/batch.ts'
import { type InTime, Late, type LateConfig } from '../nodes/late.ts'

/**
 * What came late is held against the rest once nothing has come late for this long, and those who were in the shop when the present
 * came again visit it: until then there is nothing that they could be joined to.
 */
const SETTLE_MS = 5000
/** But where everything comes late, this long after the first at the latest. */
const SETTLE_LATEST_MS = 300_000

/** What came late of one machine, and when the first and the last of it came. */
interface Waiting {
  readonly late: Late
  readonly sinceMs: Ms
  lastMs: Ms
}

/** What other machines tell when the floor has gone on: kept until nothing more comes, and then merged in. */
export class Belated {
  readonly #config: LateConfig
  readonly #inTime: InTime
  readonly #tell: (fact: JourneyFact) => void
  readonly #waiting = new Map<string, Waiting>()
  readonly #placed = new PlacedBuffer()
  #backlog: Backlog | undefined

  constructor(config: LateConfig, inTime: InTime, tell: (fact: JourneyFact) => void) {
    this.#config = config
    this.#inTime = inTime
    this.#tell = tell
  }

  /** From here on it outlives the run; what an earlier one of these machines left is taken first. */
  open(backlog: Backlog, nodes: readonly string[], nowMs: Ms): void {
    for (const { node, update } of backlog.before())
      if (nodes.includes(node)) this.#take(node, update, nowMs)
      else backlog.forget(node)
    this.#backlog = backlog
  }

  take(node: string, update: Update, nowMs: Ms): void {
    this.#backlog?.add(node, update)
    this.#take(node, update, nowMs)
  }

  /** Merges in what is whole by now. `keep` returns when what was told of it is on the disk, and `commit` when it was taken itself. */
  settle(nowMs: Ms, commit: () => void, keep: () => void): void {
    const { joinMetres, unseenEntrySeconds } = this.#config.journey
    const settleMs = SETTLE_MS + 1000 * unseenEntrySeconds
    for (const [node, { late, sinceMs, lastMs }] of this.#waiting) {
      if (Math.abs(nowMs - lastMs) <= settleMs && nowMs - sinceMs <= SETTLE_LATEST_MS) continue
      this.#waiting.delete(node)
      commit()
      for (const fact of late.settle(this.#inTime, joinMetres)) this.#tell(fact)
      // A crash between the two tells it twice: the other way round it would be lost.
      keep()
      this.#backlog?.forget(node)
      commit()
    }
  }

  #take(node: string, update: Update, nowMs: Ms): void {
    let one = this.#waiting.get(node)
    if (!one) this.#waiting.set(node, (one = { late: new Late(this.#config), sinceMs: nowMs, lastMs: nowMs }))
    one.lastMs = nowMs
    unpack(update, this.#placed)
    one.late.put(`${node}/${update.sensor}`, this.#placed, reachesIn(update, this.#config.floor.shelves))
  }
}
