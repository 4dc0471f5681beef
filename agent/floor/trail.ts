import type { Metres, Ms } from '../../config/units.ts'
import type { Trail } from './fact.ts'

/** Numbers a point: x, y, atMs. */
export const POINT = 3

/** Somebody who stays this long on one spot has stopped. */
export const STOP_MS = 4000

export interface Stop {
  readonly x: Metres
  readonly y: Metres
  readonly durationMs: number
}

/** Length of a trail. */
export function lengthMetres(trail: Trail): Metres {
  let sum = 0
  for (let i = POINT; i < trail.length; i += POINT)
    sum += Math.hypot(trail[i] - trail[i - POINT], trail[i + 1] - trail[i - POINT + 1])
  return sum
}

/** Where somebody stood still and for how long. A stop is two points of the trail on the same spot, {@link STOP_MS} apart or more. */
export function stops(trail: Trail): Stop[] {
  const found: Stop[] = []
  for (let i = POINT; i < trail.length; i += POINT) {
    const [x, y, atMs] = trail.subarray(i - POINT, i)
    const durationMs = trail[i + 2] - atMs
    if (trail[i] === x && trail[i + 1] === y && durationMs >= STOP_MS) found.push({ x, y, durationMs })
  }
  return found
}

/** The part of a trail between two instants; its ends are put on the straight way between the points around them. */
export function between(trail: Trail, fromMs: Ms, toMs: Ms): Trail {
  const part: number[] = []
  for (let i = 0; i < trail.length; i += POINT) {
    const atMs = trail[i + 2]
    if (i > 0) {
      const beforeMs = trail[i - 1]
      if (beforeMs < fromMs && atMs > fromMs && fromMs <= toMs) part.push(...spot(trail, i, fromMs))
      if (beforeMs < toMs && atMs > toMs && toMs > fromMs) part.push(...spot(trail, i, toMs))
    }
    if (atMs >= fromMs && atMs <= toMs) part.push(trail[i], trail[i + 1], atMs)
  }
  return Float64Array.from(part)
}

/** Where somebody was at an instant between the points before and at `i`. */
function spot(trail: Trail, i: number, atMs: Ms): [Metres, Metres, Ms] {
  const [x0, y0, t0, x1, y1, t1] = trail.subarray(i - POINT, i + POINT)
  const share = (atMs - t0) / (t1 - t0)
  return [x0 + share * (x1 - x0), y0 + share * (y1 - y0), atMs]
}
