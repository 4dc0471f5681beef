import type { Ms } from '../../../config/units.ts'
import { solve } from '../mot.ts'

/** Somebody went over an entrance. Who leaves does not say by which where the truth does not. */
export interface Crossed {
  readonly direction: 'in' | 'out'
  readonly atMs: Ms
  readonly entrance?: string | undefined
}

/** Two crossings further apart than this are not one. */
const TOGETHER_MS = 3000

export interface Counted {
  readonly right: number
  readonly missed: readonly Crossed[]
  readonly extra: readonly Crossed[]
}

/** Pairs what was counted with what happened, as many as there are, each once, and of those the nearest in time. */
export function pairCrossings(happened: readonly Crossed[], told: readonly Crossed[]): Counted {
  const missed = new Set(happened)
  const extra = new Set(told)
  // Far enough apart in time nothing can be paired, so that each bunch is solved by itself.
  for (const bunch of bunches([
    ...happened.map(at => ({ at, isTrue: true })),
    ...told.map(at => ({ at, isTrue: false })),
  ])) {
    const real = bunch.filter(({ isTrue }) => isTrue).map(({ at }) => at)
    const seen = bunch.filter(({ isTrue }) => !isTrue).map(({ at }) => at)
    for (const [a, b] of solve(real.map(one => seen.map(other => likeness(one, other))))) {
      missed.delete(real[a]!)
      extra.delete(seen[b]!)
    }
  }
  return { right: happened.length - missed.size, missed: [...missed], extra: [...extra] }
}

/** One more pair is worth more than any nearness. */
function likeness(a: Crossed, b: Crossed): number {
  const apartMs = Math.abs(a.atMs - b.atMs)
  const differ = a.entrance !== undefined && b.entrance !== undefined && a.entrance !== b.entrance
  if (a.direction !== b.direction || differ || apartMs > TOGETHER_MS) return 0
  return 1000 - apartMs / TOGETHER_MS
}

function bunches<T extends { readonly at: Crossed }>(all: readonly T[]): T[][] {
  const sorted = all.toSorted((a, b) => a.at.atMs - b.at.atMs)
  const found: T[][] = []
  sorted.forEach((one, i) => {
    if (i === 0 || one.at.atMs - sorted[i - 1]!.at.atMs > TOGETHER_MS) found.push([])
    found.at(-1)!.push(one)
  })
  return found
}
