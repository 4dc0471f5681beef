import type { Ms } from '../../config/units.ts'

/** Places in the index, a power of two. */
const SLOTS = 1 << 16
const MASK = SLOTS - 1
/** Above this a search of the index takes too many steps. */
const MOST = (SLOTS / 4) * 3
/** A full table looks for stale addresses at most this often, so that a flood does not make it look for each frame. */
const SWEEP_MS = 1000

/* One row is 32 bytes, two to a cache line:
 *
 *     0        8       16    20   24           28
 *     firstMs  lastMs  high  low  fingerprint  state
 *
 * high and low are the pseudonym. The state's lower twelve bits are the sequence number heard first, the next twelve the one heard
 * last, then one bit for a randomised address. */
const BYTES = 32
const FLOATS = BYTES / 8
const LAST = 1
const WORDS = BYTES / 4
const HIGH = 4
const LOW = 5
const FINGERPRINT = 6
const STATE = 7
const RANDOMISED = 1 << 24

/**
 * The addresses heard of late, under their pseudonyms: rows in the order in which they were first heard, and an open hash index
 * over them. It holds at most 49,152 of them in less than 2 MiB, whatever comes through the air; addresses beyond that are turned
 * away and counted.
 */
export class Addresses {
  readonly #keepMs: number
  readonly #floats = new Float64Array(MOST * FLOATS)
  readonly #words = new Int32Array(this.#floats.buffer)
  /** Row plus one, by the lower bits of the pseudonym; 0 is empty. */
  readonly #index = new Uint16Array(SLOTS)
  #count = 0
  #sweptMs = Number.NEGATIVE_INFINITY
  #turnedAway = 0

  /** An address is kept for `keepMs` after it was last heard, or longer while there is room. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs
  }

  /** Rows in use: from 0 to below this. */
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
    let slot = low & MASK
    for (let row = this.#index[slot]; row !== 0; row = this.#index[slot]) {
      const at = (row - 1) * WORDS
      if (words[at + LOW] === low && words[at + HIGH] === high) {
        // Two sniffers do not tell in the order of the air.
        if (atMs >= this.#floats[(row - 1) * FLOATS + LAST]) {
          this.#floats[(row - 1) * FLOATS + LAST] = atMs
          words[at + STATE] = (words[at + STATE] & ~0xfff000) | (seq << 12)
        }
        return true
      }
      slot = (slot + 1) & MASK
    }
    if (this.#count === MOST) {
      if (atMs - this.#sweptMs >= SWEEP_MS) {
        this.sweep(atMs)
        if (this.#count < MOST) return this.hear(high, low, fingerprint, seq, randomised, atMs)
      }
      this.#turnedAway++
      return false
    }
    const row = this.#count++
    this.#index[slot] = row + 1
    this.#floats[row * FLOATS] = this.#floats[row * FLOATS + LAST] = atMs
    const at = row * WORDS
    words[at + HIGH] = high
    words[at + LOW] = low
    words[at + FINGERPRINT] = fingerprint
    words[at + STATE] = (randomised ? RANDOMISED : 0) | (seq << 12) | seq
    return true
  }

  /** Forgets the addresses that were last heard longer ago than they are kept. */
  sweep(nowMs: Ms): void {
    const had = this.#count
    this.#index.fill(0)
    this.#count = 0
    this.#sweptMs = nowMs
    for (let row = 0; row < had; row++) {
      if (this.lastMs(row) < nowMs - this.#keepMs) continue
      const to = this.#count++
      this.#words.copyWithin(to * WORDS, row * WORDS, (row + 1) * WORDS)
      let slot = this.#words[to * WORDS + LOW] & MASK
      while (this.#index[slot] !== 0) slot = (slot + 1) & MASK
      this.#index[slot] = to + 1
    }
    this.#words.fill(0, this.#count * WORDS, had * WORDS)
  }

  /** Forgets them all. */
  clear(): void {
    this.#index.fill(0)
    this.#words.fill(0, 0, this.#count * WORDS)
    this.#count = 0
    this.#sweptMs = Number.NEGATIVE_INFINITY
  }

  firstMs(row: number): Ms {
    return this.#floats[row * FLOATS]
  }

  lastMs(row: number): Ms {
    return this.#floats[row * FLOATS + LAST]
  }

  fingerprint(row: number): number {
    return this.#words[row * WORDS + FINGERPRINT]
  }

  randomised(row: number): boolean {
    return (this.#words[row * WORDS + STATE] & RANDOMISED) !== 0
  }

  firstSeq(row: number): number {
    return this.#words[row * WORDS + STATE] & 0xfff
  }

  lastSeq(row: number): number {
    return (this.#words[row * WORDS + STATE] >>> 12) & 0xfff
  }
}
