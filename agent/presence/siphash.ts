/**
 * SipHash-2-4 of six bytes (Aumasson and Bernstein, 2012): a keyed function whose outcomes, without its key of 128 bits, cannot
 * be told from chance nor led back to what went in. That is all a pseudonym has to be: there are only 2^46 addresses, so a
 * plain hash could be undone by trying them all, and with an unknown key there is nothing to try against. It was made for
 * short inputs; an HMAC would cost thirty times as much and need an object for each frame.
 *
 * The 64-bit words of the paper are pairs of 32-bit numbers here. The outcome stands in `high` and `low`.
 */
export class SipHash {
  high = 0
  low = 0
  readonly #k0h: number
  readonly #k0l: number
  readonly #k1h: number
  readonly #k1l: number

  /** `key` is 16 bytes; they are copied, so the caller may zero them. */
  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, 16)
    this.#k0l = view.getInt32(0, true)
    this.#k0h = view.getInt32(4, true)
    this.#k1l = view.getInt32(8, true)
    this.#k1h = view.getInt32(12, true)
  }

  /** Hashes the bytes of `high`, then those of `low`, 24 bits each with the most significant first, as they are on the air. */
  address(high: number, low: number): void {
    // Six bytes and their number in the highest byte are one block, read with the least significant byte first.
    const ml = (high >>> 16) | (high & 0xff00) | ((high & 0xff) << 16) | ((low >>> 16) << 24)
    const mh = ((low >>> 8) & 0xff) | ((low & 0xff) << 8) | (6 << 24)

    let v0h = this.#k0h ^ 0x736f6d65
    let v0l = this.#k0l ^ 0x70736575
    let v1h = this.#k1h ^ 0x646f7261
    let v1l = this.#k1l ^ 0x6e646f6d
    let v2h = this.#k0h ^ 0x6c796765
    let v2l = this.#k0l ^ 0x6e657261
    let v3h = this.#k1h ^ 0x74656462 ^ mh
    let v3l = this.#k1l ^ 0x79746573 ^ ml

    for (let round = 0; round < 6; round++) {
      if (round === 2) {
        v0h ^= mh
        v0l ^= ml
        v2l ^= 0xff
      }
      let sum = (v0l + v1l) | 0
      v0h = (v0h + v1h + carry(v0l, v1l, sum)) | 0
      v0l = sum
      let turned = (v1h << 13) | (v1l >>> 19)
      v1l = ((v1l << 13) | (v1h >>> 19)) ^ v0l
      v1h = turned ^ v0h
      turned = v0h
      v0h = v0l
      v0l = turned

      sum = (v2l + v3l) | 0
      v2h = (v2h + v3h + carry(v2l, v3l, sum)) | 0
      v2l = sum
      turned = (v3h << 16) | (v3l >>> 16)
      v3l = ((v3l << 16) | (v3h >>> 16)) ^ v2l
      v3h = turned ^ v2h

      sum = (v0l + v3l) | 0
      v0h = (v0h + v3h + carry(v0l, v3l, sum)) | 0
      v0l = sum
      turned = (v3h << 21) | (v3l >>> 11)
      v3l = ((v3l << 21) | (v3h >>> 11)) ^ v0l
      v3h = turned ^ v0h

      sum = (v2l + v1l) | 0
      v2h = (v2h + v1h + carry(v2l, v1l, sum)) | 0
      v2l = sum
      turned = (v1h << 17) | (v1l >>> 15)
      v1l = ((v1l << 17) | (v1h >>> 15)) ^ v2l
      v1h = turned ^ v2h
      turned = v2h
      v2h = v2l
      v2l = turned
    }
    this.high = v0h ^ v1h ^ v2h ^ v3h
    this.low = v0l ^ v1l ^ v2l ^ v3l
  }
}

/** 1 where the sum of two 32-bit words ran over, told from the highest bits alone: no comparison, no floating point. */
function carry(a: number, b: number, sum: number): number {
  return ((a & b) | ((a | b) & ~sum)) >>> 31
}
