import type { Fault } from '../../config/fault.ts'
import { discreet } from '../../config/redact.ts'
import type { Ms } from '../../config/units.ts'

export interface Heard {
  readonly onFault: (fault: Fault) => void
  readonly onOnline: (url: string) => void
}

/**
 * Since when the broker is there, or is not; and what it, or the way to it, last had against us, which is told once and goes on until the agent
 * is let in.
 */
export class Reach {
  #why: string | undefined
  #code: string | undefined
  #isOnline: boolean | undefined
  #sinceMs: Ms | undefined

  /** Since when it has been as it is now; undefined until somebody looked. */
  get sinceMs(): Ms | undefined {
    return this.#sinceMs
  }

  /** To be called about once a second. */
  look(isOnline: boolean, atMs: Ms): void {
    if (isOnline === this.#isOnline) return
    this.#isOnline = isOnline
    this.#sinceMs = atMs
  }

  get why(): string | undefined {
    return this.#why
  }

  /** Of the fault which that is. */
  get code(): string | undefined {
    return this.#code
  }

  /**
   * Hears what the publisher tells, and passes it on. What is denied to an agent that is online is not what keeps it out. That it is let in
   * ends what was: the connection may be lost again for another reason.
   */
  between(isOnline: () => boolean, { onFault, onOnline }: Partial<Heard>): Heard {
    return {
      onFault: fault => {
        if (!isOnline()) this.hear(fault)
        onFault?.(fault)
      },
      onOnline: url => {
        this.#why = undefined
        this.#code = undefined
        onOnline?.(url)
      },
    }
  }

  /** Takes a fault of the publisher. */
  hear({ code, details, message }: Fault): void {
    this.#code = code
    this.#why = discreet(typeof details.why === 'string' ? details.why : message)
  }
}
