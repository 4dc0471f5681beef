const { imul } = Math

/** ITU-R BT.601, limited range, times 65536. */
const LUMA = 76309
const RED_V = 104597
const GREEN_U = 25675
const GREEN_V = 53279
const BLUE_U = 132201
const ROUND = 32768

/** The bytes 0 … 255 with a margin of `MARGIN` on both sides in which the ends go on: cheaper than two comparisons a byte. */
const MARGIN = 384
const BYTE = new Uint8Array(256 + 2 * MARGIN).map((_, i) => Math.min(Math.max(i - MARGIN, 0), 255))
const BLACK = MARGIN - Math.round((LUMA * 16) / 65536)

/** One row of luma, with colour at half the resolution, as interleaved R, G, B from `at` on. */
export function writeYuv(luma: Int32Array, u: Int32Array, v: Int32Array, out: Uint8Array, at: number): void {
  const width = luma.length
  for (let x = 0; x < width; x++, at += 3) {
    const du = u[x >> 1] - 128
    const dv = v[x >> 1] - 128
    const y = imul(LUMA, luma[x]) + ROUND
    out[at] = BYTE[((y + imul(RED_V, dv)) >> 16) + BLACK]
    out[at + 1] = BYTE[((y - imul(GREEN_U, du) - imul(GREEN_V, dv)) >> 16) + BLACK]
    out[at + 2] = BYTE[((y + imul(BLUE_U, du)) >> 16) + BLACK]
  }
}

/** One row of three planes as interleaved R, G, B from `at` on. */
export function writeRgb(r: Int32Array, g: Int32Array, b: Int32Array, out: Uint8Array, at: number): void {
  for (let x = 0; x < r.length; x++, at += 3) {
    out[at] = r[x]
    out[at + 1] = g[x]
    out[at + 2] = b[x]
  }
}
