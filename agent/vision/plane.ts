// Math.imul and |0 tell the compiler that nothing leaves 32 bits: without them these loops take several times as long.
const { imul } = Math

/** Bytes 0 and 2 of a word, each with a byte of room above it: a product with a weight up to 256 stays in its own half. */
const LANES = 0x00ff00ff
const HALF = 0x00800080

/**
 * The weighted mean of `taps` rows, four bytes at a time, into `out`. Weights sum to 256 and stand in `weight` from `w` on; the
 * first row begins at word `at`, the others follow `stride` words apart.
 */
export function blendRows(
  source: Int32Array,
  at: number,
  stride: number,
  weight: Int32Array,
  w: number,
  taps: number,
  out: Int32Array,
): void {
  const count = out.length
  if (taps <= 3) {
    const w0 = weight[w]
    const w1 = taps > 1 ? weight[w + 1] : 0
    const w2 = taps > 2 ? weight[w + 2] : 0
    const b = taps > 1 ? at + stride : at
    const c = taps > 2 ? b + stride : b
    for (let i = 0; i < count; i++) {
      const p = source[at + i]
      const q = source[b + i]
      const r = source[c + i]
      const even = (imul(p & LANES, w0) + imul(q & LANES, w1) + imul(r & LANES, w2) + HALF) | 0
      const odd = (imul((p >>> 8) & LANES, w0) + imul((q >>> 8) & LANES, w1) + imul((r >>> 8) & LANES, w2) + HALF) | 0
      out[i] = ((even >>> 8) & LANES) | (odd & ~LANES)
    }
    return
  }
  for (let i = 0; i < count; i++) {
    let even = HALF
    let odd = HALF
    for (let k = 0, from = at + i; k < taps; k++, from += stride) {
      const p = source[from]
      const wk = weight[w + k]
      even = (even + imul(p & LANES, wk)) | 0
      odd = (odd + imul((p >>> 8) & LANES, wk)) | 0
    }
    out[i] = ((even >>> 8) & LANES) | (odd & ~LANES)
  }
}

/**
 * One channel of a row resized along itself: output x is the weighted mean of `taps` bytes of `line` from `place[x]` on, each
 * `channels` after the one before.
 */
export function blendColumns(
  line: Uint8Array,
  place: Int32Array,
  weight: Int32Array,
  taps: number,
  channel: number,
  channels: number,
  row: Int32Array,
): void {
  const count = row.length
  const second = channel + channels
  const third = second + channels
  if (taps === 2)
    for (let x = 0, w = 0; x < count; x++, w += 2) {
      const at = place[x]
      row[x] = (imul(weight[w], line[at + channel]) + imul(weight[w + 1], line[at + second]) + 128) >> 8
    }
  else if (taps === 3)
    for (let x = 0, w = 0; x < count; x++, w += 3) {
      const at = place[x]
      const two = (imul(weight[w], line[at + channel]) + imul(weight[w + 1], line[at + second])) | 0
      row[x] = (two + imul(weight[w + 2], line[at + third]) + 128) >> 8
    }
  else
    for (let x = 0, w = 0; x < count; x++) {
      let value = 128
      for (let k = 0, at = place[x] + channel; k < taps; k++, at += channels)
        value = (value + imul(weight[w++], line[at])) | 0
      row[x] = value >> 8
    }
}
