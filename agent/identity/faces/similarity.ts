/**
 * A turn, a scale and a shift of the plane, flat:
 *
 *     A  B  X  Y        x' = A·x − B·y + X
 *                       y' = B·x + A·y + Y
 */
export const A = 0
export const B = 1
export const X = 2
export const Y = 3
export const SIMILARITY = 4

/**
 * The similarity that brings `from` nearest to `to` (x y pairs) in the sense of least squares, into `out`. In the plane and without
 * mirroring two sums are all that there is to it (a test holds it against trying others). False where all points are one.
 */
export function similarity(from: ArrayLike<number>, to: ArrayLike<number>, out: Float64Array): boolean {
  const count = to.length / 2
  let [fx, fy, tx, ty] = [0, 0, 0, 0]
  for (let i = 0; i < to.length; i += 2) {
    fx += from[i] / count
    fy += from[i + 1] / count
    tx += to[i] / count
    ty += to[i + 1] / count
  }
  let [along, across, spread] = [0, 0, 0]
  for (let i = 0; i < to.length; i += 2) {
    const [x, y] = [from[i] - fx, from[i + 1] - fy]
    const [u, v] = [to[i] - tx, to[i + 1] - ty]
    along += x * u + y * v
    across += x * v - y * u
    spread += x * x + y * y
  }
  if (!(spread > 0)) return false
  out[A] = along / spread
  out[B] = across / spread
  out[X] = tx - out[A] * fx + out[B] * fy
  out[Y] = ty - out[B] * fx - out[A] * fy
  return out[A] !== 0 || out[B] !== 0
}

/** The way back, into `out`, which may be the same array. */
export function inverse(of: Float64Array, out: Float64Array): void {
  const [a, b, x, y] = of
  const size = a * a + b * b
  out[A] = a / size
  out[B] = -b / size
  out[X] = -(a * x + b * y) / size
  out[Y] = (b * x - a * y) / size
}

/** Lengths are multiplied by this. */
export function scaleOf(of: Float64Array): number {
  return Math.hypot(of[A], of[B])
}
