import { memory } from '../../vision/assembler.ts'
import { dots, ROW_BYTES } from './simd.ts'
import { NUMBERS } from './template.ts'

/** Templates that are looked at between two looks at what came out: their sums stay in the fastest cache. */
const BLOCK = 2048
const QUERY = 0
const SUMS = 2 * NUMBERS
const ROWS = SUMS + 4 * BLOCK
/** Products of one row and a query must not leave 32 bits: 127 · 16383 · 128 < 2³¹. */
const GREATEST_ROW = 127
const GREATEST_QUERY = 16383
/** Above all that rounding in double precision can do to a few hundred sums, as a part of the largest of them. */
const ROUNDING = 2 ** -40

/** What was nearest. Distances are squared. -1 and infinity where there is nobody. */
export interface Nearest {
  row: number
  squared: number
  /** The nearest of all that belong to somebody else than the nearest. */
  second: number
  secondSquared: number
}

/**
 * Exact nearest neighbours among templates in memory. Each is also kept as signed bytes, an eighth of the work to look at; how far
 * that can be off is known for each query (Cauchy and Schwarz), so whoever may be the nearest, or the nearest of the others, is
 * looked at again in full. What comes out is what a plain loop over all finds, equal distances going to the earlier row.
 *
 *     x = s·r + e,  q = t·p + f:    |x·q − s·t·(r·p)| ≤ ‖e‖·‖q‖ + ‖s·r‖·‖f‖        ‖x − q‖² = ‖x‖² − 2 x·q + ‖q‖²
 */
export class Search {
  count = 0
  #capacity = 0
  #templates = new Float32Array(0)
  #owners = new Int32Array(0)
  /** Half the square of each length, and what one step of its bytes is worth. */
  #halves = new Float64Array(0)
  #steps = new Float64Array(0)
  /** No template lost more than this to its bytes, none that is left is longer in bytes than this. */
  #lost = 0
  #longest = 0
  #dots = dots(memory(ROWS))
  #rows = new Int8Array(0)
  #sums = new Int32Array(0)
  #query = new Int16Array(0)
  #lower = new Float64Array(0)

  /** `owner` is a number for whom it belongs to; one may have several templates. Returns the row, which may change by removals. */
  add(template: Float32Array, owner: number): number {
    if (template.length !== NUMBERS || !template.every(Number.isFinite))
      throw new RangeError(`a template has ${NUMBERS} finite numbers`)
    if (this.count === this.#capacity) this.#grow(Math.max(2 * this.#capacity, 64))
    const row = this.count++
    this.#templates.set(template, row * NUMBERS)
    this.#owners[row] = owner
    this.#halves[row] = dot(template, 0, template) / 2
    this.#quantise(row)
    return row
  }

  /** Every template of `owner` is overwritten, the last ones taking their places. Returns how many they were. */
  remove(owner: number): number {
    let removed = 0
    for (let row = this.count - 1; row >= 0; row--) {
      if (this.#owners[row] !== owner) continue
      const last = --this.count
      this.#templates.copyWithin(row * NUMBERS, last * NUMBERS, (last + 1) * NUMBERS)
      this.#rows.copyWithin(row * NUMBERS, last * NUMBERS, (last + 1) * NUMBERS)
      for (const column of [this.#owners, this.#halves, this.#steps]) {
        column[row] = column[last]
        column[last] = 0
      }
      this.#templates.fill(0, last * NUMBERS, (last + 1) * NUMBERS)
      this.#rows.fill(0, last * NUMBERS, (last + 1) * NUMBERS)
      removed++
    }
    return removed
  }

  ownerOf(row: number): number {
    return this.#owners[row]
  }

  /** Leaves in `into` who is nearest to `query`. Nothing of the query stays in memory. */
  nearest(query: Float32Array, into: Nearest): void {
    into.row = into.second = -1
    into.squared = into.secondSquared = Number.POSITIVE_INFINITY
    if (this.count === 0) return
    const { step, bound } = this.#prepare(query)
    const farthest = this.#firstPass(step) + 2 * bound
    for (let row = 0; row < this.count; row++)
      if (this.#lower[row] <= farthest) this.#rank(row, distance(this.#templates, row * NUMBERS, query), into)
    this.#query.fill(0)
    this.#sums.fill(0)
  }

  wipe(): void {
    for (const column of [this.#templates, this.#rows, this.#owners, this.#halves, this.#steps, this.#lower])
      column.fill(0)
    this.count = this.#lost = this.#longest = 0
  }

  /** The query in 15 bits; what one step of it is worth, and how far any product with it can be off. */
  #prepare(query: Float32Array): { step: number; bound: number } {
    let [greatest, square] = [0, 0]
    for (let i = 0; i < NUMBERS; i++) {
      greatest = Math.max(greatest, Math.abs(query[i]))
      square += query[i] * query[i]
    }
    const step = greatest / GREATEST_QUERY || 1
    let lost = 0
    for (let i = 0; i < NUMBERS; i++) {
      this.#query[i] = Math.round(query[i] / step)
      lost += (query[i] - this.#query[i] * step) ** 2
    }
    const length = Math.sqrt(square)
    const rounding = ROUNDING * (this.#longest + length) ** 2
    return { step, bound: this.#lost * length + this.#longest * Math.sqrt(lost) + rounding }
  }

  /** Leaves ½‖x‖² − x·q of each row, as its bytes have it, and returns that of the best but one of different owners. */
  #firstPass(step: number): number {
    const [lower, halves, steps, owners, sums] = [this.#lower, this.#halves, this.#steps, this.#owners, this.#sums]
    let [best, second, owner] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1]
    for (let from = 0; from < this.count; from += BLOCK) {
      const to = Math.min(from + BLOCK, this.count)
      this.#dots(ROWS + from * ROW_BYTES, ROWS + to * ROW_BYTES, QUERY, SUMS)
      for (let row = from; row < to; row++) {
        const value = halves[row] - steps[row] * step * sums[row - from]
        lower[row] = value
        if (value >= second) continue
        if (owners[row] === owner) best = Math.min(best, value)
        else if (value < best) {
          second = best
          best = value
          owner = owners[row]
        } else second = value
      }
    }
    return second
  }

  #rank(row: number, squared: number, into: Nearest): void {
    const owner = this.#owners[row]
    if (squared < into.squared) {
      if (into.row >= 0 && this.#owners[into.row] !== owner) {
        into.second = into.row
        into.secondSquared = into.squared
      }
      into.row = row
      into.squared = squared
    } else if (squared < into.secondSquared && this.#owners[into.row] !== owner) {
      into.second = row
      into.secondSquared = squared
    }
  }

  #quantise(row: number): void {
    const from = row * NUMBERS
    let greatest = 0
    for (let i = from; i < from + NUMBERS; i++) greatest = Math.max(greatest, Math.abs(this.#templates[i]))
    const step = greatest / GREATEST_ROW || 1
    let [lost, length] = [0, 0]
    for (let i = from; i < from + NUMBERS; i++) {
      this.#rows[i] = Math.round(this.#templates[i] / step)
      lost += (this.#templates[i] - this.#rows[i] * step) ** 2
      length += (this.#rows[i] * step) ** 2
    }
    this.#steps[row] = step
    this.#lost = Math.max(this.#lost, Math.sqrt(lost))
    this.#longest = Math.max(this.#longest, Math.sqrt(length))
  }

  /** New memory for all columns; the old is wiped, since nobody knows when it will be used again. */
  #grow(capacity: number): void {
    const [templates, owners, halves, steps, rows] = [
      this.#templates,
      this.#owners,
      this.#halves,
      this.#steps,
      this.#rows,
    ]
    this.#capacity = capacity
    const held = memory(ROWS + capacity * ROW_BYTES)
    this.#dots = dots(held)
    this.#query = new Int16Array(held.buffer, QUERY, NUMBERS)
    this.#sums = new Int32Array(held.buffer, SUMS, BLOCK)
    this.#rows = new Int8Array(held.buffer, ROWS, capacity * ROW_BYTES)
    this.#templates = new Float32Array(capacity * NUMBERS)
    this.#owners = new Int32Array(capacity)
    this.#halves = new Float64Array(capacity)
    this.#steps = new Float64Array(capacity)
    this.#lower = new Float64Array(capacity)
    this.#templates.set(templates)
    this.#owners.set(owners)
    this.#halves.set(halves)
    this.#steps.set(steps)
    this.#rows.set(rows)
    for (const old of [templates, rows]) old.fill(0)
  }
}

/** The square of the Euclidean distance of a template, from its first number on, to a query. */
export function distance(templates: Float32Array, from: number, query: Float32Array): number {
  let sum = 0
  for (let i = 0; i < NUMBERS; i++) {
    const apart = templates[from + i] - query[i]
    sum += apart * apart
  }
  return sum
}

function dot(a: Float32Array, from: number, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < NUMBERS; i++) sum += a[from + i] * b[i]
  return sum
}
