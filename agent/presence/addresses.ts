import type { Ms } from '../../config/units.ts'

/** A power of two. */
const SLOTS = 1 << 16
const MASK = SLOTS - 1
/** Above this a search takes too many steps. */
const MOST = (SLOTS / 4) * 3
/** A full table looks for stale addresses at most this often, so that a flood does not make it look for each frame. */
const SWEEP_MS = 1000

/* One slot is 32 bytes, two to a cache line:
 *
 *     0        8       16     20    24            28
 *     firstMs  lastMs  high   low   fingerprint   state
 *
 * high and low are the pseudonym. The state's lower twelve bits are the sequence number heard first, the next twelve the one heard
 * last, then one bit for a randomised address and six for the generation: a slot of another generation is empty. */
const BYTES = 32
const FLOATS = BYTES / 8
const LAST = 1
const WORDS = BYTES / 4
const HIGH = 4
const LOW = 5
const FINGERPRINT = 6
const STATE = 7
const RANDOMISED = 1 << 24
const GENERATIONS = 63

/**
 * The addresses heard of late, under their pseudonyms: an open hash table without an object for each. It holds at most 49,152 of
 * them in 2 MiB (4 MiB in all), whatever comes through the air; addresses beyond that are turned away and counted.
 */
export class Addresses {
  readonly #keepMs: number
  #floats = new Float64Array(SLOTS * FLOATS)
  #words = new Int32Array(this.#floats.buffer)
  #spareFloats = new Float64Array(SLOTS * FLOATS)
  #spareWords = new Int32Array(this.#spareFloats.buffer)
  #generation = 1
  #count = 0
  #sweptMs = Number.NEGATIVE_INFINITY
  #turnedAway = 0

  /** An address is kept for `keepMs` after it was last heard, or longer while there is room. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs
  }

  get count(): number {
    return this.#count
  }

  /** Frames of new addresses for which there was no room. */
  get turnedAway(): number {
    return this.#turnedAway
  }

  /** Takes note that the address was heard. False where there was no room for it. */
  hear(high: number, low: number, fingerprint: number, seq: number, randomised: boolean, atMs: Ms): boolean {
    const words = this.#words
    const generation = this.#generation
    let slot = low & MASK
    for (;;) {
      const at = slot * WORDS
      const state = words[at + STATE]
      if (state >>> 25 !== generation) break
      if (words[at + LOW] === low && words[at + HIGH] === high) {
        // Two sniffers do not tell in the order of the air.
        if (atMs >= this.#floats[slot * FLOATS + LAST]) {
          this.#floats[slot * FLOATS + LAST] = atMs
          words[at + STATE] = (state & ~0xfff000) | (seq << 12)
        }
        return true
      }
      slot = (slot + 1) & MASK
    }
    if (this.#count >= MOST) {
      if (atMs - this.#sweptMs >= SWEEP_MS) {
        this.sweep(atMs)
        if (this.#count < MOST) return this.hear(high, low, fingerprint, seq, randomised, atMs)
      }
      this.#turnedAway++
      return false
    }
    this.#count++
    const at = slot * WORDS
    this.#floats[slot * FLOATS] = this.#floats[slot * FLOATS + LAST] = atMs
    words[at + HIGH] = high
    words[at + LOW] = low
    words[at + FINGERPRINT] = fingerprint
    words[at + STATE] = (generation << 25) | (randomised ? RANDOMISED : 0) | (seq << 12) | seq
    return true
  }

  /** Forgets the addresses that were last heard longer ago than they are kept. */
  sweep(nowMs: Ms): void {
    this.#sweptMs = nowMs
    const [floats, words] = [this.#floats, this.#words]
    this.#spareWords.fill(0)
    this.#floats = this.#spareFloats
    this.#words = this.#spareWords
    this.#spareFloats = floats
    this.#spareWords = words
    this.#count = 0
    for (let slot = 0; slot < SLOTS; slot++) {
      const at = slot * WORDS
      if (words[at + STATE] >>> 25 !== this.#generation) continue
      if (floats[slot * FLOATS + LAST] < nowMs - this.#keepMs) continue
      let to = words[at + LOW] & MASK
      while (this.#words[to * WORDS + STATE] !== 0) to = (to + 1) & MASK
      this.#floats.set(floats.subarray(slot * FLOATS, (slot + 1) * FLOATS), to * FLOATS)
      this.#count++
    }
  }

  /** Forgets them all, without touching each slot but for once in 63 times. */
  clear(): void {
    this.#count = 0
    this.#sweptMs = Number.NEGATIVE_INFINITY
    this.#generation = (this.#generation % GENERATIONS) + 1
    if (this.#generation === 1) this.#words.fill(0)
  }

  /** Places of the addresses last heard at `sinceMs` or later. They hold until the next `hear`, `sweep` or `clear`. */
  places(sinceMs: Ms): Uint32Array {
    const found = new Uint32Array(this.#count)
    let count = 0
    for (let slot = 0; slot < SLOTS; slot++)
      if (this.#words[slot * WORDS + STATE] >>> 25 === this.#generation && this.lastMs(slot) >= sinceMs)
        found[count++] = slot
    return found.subarray(0, count)
  }

  firstMs(place: number): Ms {
    return this.#floats[place * FLOATS]
  }

  lastMs(place: number): Ms {
    return this.#floats[place * FLOATS + LAST]
  }

  fingerprint(place: number): number {
    return this.#words[place * WORDS + FINGERPRINT]
  }

  randomised(place: number): boolean {
    return (this.#words[place * WORDS + STATE] & RANDOMISED) !== 0
  }

  firstSeq(place: number): number {
    return this.#words[place * WORDS + STATE] & 0xfff
  }

  lastSeq(place: number): number {
    return (this.#words[place * WORDS + STATE] >>> 12) & 0xfff
  }
}
