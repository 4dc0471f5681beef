import { Fault, why } from '../../../config/fault.ts'
import { compare, idOf, type Place, placeOf } from '../wire.ts'
import { type Due, isStart, turnsBack } from './due.ts'
import { Inquiry } from './inquiry.ts'
import type { Position } from './progress.ts'
import type { Reading } from './reading.ts'
import { Stream } from './stream.ts'
import type { Reply } from './words.ts'
import type { Yard } from './yard.ts'

/** Failures of one event until it is let go what waits behind it. */
const STUBBORN = 3
const FIRST_MS = 100
const CAP_MS = 60_000

/** One stream of one agent on its way to the handlers: in order, one after the other, each until it is done. */
export class Lane<T> {
  readonly source: string
  readonly name: string
  readonly #yard: Yard<T>
  readonly #stream: Stream<Reading['said']>
  readonly #inquiry: Inquiry
  #through: Place | undefined
  #working: Promise<void> | undefined

  constructor(yard: Yard<T>, source: string, name: string, through: string | undefined) {
    this.#yard = yard
    this.source = source
    this.name = name
    const place = through === undefined ? undefined : placeOf(through)
    const isAnew = place !== undefined && isStart(place)
    this.#through = isAnew ? undefined : place
    this.#stream = new Stream(this.#through, { hold: yard.hold, opening: isAnew || yard.from !== 'now' })
    this.#inquiry = new Inquiry(this.#stream, source, name, yard, () => this.#work())
  }

  /** An event of this stream came; `again` where we asked for it. */
  hear({ place, before, certain, said }: Reading, again: boolean, ack: () => void): void {
    this.#stream.hear({ place, before, certain, what: said, ack }, again)
    this.#work()
    this.#inquiry.heard(again)
  }

  /** Something that we asked for came, and cannot be read. */
  strange(): void {
    this.#stream.strange()
  }

  /** The broker has let us in. */
  connected(): void {
    this.acknowledge()
    this.#inquiry.connected()
  }

  /** Something may have been missed without a trace. */
  wonder(): void {
    this.#inquiry.wonder()
  }

  /** What the agent says of itself. */
  presence(here: boolean, epoch: number): void {
    this.#inquiry.presence(here, epoch)
  }

  /** Whether what we have of it is later than all that an agent can tell in this epoch. */
  isBeyond(epoch: number): boolean {
    return (this.#stream.taken?.epoch ?? 0) > epoch
  }

  /** The agent counts from below what we have of it. */
  begin(): void {
    this.#through = undefined
    this.#stream.begin(this.name)
    this.#work()
    this.#inquiry.poke()
  }

  /** Says again how far we have come. */
  acknowledge(): void {
    if (this.#through) this.#acknowledge(this.#through)
  }

  /** Whether it waits for an answer. */
  get asks(): boolean {
    return this.#inquiry.asks
  }

  /** Whether the line is up over which the agent's shop is connected to a central broker. */
  bridge(up: boolean): void {
    this.#inquiry.bridge(up)
  }

  answered(id: string, reply: Reply): void {
    this.#inquiry.answered(id, reply)
  }

  /** Begins nothing more, and waits for what was begun. */
  async close(): Promise<void> {
    this.#inquiry.close()
    await this.#working
  }

  #work(): void {
    if (!this.#working && this.#stream.next(1).length > 0) this.#working = this.#run()
  }

  async #run(): Promise<void> {
    let failures = 0
    /** So many are left of a batch that failed. Of several, nobody knows which it was: one by one. */
    let single = 0
    while (!this.#yard.signal.aborted) {
      const batch = this.#stream.next(single > 0 ? 1 : this.#yard.batch)
      if (batch.length === 0) break
      const place = batch[batch.length - 1].place
      try {
        await this.#yard.commit(this.#position(place), (tx, stored) => this.#handle(batch, tx, stored))
      } catch (thrown) {
        if (batch.length > 1) single = batch.length
        else await this.#failed(batch[0].place, failures++, thrown)
        continue
      }
      failures = 0
      single = Math.max(0, single - 1)
      this.#stream.reopen()
      this.#stream.done(batch.length)
      this.#through = place
      this.#acknowledge(place)
      this.#inquiry.poke()
    }
    this.#working = undefined
  }

  /** Answers whether there was something to do that is not stored already. */
  async #handle(batch: readonly Due<Reading['said']>[], tx: T, stored: string | undefined): Promise<boolean> {
    let had = stored === undefined ? undefined : placeOf(stored)
    let isNews = false
    for (const due of batch) {
      if (had && isDone(due, had)) continue
      await this.#yard.handle(this.source, this.name, due, tx)
      had = due.place
      isNews = true
    }
    return isNews
  }

  async #failed(place: Place, failures: number, thrown: unknown): Promise<void> {
    this.#yard.fault(new Fault('HANDLER_FAILED', { id: idOf(place), source: this.source, why: why(thrown) }, thrown))
    if (failures >= STUBBORN) this.#stream.shut()
    await this.#yard.pause(Math.min(CAP_MS, FIRST_MS * 2 ** failures))
  }

  #acknowledge(place: Place): void {
    this.#yard.acknowledge(this.#position(place))
  }

  #position(place: Place): Position {
    return { source: this.source, stream: this.name, through: idOf(place) }
  }
}

/** Whether what is due was done before, where all through `had` was. */
function isDone(due: Due<unknown>, had: Place): boolean {
  return turnsBack(due) ? compare(had, due.after) !== 0 : compare(due.place, had) <= 0
}
