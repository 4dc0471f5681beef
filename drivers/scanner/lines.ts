/** A code holds no more: the largest QR code has 7,089 digits (ISO/IEC 18004, 7.1). */
export const MAX_BYTES = 8192

/**
 * Codes out of a stream of bytes, each ended by a carriage return, a line feed or both, as scanners send them. What is longer than
 * a code can be is passed over up to its end, and what is no UTF-8 is none.
 */
export class Lines {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  readonly #held = new Uint8Array(MAX_BYTES)
  #length = 0
  #isTooLong = false

  /** What ended in these bytes. */
  take(bytes: Uint8Array): string[] {
    const ended: string[] = []
    for (const byte of bytes) {
      if (byte !== 0x0a && byte !== 0x0d) {
        if (this.#length < MAX_BYTES) this.#held[this.#length++] = byte
        else this.#isTooLong = true
        continue
      }
      const text = this.#isTooLong ? undefined : this.#text()
      this.#held.fill(0, 0, this.#length)
      this.#length = 0
      this.#isTooLong = false
      if (text) ended.push(text)
    }
    return ended
  }

  #text(): string | undefined {
    try {
      return this.#decoder.decode(this.#held.subarray(0, this.#length)).trim()
    } catch {
      return undefined
    }
  }
}
