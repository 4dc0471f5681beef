/** Frame control of a probe request: version 0, management, subtype 4 (IEEE 802.11-2020, 9.2.4.1). */
const PROBE_REQUEST = 0x40
const PROTECTED = 0x40
const HT_CONTROL = 0x80

const TRANSMITTER = 10
const SEQUENCE = 22
const HEADER = 24
const HT_CONTROL_BYTES = 4

/** Bits of the first byte that no address given out by a manufacturer has: drawn at random, or not one station's at all. */
const LOCAL_OR_GROUP = 3

const SSID = 0
const DS_PARAMETER = 3
const EXTENSION = 255
/** FILS request parameters: filled in anew for each channel, by phones of all makes. */
const FILS_REQUEST = 2

/**
 * A place to read one probe request into, used again for the next so that nothing is allocated. The address is here while its
 * frame is looked at and no longer: whoever reads calls {@link forget} after the last.
 */
export class Probe {
  /** The transmitter's address as two numbers of 24 bits. */
  high = 0
  low = 0
  /** Sequence number, 0 … 4095. */
  seq = 0
  /** Length of the name asked for, 0 for any network, −1 where the element is missing. */
  ssidLength = -1
  randomised = false
  /**
   * Hash of the information elements by which models of phones differ: all identifiers in their order, and the contents of those
   * that do not change from request to request, as the name asked for does. It begins with `seed`, so it means nothing to who does not know that.
   */
  fingerprint = 0

  /** Reads the frame of `length` bytes at `start`. False, with nothing changed, where it is not a probe request. */
  read(bytes: Uint8Array, start: number, length: number, seed: number): boolean {
    if (bytes[start] !== PROBE_REQUEST || length < HEADER) return false
    const at = start + TRANSMITTER
    this.high = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2]
    this.low = (bytes[at + 3] << 16) | (bytes[at + 4] << 8) | bytes[at + 5]
    this.randomised = (bytes[at] & LOCAL_OR_GROUP) !== 0
    this.seq = (bytes[start + SEQUENCE] >> 4) | (bytes[start + SEQUENCE + 1] << 4)

    const flags = bytes[start + 1]
    const body = start + HEADER + (flags & HT_CONTROL ? HT_CONTROL_BYTES : 0)
    this.#elements(bytes, body, flags & PROTECTED ? body : start + length, seed)
    return true
  }

  forget(): void {
    this.high = this.low = 0
  }

  /** An element is an identifier, a length and so many bytes; one that does not fit ends the walk. */
  #elements(bytes: Uint8Array, from: number, end: number, seed: number): void {
    let hash = seed
    this.ssidLength = -1
    for (let at = from; at + 2 <= end; ) {
      const id = bytes[at]
      const next = at + 2 + bytes[at + 1]
      if (next > end) break
      if (id === SSID && this.ssidLength < 0) this.ssidLength = bytes[at + 1]
      if (id === SSID || id === DS_PARAMETER || (id === EXTENSION && bytes[at + 2] === FILS_REQUEST))
        hash = mix(hash, id)
      else {
        let i = at
        for (; i + 4 <= next; i += 4)
          hash = mix(hash, bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24))
        for (; i < next; i++) hash = mix(hash, bytes[i])
      }
      at = next
    }
    this.fingerprint = hash
  }
}

/** One step of a hash that need not withstand anybody: the multiplication carries upwards, the shift back down. */
function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x2c1b3c6d)
  return product ^ (product >>> 15)
}
