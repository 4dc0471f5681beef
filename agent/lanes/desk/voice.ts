import type { Beside, Said } from '../../publish/beside.ts'

/** Says things over a connection until it is hushed: then whoever waits to be heard does so for a while, and nobody after that. */
export class Voice {
  readonly #beside: Pick<Beside, 'say'>
  readonly #waiting = new Set<(isThere: boolean) => void>()
  #isHushed = false
  #late: NodeJS.Timeout | undefined

  constructor(beside: Pick<Beside, 'say'>) {
    this.#beside = beside
  }

  /** Resolves with whether the broker has it. */
  async say(said: Said): Promise<boolean> {
    if (this.#isHushed) return false
    return new Promise(resolve => {
      const done = (isThere: boolean) => {
        if (this.#waiting.delete(done)) resolve(isThere)
      }
      this.#waiting.add(done)
      void this.#beside.say(said).then(done)
    })
  }

  /** A broker that is gone, or mute, takes no answer: after `ms` nobody waits for it. */
  hushIn(ms: number): void {
    this.#late = setTimeout(() => {
      this.#isHushed = true
      for (const done of this.#waiting) done(false)
    }, ms)
  }

  /** There is nobody any more who speaks. */
  close(): void {
    clearTimeout(this.#late)
  }
}
