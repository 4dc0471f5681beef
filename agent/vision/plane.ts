// Math.imul and |0 tell the compiler that nothing leaves 32 bits: without them these loops take several times as long.
const { imul } = Math

/** Bytes 0 and 2 of a word, each with a byte of room above it: a product with a weight up to 256 stays in its own half. */
const LANES = 0x00ff00ff
const HALF = 0x00800080
const TWO = 0x00020002
const FOUR = 0x00040004

/**
 * The weighted mean of `taps` rows, four bytes at a time, into `out`. Weights sum to 256 and stand in `weight` from `w` on; those
 * of four are equal. The first row begins at word `at`, the others follow `stride` words apart.
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
  if (taps === 2) {
    // One row, and a part of what the other one has more: halves that go below zero come right in the sum.
    const part = weight[w + 1]
    for (let i = 0, a = at, b = at + stride; i < count; i++, a++, b++) {
      const p = source[a]
      const q = source[b]
      const pEven = p & LANES
      const pOdd = (p >>> 8) & LANES
      const even = ((pEven << 8) + imul((q & LANES) - pEven, part) + HALF) | 0
      const odd = ((pOdd << 8) + imul(((q >>> 8) & LANES) - pOdd, part) + HALF) | 0
      out[i] = ((even >>> 8) & LANES) | (odd & ~LANES)
    }
    return
  }
  if (taps === 4) {
    for (let i = 0, a = at; i < count; i++, a++) {
      const p = source[a]
      const q = source[a + stride]
      const r = source[a + 2 * stride]
      const s = source[a + 3 * stride]
      const even = (p & LANES) + (q & LANES) + (r & LANES) + (s & LANES) + TWO
      const odd = ((p >>> 8) & LANES) + ((q >>> 8) & LANES) + ((r >>> 8) & LANES) + ((s >>> 8) & LANES) + TWO
      out[i] = ((even >>> 2) & LANES) | (((odd >>> 2) & LANES) << 8)
    }
    return
  }
  if (taps === 8) {
    for (let i = 0, a = at; i < count; i++, a++) {
      let even = FOUR
      let odd = FOUR
      for (let from = a, end = a + 8 * stride; from < end; from += stride) {
        const p = source[from]
        even = (even + (p & LANES)) | 0
        odd = (odd + ((p >>> 8) & LANES)) | 0
      }
      out[i] = ((even >>> 3) & LANES) | (((odd >>> 3) & LANES) << 8)
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
 * `channels` after the one before. Weights of four are equal.
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
  if (taps === 2)
    for (let x = 0; x < count; x++) {
      const at = place[x] + channel
      const p = line[at]
      row[x] = p + ((imul(line[at + channels] - p, weight[2 * x + 1]) + 128) >> 8)
    }
  else if (taps === 4)
    for (let x = 0; x < count; x++) {
      const at = place[x] + channel
      const two = line[at] + line[at + channels]
      row[x] = (two + line[at + 2 * channels] + line[at + 3 * channels] + 2) >> 2
    }
  else
    for (let x = 0, w = 0; x < count; x++) {
      let value = 128
      for (let k = 0, at = place[x] + channel; k < taps; k++, at += channels)
        value = (value + imul(weight[w++], line[at])) | 0
      row[x] = value >> 8
    }
}
