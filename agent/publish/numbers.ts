import type { Ms } from '../../config/units.ts'
import type { Event } from '../events/contract.ts'
import type { Draft } from '../events/draft.ts'
import { seal, topicOf } from '../events/envelope.ts'
import type { Entry } from './entry.ts'

/** Gives events their numbers: position over all epochs, sequence within this one. */
export class Numbers {
  readonly epoch: number
  /** The last position given. */
  position: number
  #sequence = 0

  constructor(epoch: number, position: number) {
    this.epoch = epoch
    this.position = position
  }

  /** The event of a draft, and its entry. @throws Fault CONTRACT_BROKEN, and then no number is used up */
  give(draft: Draft): { event: Event; entry: Entry } {
    const { epoch } = this
    const event = seal(draft, epoch, this.#sequence + 1)
    const sequence = ++this.#sequence
    const position = ++this.position
    return {
      event,
      entry: { position, epoch, sequence, atMs: draft.atMs, topic: topicOf(draft), body: JSON.stringify(event) },
    }
  }

  /** The same for what is no event of the contract: its content is made from its id, `{epoch}-{sequence}`. */
  post(atMs: Ms, topic: string, make: (id: string) => string): Entry {
    const { epoch } = this
    const sequence = ++this.#sequence
    return { position: ++this.position, epoch, sequence, atMs, topic, body: make(`${epoch}-${sequence}`) }
  }
}
