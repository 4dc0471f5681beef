const { imul } = Math

/** ITU-R BT.601, limited range, times 65536. */
const LUMA = 76309
const RED_V = 104597
const GREEN_U = 25675
const GREEN_V = 53279
const BLUE_U = 132201
const ROUND = 32768

/** What luma 16 stands for, taken care of once. */
const ZERO = ROUND - LUMA * 16

/** One row of luma, with colour at half the resolution, as interleaved R, G, B from `at` on. The array clamps what is no byte. */
export function writeYuv(luma: Int32Array, u: Int32Array, v: Int32Array, out: Uint8ClampedArray, at: number): void {
  const width = luma.length
  const pairs = width >> 1
  for (let i = 0, x = 0; i < pairs; i++, x += 2, at += 6) {
    const du = u[i] - 128
    const dv = v[i] - 128
    const red = (ZERO + imul(RED_V, dv)) | 0
    const green = (ZERO - imul(GREEN_U, du) - imul(GREEN_V, dv)) | 0
    const blue = (ZERO + imul(BLUE_U, du)) | 0
    const left = imul(LUMA, luma[x])
    const right = imul(LUMA, luma[x + 1])
    out[at] = (left + red) >> 16
    out[at + 1] = (left + green) >> 16
    out[at + 2] = (left + blue) >> 16
    out[at + 3] = (right + red) >> 16
    out[at + 4] = (right + green) >> 16
    out[at + 5] = (right + blue) >> 16
  }
  if (width & 1) {
    const du = u[pairs] - 128
    const dv = v[pairs] - 128
    const last = (ZERO + imul(LUMA, luma[width - 1])) | 0
    out[at] = (last + imul(RED_V, dv)) >> 16
    out[at + 1] = (last - imul(GREEN_U, du) - imul(GREEN_V, dv)) >> 16
    out[at + 2] = (last + imul(BLUE_U, du)) >> 16
  }
}

/** One row of three planes as interleaved R, G, B from `at` on. */
export function writeRgb(r: Int32Array, g: Int32Array, b: Int32Array, out: Uint8ClampedArray, at: number): void {
  for (let x = 0; x < r.length; x++, at += 3) {
    out[at] = r[x]
    out[at + 1] = g[x]
    out[at + 2] = b[x]
  }
}
