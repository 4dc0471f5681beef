import type { Axis } from './axis.ts'

// Math.imul tells the compiler that no product leaves 32 bits: without it these loops take twice as long.
const { imul } = Math

/**
 * The weighted sum of the source rows that output row `y` is made of, 256 times as large, into `sum`. `sum[0]` stands for the
 * byte `offset` of the source's first row.
 */
export function sumRows(
  source: Uint8Array,
  offset: number,
  stride: number,
  rows: Axis,
  y: number,
  sum: Int32Array,
): void {
  const { taps, weight, start } = rows
  const count = sum.length
  const w = imul(y, taps)
  const w0 = weight[w]
  const w1 = taps > 1 ? weight[w + 1] : 0
  const w2 = taps > 2 ? weight[w + 2] : 0
  const a = offset + imul(start[y], stride)
  const b = taps > 1 ? a + stride : a
  const c = taps > 2 ? b + stride : b
  if (w2 === 0) for (let i = 0; i < count; i++) sum[i] = imul(w0, source[a + i]) + imul(w1, source[b + i])
  else
    for (let i = 0; i < count; i++) sum[i] = imul(w0, source[a + i]) + imul(w1, source[b + i]) + imul(w2, source[c + i])
  for (let k = 3, at = c + stride; k < taps; k++, at += stride) {
    const wk = weight[w + k]
    if (wk !== 0) for (let i = 0; i < count; i++) sum[i] += imul(wk, source[at + i])
  }
}

/**
 * One output row of one channel from such a sum, 0 … 255. `place[x]` is where in `sum` output column `x` begins, for the first of
 * the interleaved channels.
 */
export function sumColumns(
  sum: Int32Array,
  place: Int32Array,
  columns: Axis,
  channel: number,
  channels: number,
  row: Int32Array,
): void {
  const { taps, weight } = columns
  const count = row.length
  const second = channel + channels
  const third = second + channels
  if (taps === 2)
    for (let x = 0, w = 0; x < count; x++, w += 2) {
      const at = place[x]
      row[x] = (imul(weight[w], sum[at + channel]) + imul(weight[w + 1], sum[at + second]) + 32768) >> 16
    }
  else if (taps === 3)
    for (let x = 0, w = 0; x < count; x++, w += 3) {
      const at = place[x]
      const two = imul(weight[w], sum[at + channel]) + imul(weight[w + 1], sum[at + second])
      row[x] = (two + imul(weight[w + 2], sum[at + third]) + 32768) >> 16
    }
  else
    for (let x = 0, w = 0; x < count; x++) {
      let value = 32768
      for (let k = 0, at = place[x] + channel; k < taps; k++, at += channels) value += imul(weight[w++], sum[at])
      row[x] = value >> 16
    }
}
