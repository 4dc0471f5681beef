import type { Ms } from '../../../config/units.ts'

export type Direction = 'in' | 'out'

/** One way over a line that somebody was asked to go, and when. */
export interface Walk {
  readonly expected: Direction
  readonly fromMs: Ms
  readonly toMs: Ms
}

export interface Crossed {
  readonly direction: Direction
  readonly atMs: Ms
}

export interface Score {
  readonly walks: number
  /** Told once, in the right direction. */
  readonly right: number
  readonly missed: number
  /** Told more than once. */
  readonly doubled: number
  /** Told once, the wrong way round. */
  readonly turned: number
  /** Told while nobody walked. */
  readonly ghosts: number
}

/** Holds what was told of a line against the walks over it. Walks do not overlap; every walk is one of right, missed, doubled, turned. */
export function score(walks: readonly Walk[], crossed: readonly Crossed[]): Score {
  const counts = { walks: walks.length, right: 0, missed: 0, doubled: 0, turned: 0 }
  let within = 0
  for (const { expected, fromMs, toMs } of walks) {
    const told = crossed.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
    within += told.length
    if (told.length === 0) counts.missed++
    else if (told.length > 1) counts.doubled++
    else if (told[0].direction === expected) counts.right++
    else counts.turned++
  }
  return { ...counts, ghosts: crossed.length - within }
}

/** Where one person was, look by look: the root of the mean square distance from the middle, metres; undefined of fewer than ten looks. */
export function jitter(places: readonly (readonly [number, number])[]): number | undefined {
  if (places.length < 10) return undefined
  const mean = [0, 1].map(axis => places.reduce((sum, place) => sum + place[axis], 0) / places.length)
  const square = places.reduce((sum, [x, y]) => sum + (x - mean[0]) ** 2 + (y - mean[1]) ** 2, 0) / places.length
  return Math.sqrt(square)
}
