import type { EventName } from '../contract.ts'
import { nameOf } from '../schemas.ts'
import { idOf, type Place } from '../wire.ts'
import type { Due, Why } from './due.ts'
import type { Reading, Told, Unknown } from './reading.ts'

/** Events that never will come: those after one and through another. */
export interface Gap {
  readonly source: string
  /** `''` is the stream for everybody. */
  readonly stream: string
  readonly after: string
  readonly through: string
  /** How many, where both are of one epoch. */
  readonly count?: number
  /** False where the agent had to begin its database anew: what was in the old one, perhaps nothing, is not known. */
  readonly certain: boolean
  /** `gone`: the agent has them no more. `refused`, `unanswered`: it did not send them again for as long as `patienceMs`. */
  readonly why: Why
}

export type Handler<A, T> = (what: A, tx: T) => unknown

/** Who hears what. */
export class Handlers<T> {
  readonly #named = new Map<string, Handler<never, T>[]>()
  readonly #any: Handler<Told, T>[] = []
  readonly #unknown: ((event: Unknown, why: string, tx: T) => unknown)[] = []
  readonly #loss: Handler<Gap, T>[] = []

  on<N extends EventName>(name: N, handler: Handler<Told<N>, T>): void {
    this.#named.set(name, [...(this.#named.get(name) ?? []), handler])
  }

  onAny(handler: Handler<Told, T>): void {
    this.#any.push(handler)
  }

  onUnknown(handler: (event: Unknown, why: string, tx: T) => unknown): void {
    this.#unknown.push(handler)
  }

  onLoss(handler: Handler<Gap, T>): void {
    this.#loss.push(handler)
  }

  /** Whether somebody hears of losses. */
  get hearsLoss(): boolean {
    return this.#loss.length > 0
  }

  /** Each that it is for, one after the other. */
  async handle(source: string, stream: string, due: Due<Reading['said']>, tx: T): Promise<void> {
    if (due.kind === 'loss') {
      const gap = gapOf(source, stream, due)
      for (const handler of this.#loss) await handler(gap, tx)
    } else if ('event' in due.what) {
      const { event } = due.what
      for (const handler of this.#named.get(nameOf(event.type)) ?? []) await handler(event as never, tx)
      for (const handler of this.#any) await handler(event, tx)
    } else {
      const { unknown, why } = due.what
      for (const handler of this.#unknown) await handler(unknown, why, tx)
    }
  }
}

export function gapOf(
  source: string,
  stream: string,
  { after, place, certain, why }: { after: Place; place: Place; certain: boolean; why: Why },
): Gap {
  const count = after.epoch === place.epoch ? { count: place.sequence - after.sequence } : {}
  return { source, stream, after: idOf(after), through: idOf(place), ...count, certain, why }
}
