import type { VisitId } from '../../journey/fact.ts'
import { type Decision, type Outcome, REWARD } from '../advice.ts'
import { type Estimate, estimate } from './estimate.ts'

/** What was decided in one visit, look by look up to its first approach, and what was said to have become of that. */
export interface Course {
  readonly looks: readonly Decision[]
  readonly outcome?: Outcome | undefined
}

/** Another rule: whether it would approach at this look, if it had not before. */
export type Policy = (look: Decision) => boolean

export const never: Policy = () => false
export const afterDwell =
  (seconds: number): Policy =>
  ({ dwellSeconds, isQueueing }) =>
    dwellSeconds >= seconds && !isQueueing

/** What a rule would have been worth a visit, from the log of another one. */
export interface Elsewise {
  /**
   * Inverse propensity scoring: from nothing but what happened. Wide where the two rules hardly ever agree. Undefined where less than
   * {@link ENOUGH} is supported: what could not happen counts nothing in it, so that it is off, and its interval does not say so.
   */
  readonly byWeights: Estimate | undefined
  /** Doubly robust: the model says what an approach would be worth, and what happened corrects it. */
  readonly doublyRobust: Estimate
  /**
   * Of the visits in which the rule would approach, the share in which the log might have approached at that look too. For the rest nobody
   * can say: weights leave them out, and the doubly robust estimate has only the model's word.
   */
  readonly supported: number
}

/** What could not happen counts nothing: of an estimate a tenth at most may be missing for that. A convention, and no more. */
const ENOUGH = 0.9

/** What a rule would have been worth in each visit, in the order of the courses. */
interface Each {
  readonly weighted: readonly number[]
  readonly robust: readonly number[]
  readonly supported: number
}

/**
 * Off-policy estimates of what a visit is worth in reward up to its first approach (Dudík, Langford and Li 2011, Doubly robust policy
 * evaluation and learning; Jiang and Li 2016 of sequences). A rule of this kind is one look: that at which it would approach. The log has to
 * have waited until then, which it did with a known chance, and to have approached then. Of outcomes that nobody told, as many as of others
 * are taken to be missing by chance.
 */
export function elsewise(courses: readonly Course[], policy: Policy, harm = 1): Elsewise {
  const { weighted, robust, supported } = each(courses, policy, harm)
  return { byWeights: supported < ENOUGH ? undefined : estimate(weighted), doublyRobust: estimate(robust), supported }
}

/** What was done was worth so much a visit, its outcomes corrected for those that nobody told. */
export function done(courses: readonly Course[], harm = 1): Estimate {
  return estimate(own(courses, harm))
}

/**
 * By how much what was done was worth more a visit than a rule would have been (doubly robust), visit by visit: both met the same visitors, so
 * that this is surer than either.
 */
export function lift(courses: readonly Course[], policy: Policy, harm = 1): Estimate {
  const { robust } = each(courses, policy, harm)
  return estimate(own(courses, harm).map((worth, i) => worth - robust[i]))
}

function each(courses: readonly Course[], policy: Policy, harm: number): Each {
  const observed = observedOf(courses)
  const weighted: number[] = []
  const robust: number[] = []
  let [would, supported] = [0, 0]
  for (const { looks, outcome } of courses) {
    const at = looks.findIndex(policy)
    const look = looks[at]
    if (!look) {
      weighted.push(0)
      robust.push(0)
      continue
    }
    would++
    if (look.propensity > 0) supported++
    // The chance that the log had waited until then; it had, for there is this look.
    const weight = 1 / looks.slice(0, at).reduce((chance, { propensity }) => chance * (1 - propensity), 1)
    const guess = guessed(look, harm)
    const isSeen = look.isApproached && outcome !== undefined
    const share = weight / (look.propensity * observed)
    weighted.push(isSeen ? share * REWARD[outcome] : 0)
    robust.push(weight * guess + (isSeen ? share * (REWARD[outcome] - guess) : 0))
  }
  return { weighted, robust, supported: would === 0 ? 1 : supported / would }
}

function own(courses: readonly Course[], harm: number): number[] {
  const observed = observedOf(courses)
  return courses.map(({ looks, outcome }) => {
    const last = looks.at(-1)
    if (!last?.isApproached) return 0
    const guess = guessed(last, harm)
    return guess + (outcome === undefined ? 0 : (REWARD[outcome] - guess) / observed)
  })
}

/** Of contacts, the share of which somebody said what became of them. */
function observedOf(courses: readonly Course[]): number {
  const approached = courses.filter(({ looks }) => looks.at(-1)?.isApproached)
  return approached.filter(({ outcome }) => outcome !== undefined).length / approached.length
}

function guessed({ probability }: Decision, harm: number): number {
  return probability - harm * (1 - probability)
}

/** Puts what was decided together by visit; what follows on a first approach is not asked. */
export function coursesOf(
  decisions: Iterable<Decision>,
  outcomeOf: (approach: Decision) => Outcome | undefined,
): Course[] {
  const looksOf = new Map<VisitId, Decision[]>()
  for (const decision of decisions) {
    const looks = looksOf.get(decision.visit) ?? []
    looksOf.set(decision.visit, looks)
    if (!looks.at(-1)?.isApproached) looks.push(decision)
  }
  return [...looksOf.values()].map(looks => {
    const last = looks.at(-1)!
    return { looks, outcome: last.isApproached ? outcomeOf(last) : undefined }
  })
}
