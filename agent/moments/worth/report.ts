import type { Ms } from '../../../config/units.ts'
import { type Share, wilson } from '../../journey/wilson.ts'
import { type Decision, isGood } from '../advice.ts'
import type { Heard, Waits } from '../contacts.ts'
import { DWELLS } from '../log.ts'
import { afterDwell, type Course, coursesOf, done, elsewise, lift, never } from './elsewise.ts'
import type { Estimate } from './estimate.ts'
import { aftermath, type Word } from './heard.ts'
import { type Bin, calibrationError, diagram, type Told } from './reliability.ts'

/** What another rule would have been worth a hundred visits. */
export interface Rule {
  /** Seconds at a touchpoint; undefined of never. */
  readonly seconds: number | undefined
  /** Undefined where too few of its approaches could have happened. */
  readonly byWeights: Estimate | undefined
  readonly doublyRobust: Estimate
  readonly supported: number
}

/** How good the advice was, as far as the log can say. Worths are rewards a hundred visits. */
export interface Report {
  readonly fromMs: Ms
  readonly untilMs: Ms
  readonly visits: number
  /** Visits in which somebody was to be approached, with advice that was shown and in shadow. */
  readonly approached: { readonly shown: number; readonly shadow: number }
  readonly words: Readonly<Record<Heard, number>>
  readonly censored: number
  readonly waiting: number
  /** What was told of approaches, and what became of them. */
  readonly reliability: readonly Bin[]
  readonly error: number | undefined
  /** What the error would be of so many by chance alone. */
  readonly errorByChance: number | undefined
  /** Of visits whose advice was shown; undefined where there are too few. */
  readonly worth: { readonly model: Estimate; readonly rules: readonly Rule[] } | undefined
  /** By how much the model is worth more than never to approach, and than the best fixed dwell. */
  readonly lift: { readonly never: Estimate; readonly dwell: Estimate & { readonly seconds: number } } | undefined
  /** Of contacts that staff made by themselves: the share that came out well, where the model saw worth in one and where it saw none. */
  readonly unadvised: { readonly worth: Share; readonly worthless: Share }
}

/** Of fewer outcomes an interval that leans on the central limit theorem says nothing. */
export const FEWEST = 30
const BINS = 10
/** From this probability on a contact is worth something, as the learner counts. */
const EVEN = 0.5

/** `looks` in the order in which they came, and what was said. Undefined where nothing was decided yet. */
export function report(
  looks: readonly Decision[],
  words: readonly Word[],
  waits: Waits,
  nowMs: Ms,
): Report | undefined {
  const [first, last] = [looks[0], looks.at(-1)]
  if (!first || !last) return undefined
  const { outcomeOf, unadvised, ...counts } = aftermath(looks, words, waits, nowMs)
  const approaches = looks.filter(({ isApproached }) => isApproached)
  const told: Told[] = approaches.flatMap(look => {
    const outcome = outcomeOf(look)
    return outcome === undefined ? [] : [{ probability: look.probability, isGood: isGood(outcome) }]
  })
  const courses = coursesOf(looks, outcomeOf)
  const isShown = ({ looks }: Course) => looks.every(look => look.isShown)
  const shown = courses.filter(isShown)
  const isMeasured = shown.filter(({ outcome }) => outcome !== undefined).length >= FEWEST
  const bins = diagram(told, BINS)
  const ended = (of: readonly Course[]) => of.filter(({ looks }) => looks.at(-1)?.isApproached).length
  return {
    ...{ fromMs: first.atMs, untilMs: last.atMs, visits: courses.length, ...counts },
    approached: { shown: ended(shown), shadow: ended(courses.filter(course => !isShown(course))) },
    reliability: bins,
    error: told.length === 0 ? undefined : calibrationError(bins),
    errorByChance: told.length === 0 ? undefined : Math.sqrt(BINS / (6 * told.length)),
    ...(isMeasured ? measured(shown) : { worth: undefined, lift: undefined }),
    unadvised: byThemselves(looks, unadvised),
  }
}

function measured(courses: readonly Course[]): Pick<Report, 'worth' | 'lift'> {
  const rules = [undefined, ...DWELLS].map(seconds => {
    const { byWeights, doublyRobust, supported } = elsewise(courses, policyOf(seconds))
    return { seconds, byWeights: byWeights && hundred(byWeights), doublyRobust: hundred(doublyRobust), supported }
  })
  // The best of them by hindsight: that favours it, and not the model.
  const best = rules.slice(1).reduce((a, b) => (b.doublyRobust.mean > a.doublyRobust.mean ? b : a))
  return {
    worth: { model: hundred(done(courses)), rules },
    lift: {
      never: hundred(lift(courses, never)),
      dwell: { ...hundred(lift(courses, policyOf(best.seconds))), seconds: best.seconds! },
    },
  }
}

const policyOf = (seconds: number | undefined) => (seconds === undefined ? never : afterDwell(seconds))

function hundred({ mean, low, high, of }: Estimate): Estimate {
  return { mean: 100 * mean, low: 100 * low, high: 100 * high, of }
}

/** Each word is held against the last look before somebody can have gone there. */
function byThemselves(looks: readonly Decision[], words: readonly Word[]): Report['unadvised'] {
  const looksOf = new Map<string, Decision[]>()
  for (const look of looks) {
    const of = looksOf.get(look.visit)
    if (of) of.push(look)
    else looksOf.set(look.visit, [look])
  }
  const sums = { worth: { good: 0, of: 0 }, worthless: { good: 0, of: 0 } }
  for (const { visit, touchpoint, untilMs, atMs, outcome } of words) {
    const look = looksOf
      .get(visit)
      ?.findLast(one => one.atMs <= (untilMs ?? atMs) && (touchpoint === undefined || one.touchpoint === touchpoint))
    if (!look) continue
    const sum = sums[look.probability >= EVEN ? 'worth' : 'worthless']
    sum.of++
    if (isGood(outcome)) sum.good++
  }
  const { worth, worthless } = sums
  return { worth: wilson(worth.good, worth.of), worthless: wilson(worthless.good, worthless.of) }
}
