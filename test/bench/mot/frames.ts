import type { MotBox } from '../../../agent/tracking/mot.ts'

/** One picture: which truths and which results it holds, by dense index of their identity, and how much they overlap. */
export interface Frame {
  readonly truth: readonly number[]
  readonly result: readonly number[]
  /** IoU, one row a truth. */
  readonly overlap: readonly (readonly number[])[]
}

export interface Sequence {
  readonly frames: readonly Frame[]
  readonly truths: number
  readonly results: number
}

/** Kinds of MOT16 and later that are neither right nor wrong to find: a person on a vehicle, static, distractor, reflection. */
const NEUTRAL = new Set([2, 7, 8, 12])

/**
 * Puts truth and result side by side, frame by frame, by the rules of the challenge: truth with score 0 does not count; in
 * files with kinds only pedestrians count, and a result that best fits a neutral box is taken out.
 */
export function sideBySide(truth: readonly MotBox[], result: readonly MotBox[], solve: Solve): Sequence {
  const frames: Frame[] = []
  const truthIndex = new Map<number, number>()
  const resultIndex = new Map<number, number>()
  const truthOf = byFrame(truth)
  const resultOf = byFrame(result)
  for (const frame of [...new Set([...truthOf.keys(), ...resultOf.keys()])].sort((a, b) => a - b)) {
    const all = truthOf.get(frame) ?? []
    const counted = all.filter(box => box.score !== 0 && (box.kind ?? 1) === 1)
    const found = withoutNeutral(all, resultOf.get(frame) ?? [], solve)
    frames.push({
      truth: counted.map(box => dense(truthIndex, box.id)),
      result: found.map(box => dense(resultIndex, box.id)),
      overlap: counted.map(a => found.map(b => iou(a, b))),
    })
  }
  return { frames, truths: truthIndex.size, results: resultIndex.size }
}

/** Pairs of row and column that together gain most; only pairs with a gain above 0. */
export type Solve = (gain: readonly (readonly number[])[]) => [row: number, column: number][]

function withoutNeutral(truth: readonly MotBox[], result: readonly MotBox[], solve: Solve): readonly MotBox[] {
  if (!truth.some(box => box.kind !== undefined && NEUTRAL.has(box.kind))) return result
  const pairs = solve(truth.map(a => result.map(b => atLeastHalf(iou(a, b)))))
  const dropped = new Set(pairs.filter(([a]) => NEUTRAL.has(truth[a]!.kind!)).map(([, b]) => b))
  return result.filter((_, b) => !dropped.has(b))
}

/** An overlap of exactly one half counts, whatever rounding makes of it. */
export function atLeastHalf(overlap: number): number {
  return overlap >= 0.5 - Number.EPSILON ? overlap : 0
}

export function byFrame(boxes: readonly MotBox[]): Map<number, MotBox[]> {
  const frames = new Map<number, MotBox[]>()
  for (const box of boxes) {
    const frame = frames.get(box.frame)
    if (frame) frame.push(box)
    else frames.set(box.frame, [box])
  }
  return frames
}

function dense(index: Map<number, number>, id: number): number {
  let at = index.get(id)
  if (at === undefined) index.set(id, (at = index.size))
  return at
}

/** Intersection over union. */
export function iou(a: MotBox, b: MotBox): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (width <= 0 || height <= 0) return 0
  return (width * height) / (a.width * a.height + b.width * b.height - width * height)
}
