import { type Estimate, estimate } from '../../../agent/moments/worth/estimate.ts'
import type { Told } from '../../../agent/moments/worth/reliability.ts'
import { Learned } from './learned.ts'
import { play, type Rule, type Tally } from './play.ts'
import { DAY, type Kind } from './shop.ts'

/** The last of these days is the last that is looked at; the first are for learning, and not judged. */
export const DAYS = 30
export const LEARNING = 7
export const SEEDS = [1, 2, 3]
/**
 * So often each shop is played, each time with another chance of the model: whom it tries, and whom it holds back. From one to the next the
 * reward of a shop moves by three in a hundred, which says nothing of the model.
 */
export const DRAWS = 5
/**
 * More shops. What comes after a change hangs on whom the model meets in the first days after it, and these are the same in every draw of a shop:
 * there it takes many shops, and not many draws. These were chosen before they were ever played.
 */
export const OTHERS = [71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82]

/** The same rule day after day, in shops of the same seed. */
export function under(rule: Rule, seed: number, kind: Kind): Tally[] {
  return Array.from({ length: DAYS }, (_, number) => play(seed, number, kind, rule))
}

/** The model, from the first day on, and what it told once it had learned. */
export interface Course {
  readonly days: readonly Tally[]
  readonly stage: Learned
  readonly approached: readonly Told[]
  readonly asked: readonly Told[]
}

export function learned(seed: number, kind: Kind, stage = new Learned(seed)): Course {
  const days = Array.from({ length: DAYS }, (_, number) => {
    if (number === LEARNING) stage.forget()
    const tally = play(seed, number, kind, stage)
    stage.close((number + 1) * DAY)
    return tally
  })
  return { days, stage, approached: stage.approached, asked: stage.asked }
}

export interface Drawn {
  readonly seeds?: readonly number[]
  readonly draws?: number
  /** The courses of the first draw, by shop, where they are at hand. */
  readonly first?: readonly Course[]
  /** Those that may differ from others, if not all. */
  readonly touchpoints?: readonly string[]
  /** The advice never rests. */
  readonly isTireless?: boolean
}

/** By shop and day what comes of the model, on average over the draws. */
export function drawn(
  kind: Kind,
  { seeds = SEEDS, draws = DRAWS, first, touchpoints, isTireless = false }: Drawn = {},
): Tally[][] {
  return seeds.map((seed, shop) => {
    const courses = Array.from({ length: draws }, (_, draw) => {
      if (draw === 0 && first) return first[shop]!
      const stage = new Learned(seed + 1000 * draw, {}, false, touchpoints)
      if (isTireless) stage.learner.rest.postpone(DAY)
      return learned(seed, kind, stage)
    })
    return Array.from({ length: DAYS }, (_, number) => mean(courses.map(({ days }) => days[number]!)))
  })
}

/** Of some days of some shops together. */
export function total(days: readonly Tally[]): Tally {
  const sum: Tally = { visitors: 0, sales: 0, reward: 0, expected: 0, contacts: 0, helped: 0, alone: 0, disturbed: 0 }
  for (const day of days) for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += day[key]
  return sum
}

function mean(days: readonly Tally[]): Tally {
  const sum = total(days)
  for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] /= days.length
  return sum
}

/** Reward of a hundred visitors, on average over what chance makes of each contact: that is steadier than what it did make of them. */
export const worth = ({ expected, visitors }: Tally): number => (100 * expected) / visitors
/** Share of those who wished to be left alone who were not. */
export const disturbed = (tally: Tally): number => tally.disturbed / tally.alone

/** How many times as much something is worth as something else on the same days, or in the same shops, and between what that lies at 95 % (delta method). */
export function ratio(days: readonly Tally[], than: readonly Tally[]): Estimate {
  const mean = worth(total(days)) / worth(total(than))
  const { high, low } = estimate(days.map((day, i) => worth(day) - mean * worth(than[i]!)))
  const half = (high - low) / 2 / worth(total(than))
  return { mean, low: mean - half, high: mean + half, of: days.length }
}
