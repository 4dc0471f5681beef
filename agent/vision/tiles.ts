import type { Region } from './picture.ts'

/** How closely a picture is looked at: for faces near the camera, or for all that there are to be found, at many times the cost. */
export type Detail = 'coarse' | 'fine'

/** Neighbouring tiles share at least this part of their side: a face up to that size lies whole in one of them. */
const SHARED = 0.2

/**
 * The regions in which a small square net looks for faces: the whole picture, then, where that is wide, squares of its shorter
 * side. Looked at finely, also squares of half of that, and so on while a square is at least `least` pixels wide. Each level
 * finds what is too small for the one before. A strip narrower than half of `least` is not divided.
 */
export function tiles(width: number, height: number, detail: Detail, least: number): Region[] {
  const regions: Region[] = [{ x: 0, y: 0, width, height }]
  const shorter = Math.min(width, height)
  const wide = Math.max(width, height) >= shorter * (1 + SHARED) && shorter >= least / 2
  if (wide) squares(width, height, shorter, regions)
  if (detail === 'fine')
    for (let side = shorter / 2; side >= least; side /= 2) squares(width, height, Math.floor(side / 2) * 2, regions)
  return regions
}

function squares(width: number, height: number, side: number, into: Region[]): void {
  for (const y of starts(height, side))
    for (const x of starts(width, side)) into.push({ x, y, width: side, height: side })
}

/** Offsets at which squares lie along a side, evenly spread, the last one ending where the side ends; even, for the sake of NV12. */
function starts(length: number, side: number): number[] {
  if (length === side) return [0]
  const count = Math.ceil((length - side) / (side * (1 - SHARED))) + 1
  return Array.from({ length: count }, (_, i) => Math.floor(((length - side) * i) / (count - 1) / 2) * 2)
}
