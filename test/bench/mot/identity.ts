import { atLeastHalf, type Sequence, type Solve } from './frames.ts'

export interface Identity {
  readonly idf1: number
  readonly idPrecision: number
  readonly idRecall: number
}

/** Identity metrics (Ristani et al. 2016): each truth is given one result for the whole sequence, the best way there is. */
export function identity({ frames, truths, results }: Sequence, solve: Solve): Identity {
  const together = Array.from({ length: truths }, () => new Array<number>(results).fill(0))
  let present = 0
  let told = 0
  for (const { truth, result, overlap } of frames) {
    present += truth.length
    told += result.length
    overlap.forEach((row, a) => {
      row.forEach((value, b) => {
        if (atLeastHalf(value)) together[truth[a]!]![result[b]!]! += 1
      })
    })
  }
  const right = solve(together).reduce((sum, [a, b]) => sum + together[a]![b]!, 0)
  return { idf1: (2 * right) / (present + told), idPrecision: right / told, idRecall: right / present }
}
