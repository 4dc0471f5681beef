import { jacobi } from './jacobi.ts'

/** Steps after which a fit that was begun near its end has long arrived. */
const STEPS = 100
/** A step that betters the sum of squares by less than this share of it is the last. */
const LITTLE = 1e-12
/** With more damping than this no step is one. */
const HEAVIEST = 1e12
/** Of the numbers fitted, which are all of the size of one: enough for a slope, little enough for a straight one. */
const NUDGE = 1e-6

export interface LeastSquares {
  readonly found: Float64Array
  /** Sum of the squared misses. */
  readonly squares: number
  /** What the found numbers could be off by for one unit of miss, each; Infinity where the misses do not settle it. */
  readonly spread: Float64Array
}

/**
 * The numbers that make the misses least in the sum of their squares, by the method of Levenberg and Marquardt (Nocedal &
 * Wright, Numerical Optimization, 10.3). `miss` writes its misses into its second argument. A handful of numbers, from a start
 * near the end.
 */
export function leastSquares(
  start: Float64Array,
  misses: number,
  miss: (numbers: Float64Array, out: Float64Array) => void,
): LeastSquares {
  const size = start.length
  const at = Float64Array.from(start)
  const tried = new Float64Array(size)
  const [here, there] = [new Float64Array(misses), new Float64Array(misses)]
  miss(at, here)
  let squares = sum(here)
  let damping = 1e-3
  let system = slopes(at, here, miss)
  for (let step = 0; step < STEPS; step++) {
    let now = Number.POSITIVE_INFINITY
    for (; damping < HEAVIEST; damping *= 10) {
      advance(at, system, damping, tried)
      miss(tried, there)
      now = sum(there)
      if (now < squares) break
    }
    if (!(now < squares)) break
    const gain = squares - now
    at.set(tried)
    here.set(there)
    squares = now
    system = slopes(at, here, miss)
    damping /= 10
    if (gain <= LITTLE * squares) break
  }
  return { found: at, squares, spread: spread(system, size) }
}

interface System {
  readonly gradient: Float64Array
  readonly values: Float64Array
  readonly vectors: Float64Array
}

/** The normal equations at a place, turned to their own axes, so that any damping is a division. */
function slopes(at: Float64Array, here: Float64Array, miss: (p: Float64Array, out: Float64Array) => void): System {
  const size = at.length
  const rows = Array.from({ length: size }, (_, i) => {
    const nudged = Float64Array.from(at)
    const ahead = new Float64Array(here.length)
    const behind = new Float64Array(here.length)
    nudged[i] = at[i] + NUDGE
    miss(nudged, ahead)
    nudged[i] = at[i] - NUDGE
    miss(nudged, behind)
    return ahead.map((value, j) => (value - behind[j]) / (2 * NUDGE))
  })
  const normal = new Float64Array(size * size)
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) normal[i * size + j] = product(rows[i], rows[j])
  return { gradient: Float64Array.from(rows, row => product(row, here)), ...jacobi(normal, size) }
}

function advance(at: Float64Array, { gradient, values, vectors }: System, damping: number, into: Float64Array): void {
  const size = at.length
  const least = damping * Math.max(...values)
  into.set(at)
  for (let k = 0; k < size; k++) {
    const vector = vectors.subarray(k * size, k * size + size)
    const along = product(vector, gradient) / (Math.max(0, values[k]) + least)
    for (let i = 0; i < size; i++) into[i] -= along * vector[i]
  }
}

function spread({ values, vectors }: System, size: number): Float64Array {
  const none = Math.max(...values) * 1e-12
  return Float64Array.from({ length: size }, (_, i) => {
    let variance = 0
    for (let k = 0; k < size; k++) {
      const share = vectors[k * size + i] ** 2
      if (values[k] > none) variance += share / values[k]
      else if (share > 1e-6) return Number.POSITIVE_INFINITY
    }
    return Math.sqrt(variance)
  })
}

function product(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let i = 0; i < a.length; i++) total += a[i] * b[i]
  return total
}

function sum(misses: Float64Array): number {
  return product(misses, misses)
}
