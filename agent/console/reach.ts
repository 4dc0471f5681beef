import type { Fault } from '../../config/fault.ts'
import { discreet } from '../../config/redact.ts'

/** What the broker, or the way to it, last had against us; it is told once and goes on until the agent is let in. */
export class Reach {
  #why: string | undefined

  get why(): string | undefined {
    return this.#why
  }

  /** Takes a fault of the publisher. */
  hear({ details, message }: Fault): void {
    this.#why = discreet(typeof details.why === 'string' ? details.why : message)
  }
}
