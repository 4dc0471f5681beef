import { ackTopic } from '../wire.ts'
import type { Position } from './progress.ts'

/** So long acknowledgements are gathered: the last of a stream says all before it. */
const GATHER_MS = 100

/** Tells agents how far a subscriber has come. What could not be sent is sent with the next, or at the next connection. */
export class Acks {
  readonly #subscriber: string
  readonly #send: (topic: string, body: object) => boolean
  #due = new Map<string, Position>()
  #timer: NodeJS.Timeout | undefined

  constructor(subscriber: string, send: (topic: string, body: object) => boolean) {
    this.#subscriber = subscriber
    this.#send = send
  }

  add(position: Position): void {
    this.#due.set(`${position.source} ${position.stream}`, position)
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MS)
  }

  /** What was to be said to an agent is not. */
  drop(source: string): void {
    for (const [key, position] of this.#due) if (position.source === source) this.#due.delete(key)
  }

  /** What could not be sent before is sent with what comes now. */
  resume(): void {
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MS)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const due = this.#due
    this.#due = new Map()
    for (const [key, position] of due) {
      const { source, through } = position
      if (!this.#send(ackTopic(source, this.#subscriber), { through })) this.#due.set(key, position)
    }
  }
}
