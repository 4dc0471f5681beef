import type { Ms } from '../../config/units.ts'
import type { Event } from '../events/contract.ts'
import type { Draft } from '../events/draft.ts'
import { seal, streamOf, topicOf } from '../events/envelope.ts'
import { compare, idOf, type Place, PUBLIC } from '../events/wire.ts'
import type { Entry } from './entry.ts'
import { rankOf } from './rank.ts'

/** Gives events their numbers: position over all epochs and streams, sequence within this epoch of their stream. */
export class Numbers {
  readonly epoch: number
  /** The last position given. */
  position: number
  /** The last place given in each stream, of an earlier epoch where there is none of this one yet. */
  readonly #last = new Map<string, Place>()
  readonly #changed = new Set<string>()

  constructor(epoch: number, position: number, last: readonly Place[] = []) {
    this.epoch = epoch
    this.position = position
    for (const place of last) this.#last.set(place.stream, place)
  }

  /** The event of a draft, and its entry. @throws Fault CONTRACT_BROKEN, and then no number is used up */
  give(draft: Draft, isSynchronised = true): { event: Event; entry: Entry } {
    const stream = streamOf(draft)
    const last = this.#last.get(stream)
    const place = this.#next(stream, last)
    const event = seal(draft, place, last && idOf(last), isSynchronised)
    this.#take(place)
    const position = ++this.position
    const { epoch, sequence } = place
    const { atMs } = draft
    const rank = rankOf(draft.name)
    return {
      event,
      entry: { position, stream, epoch, sequence, rank, atMs, topic: topicOf(draft), body: JSON.stringify(event) },
    }
  }

  /** The same for what is no event of the contract: its content is made from its id, `{epoch}-{sequence}`. */
  post(atMs: Ms, topic: string, make: (id: string) => string): Entry {
    const place = this.#next(PUBLIC, this.#last.get(PUBLIC))
    this.#take(place)
    return { position: ++this.position, ...place, rank: 0, atMs, topic, body: make(idOf(place)) }
  }

  /** Whether a place was ever given. */
  reaches(place: Place): boolean {
    const last = this.#last.get(place.stream)
    return last !== undefined && compare(place, last) <= 0
  }

  /** The last place given in each stream. */
  all(): Place[] {
    return [...this.#last.values()]
  }

  /** The last place given in each stream in which there was something new since this was last asked. */
  changed(): Place[] {
    return [...this.#changed].map(stream => this.#last.get(stream)!)
  }

  /** What changed is on the disk. */
  written(): void {
    this.#changed.clear()
  }

  #next(stream: string, last: Place | undefined): Place {
    return { stream, epoch: this.epoch, sequence: last?.epoch === this.epoch ? last.sequence + 1 : 1 }
  }

  #take(place: Place): void {
    this.#last.set(place.stream, place)
    this.#changed.add(place.stream)
  }
}
