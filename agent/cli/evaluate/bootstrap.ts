import { Random } from '../../../drivers/simulated/random.ts'
import { type Share, wilson } from '../../journey/wilson.ts'

/** What is counted: of whom, how often, and against whom else the hits among it were. */
export interface Counted {
  readonly who: string
  readonly trials: number
  /** With whom each hit was; the same person for what concerns nobody else. */
  readonly hits: readonly string[]
}

const ROUNDS = 2000
const SIDE = 0.025

/**
 * A share of trials in which people come up many times, with a 95 % interval: people are drawn anew with replacement, and a hit
 * counts as often as both of its people were drawn (Owen, The pigeonhole bootstrap, Annals of Applied Statistics 1, 2007). Trials
 * of one person say little that is new, and the interval knows. Without any hit, or any miss, it is Wilson's, a trial a person.
 */
export function shareOf(counted: readonly Counted[], seed = 1): Share {
  const of = sum(counted.map(({ trials }) => trials))
  const hit = sum(counted.map(({ hits }) => hits.length))
  if (hit === 0 || hit === of) {
    const people = new Set(counted.filter(({ trials }) => trials > 0).map(({ who }) => who)).size
    return { ...wilson(hit === 0 ? 0 : people, people), of }
  }
  const number = new Map<string, number>()
  const numberOf = (who: string) => number.get(who) ?? number.set(who, number.size).size - 1
  const rows = new Map<number, { trials: number; hits: number[] }>()
  for (const { who, trials, hits } of counted) {
    const own = numberOf(who)
    const row = rows.get(own) ?? { trials: 0, hits: [] }
    rows.set(own, row)
    row.trials += trials
    for (const other of hits) row.hits.push(numberOf(other))
  }
  const random = new Random(seed, 'bootstrap')
  const drawn = new Uint16Array(number.size)
  const shares = Float64Array.from({ length: ROUNDS }, () => {
    drawn.fill(0)
    for (let i = 0; i < drawn.length; i++) drawn[random.below(drawn.length)]++
    let [trials, counts] = [0, 0]
    for (const [own, row] of rows) {
      const times = drawn[own]
      trials += times * row.trials
      for (const other of row.hits) counts += times * (other === own ? 1 : drawn[other])
    }
    return trials === 0 ? 0 : counts / trials
  }).sort()
  return {
    share: hit / of,
    low: shares[Math.floor(SIDE * ROUNDS)],
    high: shares[Math.ceil((1 - SIDE) * ROUNDS) - 1],
    of,
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
