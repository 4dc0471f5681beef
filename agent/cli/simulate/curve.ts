/**
 * Arrivals from opening (0) to closing (1), by straight lines between these: a quiet morning, a first peak at noon, the greater one
 * before people go home.
 */
const CURVE = [
  [0, 0.3],
  [0.2, 0.8],
  [0.33, 1.3],
  [0.5, 0.9],
  [0.75, 1.7],
  [0.9, 0.9],
  [1, 0.3],
] as const

const MEAN = CURVE.slice(1).reduce((sum, [x, y], i) => sum + ((x - CURVE[i][0]) * (y + CURVE[i][1])) / 2, 0)

/** How busy a shop is at a share of its day, of how busy it is on average. */
export function busy(share: number): number {
  const at = CURVE.findIndex(([x]) => x >= share)
  if (at <= 0) return CURVE[0][1] / MEAN
  const [[fromX, from], [toX, to]] = [CURVE[at - 1], CURVE[at]]
  return (from + ((to - from) * (share - fromX)) / (toX - fromX)) / MEAN
}

/** At its busiest. */
export const BUSIEST = Math.max(...CURVE.map(([, height]) => height)) / MEAN
