import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import { type Estimate, estimate } from '../../../agent/moments/worth/estimate.ts'
import { spawn } from '../../../agent/vision/spawn.ts'
import { type ByModel, type ByRule, DAYS, type Played } from './month.ts'
import type { Tally } from './play.ts'
import type { Kind } from './shop.ts'

export const SEEDS = [1, 2, 3]
/**
 * So often each shop is played, each time with another chance of the model: whom it tries, and whom it holds back. From one to the next the
 * reward of a shop moves by three in a hundred, which says nothing of the model.
 */
export const DRAWS = 5
/** Of the shops below those that are told by themselves, too. */
export const LATEST = consecutive(131, 178)
/**
 * More shops. What comes after a change hangs on whom the model meets in the first days after it, and these are the same in every draw of a shop:
 * there it takes many shops, and not many draws. All were fixed before anything was played on them: twelve, which could not tell, and then the latest.
 */
export const OTHERS = [...consecutive(71, 82), ...LATEST]

/** Plays months of simulated shops, as many at once as there are cores. Each by itself, so that nothing hangs on which is done first. */
export class Trial {
  readonly #threads = Array.from({ length: availableParallelism() }, () => spawn(import.meta.url, 'player', undefined))
  readonly #idle = [...this.#threads]
  readonly #waiting: ((thread: Worker) => void)[] = []

  /** The same rule day after day. */
  under(month: ByRule): Promise<Tally[]> {
    return this.#play(month)
  }

  learned(month: ByModel): Promise<Played> {
    return this.#play(month)
  }

  /** By shop and day what comes of the model, on average over the draws. */
  async drawn(kind: Kind, { seeds = SEEDS, draws = DRAWS, first, ...of }: Drawn = {}): Promise<Tally[][]> {
    const shops = seeds.map((seed, shop) => {
      const courses = Array.from({ length: draws }, (_, draw) =>
        draw === 0 && first ? first[shop]! : this.learned({ seed, kind, draw, ...of }),
      )
      return Promise.all(courses)
    })
    const played = await Promise.all(shops)
    return played.map(courses =>
      Array.from({ length: DAYS }, (_, number) => mean(courses.map(({ days }) => days[number]!))),
    )
  }

  close(): void {
    for (const thread of this.#threads) thread.postMessage('end')
  }

  async #play<T>(month: ByRule | ByModel): Promise<T> {
    const thread = this.#idle.pop() ?? (await new Promise<Worker>(resolve => this.#waiting.push(resolve)))
    thread.postMessage(month)
    const [played] = (await once(thread, 'message')) as [T]
    const next = this.#waiting.shift()
    if (next) next(thread)
    else this.#idle.push(thread)
    return played
  }
}

export interface Drawn extends Pick<ByModel, 'touchpoints' | 'isTireless'> {
  readonly seeds?: readonly number[]
  readonly draws?: number
  /** The courses of the first draw, by shop, where they are at hand. */
  readonly first?: readonly Played[]
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

function consecutive(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
