import type { Entrance as Line } from '../../config/floor.ts'
import type { Metres } from '../../config/units.ts'

/** On which side of a line somebody was last seen clear of its band, and where. */
export type Side = { readonly at: 'unknown' } | { readonly at: 'left' | 'right'; x: Metres; y: Metres }

export const UNKNOWN: Side = { at: 'unknown' }

/**
 * Follows one person past one line. In the band nothing changes; on the other side nothing does either until they are
 * `travelMetres` from where they were last clear on the first. A new object is a new side; where they are on the old one is
 * noted in place. The line is taken as endless here: see {@link crossed}.
 *
 *       left, inside        ←  in
 *     - - - - - - - - - -   hysteresisMetres
 *     from ──────────► to
 *     - - - - - - - - - -   hysteresisMetres
 *       right, outside      ←  out
 */
export function step(was: Side, x: Metres, y: Metres, line: Line): Side {
  const left = leftOf(line, x, y)
  if (Math.abs(left) <= line.hysteresisMetres) return was
  const at = left > 0 ? 'left' : 'right'
  if (was.at === at) {
    was.x = x
    was.y = y
    return was
  }
  if (was.at !== 'unknown' && Math.hypot(x - was.x, y - was.y) < line.travelMetres) return was
  return { at, x, y }
}

/** Whether that step led over the line between its two ends, and which way. Inside lies to the left of `from` → `to`. */
export function crossed(was: Side, now: Side, line: Line): 'in' | 'out' | undefined {
  if (was.at === 'unknown' || now.at === 'unknown' || was.at === now.at) return undefined
  const a = leftOf(line, was.x, was.y)
  const b = leftOf(line, now.x, now.y)
  const share = a / (a - b)
  const along = alongOf(line, was.x + share * (now.x - was.x), was.y + share * (now.y - was.y))
  if (along < 0 || along > 1) return undefined
  return now.at === 'left' ? 'in' : 'out'
}

/** Metres to the left of the endless line, negative to the right; left is where a quarter turn from x towards y leads. */
export function leftOf({ from, to }: Line, x: Metres, y: Metres): Metres {
  const dx = to[0] - from[0]
  const dy = to[1] - from[1]
  return (dx * (y - from[1]) - dy * (x - from[0])) / Math.sqrt(dx * dx + dy * dy)
}

/** 0 at `from`, 1 at `to`. */
function alongOf({ from, to }: Line, x: Metres, y: Metres): number {
  const dx = to[0] - from[0]
  const dy = to[1] - from[1]
  return ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy)
}
