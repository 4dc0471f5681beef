import type { Preamble } from './preamble.ts'
import { walk } from './walk.ts'

const FLAGS = 1
const CHANNEL = 3
const SIGNAL = 5
const XCHANNEL = 18

const FCS_AT_END = 0x10
const BAD_FCS = 0x40

/**
 * Reads radiotap headers (link type 127, radiotap.org). Where the fields lie depends on the presence words alone, and one
 * radio writes the same words again and again: the places of the last layout are kept and walked anew only when a word
 * differs. A vendor's namespace has its length in the data, so such headers are walked each time.
 */
export class Radiotap implements Preamble {
  rssi = 0
  mhz = 0
  fcs = false
  bad = false

  readonly #words = new Int32Array(8)
  /** Presence words of the layout that is known, 0 where none is. */
  #known = 0
  #flags = 0
  #channel = 0
  #signal = 0
  #end = 0
  readonly #visit = (bit: number, offset: number) => this.#place(bit, offset)

  read(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < 8 || bytes[at] !== 0) return -1
    const length = bytes[at + 2] | (bytes[at + 3] << 8)
    if (length < 8 || length > end - at) return -1
    if (!this.#same(bytes, at, length) && !this.#learn(bytes, at, length)) return -1
    if (this.#end > length) return -1

    // Offset 0 is the header's version and stands for "not there".
    const flags = this.#flags === 0 ? 0 : bytes[at + this.#flags]
    this.fcs = (flags & FCS_AT_END) !== 0
    this.bad = (flags & BAD_FCS) !== 0
    this.rssi = this.#signal === 0 ? 0 : (bytes[at + this.#signal] << 24) >> 24
    this.mhz = this.#channel === 0 ? 0 : bytes[at + this.#channel] | (bytes[at + this.#channel + 1] << 8)
    return length
  }

  #same(bytes: Uint8Array, at: number, length: number): boolean {
    if (this.#known === 0 || length < 4 + 4 * this.#known) return false
    for (let word = 0; word < this.#known; word++)
      if (this.#words[word] !== presence(bytes, at + 4 + 4 * word)) return false
    return true
  }

  #learn(bytes: Uint8Array, at: number, length: number): boolean {
    this.#known = 0
    this.#flags = this.#channel = this.#signal = 0
    const found = walk(bytes, at, length, this.#visit)
    if (found === undefined) return false
    this.#end = found.end
    if (found.vendor || found.words > this.#words.length) return true
    for (let word = 0; word < found.words; word++) this.#words[word] = presence(bytes, at + 4 + 4 * word)
    this.#known = found.words
    return true
  }

  #place(bit: number, offset: number): void {
    if (bit === FLAGS) this.#flags ||= offset
    else if (bit === SIGNAL) this.#signal ||= offset
    else if (bit === CHANNEL) this.#channel ||= offset
    else if (bit === XCHANNEL) this.#channel ||= offset + 4
  }
}

/** One presence word; the last of a header has no bit 31. */
function presence(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
}
