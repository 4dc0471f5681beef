import { atLeastHalf, type Sequence, type Solve } from './frames.ts'

export interface Clear {
  readonly mota: number
  readonly recall: number
  readonly precision: number
  readonly switches: number
  readonly misses: number
  readonly falsePositives: number
}

/** What a pair that goes on from the frame before is worth more than any overlap. */
const CONTINUED = 1000

/** CLEAR MOT at an overlap of one half (Bernardin, Stiefelhagen 2008): a pair holds as long as it overlaps enough. */
export function clear({ frames, truths }: Sequence, solve: Solve): Clear {
  const last = new Int32Array(truths).fill(-1)
  let pairedNow = new Map<number, number>()
  let hits = 0
  let misses = 0
  let falsePositives = 0
  let switches = 0
  for (const { truth, result, overlap } of frames) {
    const pairedBefore = pairedNow
    pairedNow = new Map()
    const gain = overlap.map((row, a) =>
      row.map((value, b) => {
        const enough = atLeastHalf(value)
        return enough && pairedBefore.get(truth[a]!) === result[b] ? CONTINUED + enough : enough
      }),
    )
    const pairs = solve(gain)
    for (const [a, b] of pairs) {
      const who = truth[a]!
      if (last[who] !== -1 && last[who] !== result[b]) switches++
      last[who] = result[b]!
      pairedNow.set(who, result[b]!)
    }
    hits += pairs.length
    misses += truth.length - pairs.length
    falsePositives += result.length - pairs.length
  }
  const present = hits + misses
  return {
    mota: (hits - falsePositives - switches) / present,
    recall: hits / present,
    precision: hits / (hits + falsePositives),
    switches,
    misses,
    falsePositives,
  }
}
