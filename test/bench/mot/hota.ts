import type { Sequence, Solve } from './frames.ts'

export interface Hota {
  readonly hota: number
  readonly detection: number
  readonly association: number
}

const THRESHOLDS = Array.from({ length: 19 }, (_, i) => 0.05 * (i + 1))

/** HOTA (Luiten et al. 2021), the mean over 19 thresholds of overlap. */
export function hota(sequence: Sequence, solve: Solve): Hota {
  const { frames } = sequence
  const alike = alignment(sequence)
  const truthCount = countOf(
    sequence.truths,
    frames.map(frame => frame.truth),
  )
  const resultCount = countOf(
    sequence.results,
    frames.map(frame => frame.result),
  )
  const pairs = frames.map(({ truth, result, overlap }) =>
    solve(overlap.map((row, a) => row.map((value, b) => value * alike[truth[a]!]![result[b]!]!))),
  )
  const sum = { hota: 0, detection: 0, association: 0 }
  for (const threshold of THRESHOLDS) {
    const matched = new Map<number, number>()
    let hits = 0
    frames.forEach(({ truth, result, overlap }, at) => {
      for (const [a, b] of pairs[at]!) {
        if (overlap[a]![b]! < threshold - Number.EPSILON) continue
        const key = truth[a]! * sequence.results + result[b]!
        matched.set(key, (matched.get(key) ?? 0) + 1)
        hits++
      }
    })
    let association = 0
    for (const [key, count] of matched) {
      const all = truthCount[Math.floor(key / sequence.results)]! + resultCount[key % sequence.results]!
      association += (count * count) / (all - count)
    }
    association /= Math.max(1, hits)
    const detection = hits / (total(truthCount) + total(resultCount) - hits)
    sum.hota += Math.sqrt(detection * association)
    sum.detection += detection
    sum.association += association
  }
  const mean = (value: number) => value / THRESHOLDS.length
  return { hota: mean(sum.hota), detection: mean(sum.detection), association: mean(sum.association) }
}

/** How well each pair of identities goes together over the whole sequence, so that a frame's pairs serve the association. */
function alignment({ frames, truths, results }: Sequence): number[][] {
  const together = Array.from({ length: truths }, () => new Array<number>(results).fill(0))
  const truthCount = countOf(
    truths,
    frames.map(frame => frame.truth),
  )
  const resultCount = countOf(
    results,
    frames.map(frame => frame.result),
  )
  for (const { truth, result, overlap } of frames) {
    const ofTruth = overlap.map(total)
    const ofResult = result.map((_, b) => overlap.reduce((sum, row) => sum + row[b]!, 0))
    overlap.forEach((row, a) => {
      row.forEach((value, b) => {
        const rest = ofTruth[a]! + ofResult[b]! - value
        if (rest > Number.EPSILON) together[truth[a]!]![result[b]!]! += value / rest
      })
    })
  }
  return together.map((row, a) => row.map((value, b) => value / (truthCount[a]! + resultCount[b]! - value)))
}

function countOf(size: number, lists: readonly (readonly number[])[]): number[] {
  const count = new Array<number>(size).fill(0)
  for (const list of lists) for (const index of list) count[index]! += 1
  return count
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
