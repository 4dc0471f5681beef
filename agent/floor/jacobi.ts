/** Sweeps after which a symmetric matrix of this size has long converged; the method needs about six. */
const SWEEPS = 50

/**
 * Eigenvalues and eigenvectors of a symmetric matrix (size · size, row by row; overwritten) by cyclic Jacobi rotations
 * (Golub & Van Loan, Matrix Computations, 8.5). Vector i stands in vectors[size · i …], of length 1; in no particular order.
 */
export function jacobi(matrix: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } {
  const vectors = new Float64Array(size * size)
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1
  for (let sweep = 0; sweep < SWEEPS && offDiagonal(matrix, size) > 0; sweep++)
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(matrix, vectors, size, p, q)
  return { values: Float64Array.from({ length: size }, (_, i) => matrix[i * size + i]), vectors }
}

/** Largest entry beside the diagonal, 0 where it no longer changes the largest on it. */
function offDiagonal(matrix: Float64Array, size: number): number {
  let beside = 0
  let on = 0
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const value = Math.abs(matrix[i * size + j])
      if (i === j) on = Math.max(on, value)
      else beside = Math.max(beside, value)
    }
  return beside > on * Number.EPSILON * 1e-3 ? beside : 0
}

/** Turns axes p and q so that entry (p, q) becomes 0. */
function rotate(matrix: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const beside = matrix[p * size + q]
  if (beside === 0) return
  const half = (matrix[q * size + q] - matrix[p * size + p]) / (2 * beside)
  const tangent = Math.sign(half || 1) / (Math.abs(half) + Math.sqrt(half * half + 1))
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  const sine = tangent * cosine
  for (let k = 0; k < size; k++) turn(matrix, k * size + p, k * size + q, cosine, sine)
  for (let k = 0; k < size; k++) turn(matrix, p * size + k, q * size + k, cosine, sine)
  for (let k = 0; k < size; k++) turn(vectors, p * size + k, q * size + k, cosine, sine)
  matrix[p * size + q] = matrix[q * size + p] = 0
}

function turn(of: Float64Array, a: number, b: number, cosine: number, sine: number): void {
  const x = of[a]
  const y = of[b]
  of[a] = cosine * x - sine * y
  of[b] = sine * x + cosine * y
}
