/** z = a + b·x + c·y + d·x² + e·xy + f·y², with x and y from a middle, all in millimetres. */
export interface Surface {
  readonly middle: readonly [number, number]
  readonly terms: Float64Array
  /** Median distance of the points from it, made comparable to a standard deviation. */
  readonly scatterMm: number
}

const TERMS = 6
const ROUNDS = 8
/** Tukey's biweight leaves out what is farther off than this many deviations; 95 % as sharp as least squares on clean points. */
const TUKEY = 4.685
/** From the median of absolute values to the standard deviation of a normal distribution. */
const NORMAL = 1.4826
const LEAST_MM = 0.5

/**
 * The surface nearest to points x y z, by least squares that are weighted anew in each round by how far off a point was, the
 * first round being plain. Undefined where the points do not span it.
 */
export function fitted(points: Float64Array): Surface | undefined {
  const count = points.length / 3
  if (count < 2 * TERMS) return undefined
  let [mx, my] = [0, 0]
  for (let i = 0; i < points.length; i += 3) {
    mx += points[i] / count
    my += points[i + 1] / count
  }
  const middle = [mx, my] as const
  const weight = new Float64Array(count).fill(1)
  const off = new Float64Array(count)
  let terms: Float64Array | undefined
  let scatterMm = 0
  for (let round = 0; round < ROUNDS; round++) {
    terms = solved(points, weight, middle)
    if (!terms) return undefined
    const surface = { middle, terms, scatterMm }
    for (let i = 0; i < count; i++)
      off[i] = Math.abs(dent(surface, points[3 * i], points[3 * i + 1], points[3 * i + 2]))
    scatterMm = NORMAL * off.slice().sort()[count >> 1]
    const limit = TUKEY * Math.max(scatterMm, LEAST_MM)
    for (let i = 0; i < count; i++) weight[i] = off[i] < limit ? (1 - (off[i] / limit) ** 2) ** 2 : 0
  }
  return terms && { middle, terms, scatterMm }
}

/** How far a point lies before the surface, towards the camera. */
export function dent({ middle, terms }: Surface, x: number, y: number, z: number): number {
  const [u, v] = [x - middle[0], y - middle[1]]
  return terms[0] + terms[1] * u + terms[2] * v + terms[3] * u * u + terms[4] * u * v + terms[5] * v * v - z
}

function solved(
  points: Float64Array,
  weight: Float64Array,
  [mx, my]: readonly [number, number],
): Float64Array | undefined {
  const rows = Array.from({ length: TERMS }, () => new Float64Array(TERMS + 1))
  const term = new Float64Array(TERMS)
  for (let i = 0, at = 0; i < weight.length; i++, at += 3) {
    const [u, v] = [points[at] - mx, points[at + 1] - my]
    term.set([1, u, v, u * u, u * v, v * v])
    for (let r = 0; r < TERMS; r++) {
      const part = weight[i] * term[r]
      for (let c = r; c < TERMS; c++) rows[r][c] += part * term[c]
      rows[r][TERMS] += part * points[at + 2]
    }
  }
  for (let r = 0; r < TERMS; r++) for (let c = 0; c < r; c++) rows[r][c] = rows[c][r]
  return eliminated(rows)
}

/** Gauss with pivots of symmetric rows, each scaled by its own diagonal: squares of millimetres stand beside ones. */
function eliminated(rows: Float64Array[]): Float64Array | undefined {
  const scale = rows.map((row, i) => 1 / Math.sqrt(row[i] || 1))
  for (let r = 0; r < TERMS; r++) {
    for (let c = 0; c < TERMS; c++) rows[r][c] *= scale[r] * scale[c]
    rows[r][TERMS] *= scale[r]
  }
  for (let p = 0; p < TERMS; p++) {
    const best = rows.slice(p).reduce((at, row, i) => (Math.abs(row[p]) > Math.abs(rows[at][p]) ? p + i : at), p)
    ;[rows[p], rows[best]] = [rows[best], rows[p]]
    if (Math.abs(rows[p][p]) < 1e-9) return undefined
    for (let r = p + 1; r < TERMS; r++) {
      const factor = rows[r][p] / rows[p][p]
      for (let c = p; c <= TERMS; c++) rows[r][c] -= factor * rows[p][c]
    }
  }
  const out = new Float64Array(TERMS)
  for (let p = TERMS - 1; p >= 0; p--) {
    let sum = rows[p][TERMS]
    for (let c = p + 1; c < TERMS; c++) sum -= rows[p][c] * out[c]
    out[p] = sum / rows[p][p]
  }
  return out.map((value, i) => value * scale[i])
}
