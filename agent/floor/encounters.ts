import type { Ms } from '../../config/units.ts'

/** Looks in this much time are of one encounter with somebody else, and right or wrong together. */
const ENCOUNTER_MS = 10_000
/** A look trusted this far met nobody else. */
const ALONE = 0.9
/**
 * Log-odds that somebody is still the same after an encounter whose least trusted look has these log-odds, and the probability
 * where there was none: fitted by likelihood to whole tracks on real detections (eight recordings), dances and the walks of eth;
 * those of zara01 were held out. `npm run bench -- confidence` prints what is told beside what is found.
 */
const BASE = 1.3
const SLOPE = 1
const NOBODY = 0.95

/**
 * Probability that all looks at somebody are of one person. Looks that follow each other are no chances of their own to be wrong:
 * who is mixed up with somebody beside them is so in the worst moment of the encounter, and for good. So the least trusted look
 * of each ten seconds in which there are doubtful ones counts once, and the others not at all.
 */
export class Encounters {
  /** Of what is over: encounters, and joins of two tracks. */
  #past = 1
  #least = 1
  #leastMs: Ms = Number.NEGATIVE_INFINITY

  get trust(): number {
    return NOBODY * this.#past * kept(this.#least)
  }

  /** A look, trusted so far to be of the one whom the looks before it saw. */
  see(trust: number, atMs: Ms): void {
    if (trust >= ALONE) return
    if (atMs - this.#leastMs > ENCOUNTER_MS) {
      this.#past *= kept(this.#least)
      this.#least = 1
    }
    if (trust >= this.#least) return
    this.#least = trust
    this.#leastMs = atMs
  }

  /** What came before belongs to the same person, with this probability. */
  join(other: Encounters, chance: number): void {
    this.#past *= chance * other.#past
    if (Math.abs(other.#leastMs - this.#leastMs) > ENCOUNTER_MS) this.#past *= kept(other.#least)
    else this.see(other.#least, other.#leastMs)
  }
}

function kept(trust: number): number {
  return trust >= 1 ? 1 : 1 / (1 + Math.exp(-BASE) * ((1 - trust) / trust) ** SLOPE)
}
