import { createCipheriv } from 'node:crypto'
import { NUMBERS } from '../faces/template.ts'

/**
 * A turn of the space of templates that only the holder of the key knows: it keeps every distance, so matching does not notice, and
 * makes templates of two shops, or of one shop under a new key, as unlike as strangers.
 *
 * Uniformly distributed over all orthogonal maps, as a product of Householder reflections of normal vectors in ever fewer
 * dimensions (Stewart, The efficient generation of random orthogonal matrices, SIAM J. Numer. Anal. 17, 1980, section 3).
 */
export class Rotation {
  /** Row by row. */
  readonly #matrix = new Float64Array(NUMBERS * NUMBERS)

  constructor(key: Buffer) {
    for (let i = 0; i < NUMBERS; i++) this.#matrix[i * NUMBERS + i] = 1
    const next = normals(key)
    const v = new Float64Array(NUMBERS)
    for (let from = 0; from < NUMBERS - 1; from++) {
      let square = 0
      for (let i = from; i < NUMBERS; i++) {
        v[i] = next()
        square += v[i] ** 2
      }
      const sign = v[from] < 0 ? -1 : 1
      const first = v[from]
      v[from] += sign * Math.sqrt(square)
      this.#reflect(v, from, square - first ** 2 + v[from] ** 2)
      // Without the sign the first coordinate would favour one side.
      for (let column = 0; column < NUMBERS; column++) this.#matrix[from * NUMBERS + column] *= -sign
    }
    if (next() < 0)
      for (let column = 0; column < NUMBERS; column++) this.#matrix[(NUMBERS - 1) * NUMBERS + column] *= -1
    v.fill(0)
  }

  /** Writes the turned numbers into `out`, which is not `numbers`. */
  turn(numbers: Float32Array, out: Float32Array): void {
    for (let row = 0; row < NUMBERS; row++) {
      let sum = 0
      for (let i = 0, at = row * NUMBERS; i < NUMBERS; i++, at++) sum += this.#matrix[at] * numbers[i]
      out[row] = sum
    }
  }

  wipe(): void {
    this.#matrix.fill(0)
  }

  /** M ← (I − 2 v·vᵀ / v·v) · M, where v is 0 before `from`. */
  #reflect(v: Float64Array, from: number, square: number): void {
    const along = new Float64Array(NUMBERS)
    for (let i = from; i < NUMBERS; i++)
      for (let column = 0, at = i * NUMBERS; column < NUMBERS; column++, at++) along[column] += v[i] * this.#matrix[at]
    for (let i = from; i < NUMBERS; i++) {
      const by = (2 * v[i]) / square
      for (let column = 0, at = i * NUMBERS; column < NUMBERS; column++, at++) this.#matrix[at] -= by * along[column]
    }
  }
}

/** Bytes of the key stream for all normal numbers of a rotation, twice eight for each. */
const STREAM = (16 * NUMBERS * (NUMBERS + 1)) / 2

/** Normal numbers (Box and Muller 1958) from the key stream of AES-256 in counter mode: the same for the same key. */
function normals(key: Buffer): () => number {
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(STREAM))
  let at = 0
  const uniform = () => {
    const value = (stream.readUIntBE(at, 6) + 0.5) / 2 ** 48
    stream.fill(0, at, at + 8)
    at += 8
    return value
  }
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}
