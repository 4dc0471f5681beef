import type { Region } from './picture.ts'

/** Neighbouring tiles share this part of their side: a face up to that size lies whole in one of them. */
const SHARED = 0.25

/**
 * The regions in which a small square net looks for faces: the whole picture, then, where that would shrink it much, squares of
 * its shorter side, then of half of that, and so on while a square is at least `least` pixels wide. Each level finds what is too
 * small for the one before.
 */
export function tiles(width: number, height: number, least: number): Region[] {
  const regions: Region[] = [{ x: 0, y: 0, width, height }]
  const shorter = Math.min(width, height)
  const wide = Math.max(width, height) >= shorter * (1 + SHARED)
  for (let side = wide ? shorter : shorter / 2; side >= least; side /= 2) {
    const square = Math.floor(side / 2) * 2
    for (const y of starts(height, square))
      for (const x of starts(width, square)) regions.push({ x, y, width: square, height: square })
  }
  return regions
}

/** Even offsets at which squares lie along a side, evenly spread, the last one ending where the side ends. */
function starts(side: number, square: number): number[] {
  const count = Math.max(1, Math.ceil((side - square) / (square * (1 - SHARED))) + 1)
  if (count === 1) return [0]
  return Array.from({ length: count }, (_, i) => Math.round(((side - square) * i) / (count - 1) / 2) * 2)
}
