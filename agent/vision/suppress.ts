/** How much of two boxes is shared: of their union, or of the smaller of them (a part of a face is no second face). */
export type Overlap = 'union' | 'smaller'

/**
 * Greedy non-maximum suppression. Boxes are x1 y1 x2 y2, flat. Writes the indices of the boxes that stay into `kept`, best score
 * first, and returns how many. Only boxes whose score is at least `minScore` are looked at; equal scores go by index.
 */
export function suppress(
  boxes: ArrayLike<number>,
  scores: ArrayLike<number>,
  minScore: number,
  maxOverlap: number,
  kept: number[],
  of: Overlap = 'union',
): number {
  kept.length = 0
  for (let i = 0; i < scores.length; i++) if (scores[i] >= minScore) kept.push(i)
  kept.sort((a, b) => scores[b] - scores[a] || a - b)
  let count = 0
  for (const candidate of kept) {
    let stays = true
    for (let k = 0; k < count && stays; k++) stays = overlap(boxes, kept[k], candidate, of) <= maxOverlap
    if (stays) kept[count++] = candidate
  }
  kept.length = count
  return count
}

/** Shared area of two boxes as a part of their union, or of the smaller one. 0 where one has no area. */
export function overlap(boxes: ArrayLike<number>, i: number, j: number, of: Overlap): number {
  const a = 4 * i
  const b = 4 * j
  const width = Math.min(boxes[a + 2], boxes[b + 2]) - Math.max(boxes[a], boxes[b])
  const height = Math.min(boxes[a + 3], boxes[b + 3]) - Math.max(boxes[a + 1], boxes[b + 1])
  if (!(width > 0 && height > 0)) return 0
  const shared = width * height
  const first = (boxes[a + 2] - boxes[a]) * (boxes[a + 3] - boxes[a + 1])
  const second = (boxes[b + 2] - boxes[b]) * (boxes[b + 3] - boxes[b + 1])
  return shared / (of === 'union' ? first + second - shared : Math.min(first, second))
}
