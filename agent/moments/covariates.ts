import type { Ms } from '../../config/units.ts'
import { FEATURES, SUBJECT_OF, SUBJECTS } from './features.ts'

/** So many visits make a batch. Its features are means over all looks at them. */
const BATCH = 100
/** A feature is another where it lies so many deviations off, to the same side in so many batches one after the other. */
const FAR = 3
const IN_A_ROW = 3
/** So many may be suspect one after the other; those after them are taken for usual. */
const SUSPECT = 6
/** What moves by less than this a deviation matters to nobody. */
const LEAST_VARIANCE = 0.01 ** 2
/** By how much batches differ by chance, by the hour and by the day of the week is not known before so many of them, and a week. */
const ENOUGH = 20
const WEEK_MS: Ms = 7 * 86_400_000
/** The mean is taken over so many batches, or those of so long, whichever are more; those before count for less and less. */
const MOST = 200
const MONTH_MS: Ms = 28 * 86_400_000
/** What time it is, is not what visitors do. */
const TIME = SUBJECTS.indexOf('time')

/** Whether visitors go about the shop otherwise than before: `suspected` in the batches that would make it so, `found` for a time after. */
export type Shift = 'none' | 'suspected' | 'found'

/**
 * How visitors go about the shop: a control chart of each feature (Shewhart 1931, Economic control of quality of manufactured product). That
 * what is seen is another (covariate shift: Shimodaira 2000) is no proof that it means another thing, but it is a reason to ask; and it is known
 * within hours, for every visit tells of it and not the few alone that somebody spoke to. Seen are the looks at which the model is asked:
 * whoever stays long weighs more, and where far more or fewer are approached than before, that alone may be a shift.
 */
export class Covariates {
  /** Whether a shift was found of which it is not settled yet what it means. */
  isFound = false
  /** Of the batch that is being filled. */
  visits = 0
  looks = 0
  readonly sum = new Float64Array(FEATURES.length)
  /** Of the batches before that were as usual. */
  batches = 0
  fromMs: Ms = 0
  readonly mean = new Float64Array(FEATURES.length)
  readonly variance = new Float64Array(FEATURES.length)
  /** Batches in a row that were not. */
  suspect = 0
  /** How many batches in a row each feature lay far above; below where negative. */
  readonly row = new Int8Array(FEATURES.length)

  get shift(): Shift {
    if (this.isFound) return 'found'
    return this.suspect > 0 ? 'suspected' : 'none'
  }

  /** A look at somebody. */
  see(features: Float64Array): void {
    this.looks++
    for (let i = 0; i < features.length; i++) this.sum[i] += features[i]
  }

  /** A visit is over. */
  pass(atMs: Ms): void {
    if (++this.visits < BATCH || this.looks === 0) return
    const batch = this.sum.map(sum => sum / this.looks)
    this.visits = this.looks = 0
    this.sum.fill(0)
    this.#judge(batch, atMs)
  }

  /** It is settled what a shift that was found means. */
  settle(): void {
    this.isFound = false
  }

  reset(): void {
    this.isFound = false
    this.visits = this.looks = this.batches = this.fromMs = this.suspect = 0
    for (const numbers of [this.sum, this.mean, this.variance, this.row]) numbers.fill(0)
  }

  #judge(batch: Float64Array, atMs: Ms): void {
    const isKnown = this.batches >= ENOUGH && Math.abs(atMs - this.fromMs) >= WEEK_MS
    const longest = isKnown ? this.#inARow(batch) : 0
    if (longest >= IN_A_ROW) {
      this.reset()
      this.isFound = true
    } else if (longest > 0 && this.suspect < SUSPECT) this.suspect++
    else this.#take(batch, atMs)
  }

  #inARow(batch: Float64Array): number {
    let longest = 0
    for (let i = 0; i < batch.length; i++) {
      if (SUBJECT_OF[i] === TIME) continue
      const off = (batch[i] - this.mean[i]) / Math.sqrt(Math.max(this.variance[i], LEAST_VARIANCE))
      if (Math.abs(off) <= FAR) this.row[i] = 0
      else this.row[i] = off > 0 ? Math.max(this.row[i], 0) + 1 : Math.min(this.row[i], 0) - 1
      longest = Math.max(longest, Math.abs(this.row[i]))
    }
    return longest
  }

  #take(batch: Float64Array, atMs: Ms): void {
    if (this.batches === 0) this.fromMs = atMs
    this.batches++
    const ofMonth = (this.batches * MONTH_MS) / Math.max(Math.abs(atMs - this.fromMs), 1)
    const count = Math.min(this.batches, Math.max(ofMonth, MOST))
    for (let i = 0; i < batch.length; i++) {
      const off = batch[i] - this.mean[i]
      this.mean[i] += off / count
      this.variance[i] += (off * (batch[i] - this.mean[i]) - this.variance[i]) / count
    }
    this.suspect = 0
    // By now what was found is what is usual.
    if (this.batches >= ENOUGH) this.isFound = false
  }
}
