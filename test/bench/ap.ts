/** A box in one picture: x, y, width, height. */
export interface Box {
  readonly picture: string | number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Found extends Box {
  readonly score: number
}

export interface Truth extends Box {
  /** Neither a hit nor a miss, whether found or not. */
  readonly ignored?: boolean
}

/**
 * Average precision: the area under precision over recall, precision made monotonous, at every point of recall (Everingham et al.,
 * The PASCAL Visual Object Classes Challenge: A Retrospective, 2015, section 4.1). Best scores first, each box goes to the truth
 * that it overlaps most; a truth counts once. Boxes whose best truth is ignored are left out.
 */
export function averagePrecision(found: readonly Found[], truth: readonly Truth[], minOverlap = 0.5): number {
  const byPicture = new Map<Box['picture'], Truth[]>()
  for (const box of truth) {
    const there = byPicture.get(box.picture)
    if (there) there.push(box)
    else byPicture.set(box.picture, [box])
  }
  const wanted = truth.reduce((sum, box) => sum + (box.ignored ? 0 : 1), 0)
  const taken = new Set<Truth>()
  const precision: number[] = []
  const recall: number[] = []
  let hits = 0
  let misses = 0
  for (const box of [...found].sort((a, b) => b.score - a.score)) {
    const best = closest(box, byPicture.get(box.picture) ?? [])
    const hit = best !== undefined && intersectionOverUnion(box, best) >= minOverlap
    if (hit && best.ignored) continue
    if (hit && !taken.has(best)) {
      taken.add(best)
      hits++
    } else misses++
    precision.push(hits / (hits + misses))
    recall.push(hits / wanted)
  }
  let area = 0
  let highest = 0
  for (let i = precision.length - 1; i >= 0; i--) {
    highest = Math.max(highest, precision[i])
    area += highest * (recall[i] - (recall[i - 1] ?? 0))
  }
  return area
}

export function intersectionOverUnion(a: Omit<Box, 'picture'>, b: Omit<Box, 'picture'>): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (!(width > 0 && height > 0)) return 0
  return (width * height) / (a.width * a.height + b.width * b.height - width * height)
}

function closest(box: Box, among: readonly Truth[]): Truth | undefined {
  let best: Truth | undefined
  let most = 0
  for (const truth of among) {
    const overlap = intersectionOverUnion(box, truth)
    if (overlap > most) [best, most] = [truth, overlap]
  }
  return best
}
