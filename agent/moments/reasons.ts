import { SUBJECT_OF, SUBJECTS, type Subject } from './features.ts'
import type { Model } from './model.ts'
import type { Situation } from './situation.ts'
import { phrase } from './words.ts'

/** One thing that moved the number. */
export interface Reason {
  readonly subject: Subject
  /** By how much it moved the log-odds of a good outcome, against somebody who is usual in this. */
  readonly moved: number
  /** In words for the staff. */
  readonly words: string
}

/** What moves the odds by less than a twentieth or so is no reason. */
const LEAST = 0.05
/** Few and exact. */
export const MOST = 3

/**
 * Why a situation has the probability that it has: for each subject, by how much the score would be another if they were usual in what is
 * said of it. Scores are sums, so that this is exact and not an approximation: put the usual in its place and the score moves by as much.
 * The strongest of those that may leave the device; and that they are a member or none, which may not, where it is as strong as these: it
 * takes the place of none, or that one is missing would tell it.
 */
export function reasons(situation: Situation, features: Float64Array, usual: Float64Array, model: Model): Reason[] {
  const { id } = situation.touchpoint
  const moved = movedBy(features, usual, model, id)
  const strongest = SUBJECTS.map((subject, at) => ({ subject, moved: moved[at] }))
    .filter(({ moved }) => Math.abs(moved) >= LEAST)
    .sort((a, b) => Math.abs(b.moved) - Math.abs(a.moved))
  const others = strongest.filter(({ subject }) => subject !== 'member').slice(0, MOST)
  return strongest
    .filter((reason, at) => others.includes(reason) || (reason.subject === 'member' && at < MOST))
    .map(({ subject, moved }) => ({
      ...{ subject, moved },
      words: phrase(subject, situation, moved > 0, model.hasLearnedOf(id)),
    }))
}

/** By subject, how far the score is moved. */
export function movedBy(features: Float64Array, usual: Float64Array, model: Model, touchpoint: string): Float64Array {
  const moved = new Float64Array(SUBJECTS.length)
  for (let i = 0; i < features.length; i++)
    moved[SUBJECT_OF[i]] += model.weight(i, touchpoint) * (features[i] - usual[i])
  return moved
}
