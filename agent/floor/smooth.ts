import simplify from 'simplify-js'
import type { Metres } from '../../config/units.ts'
import type { Trail } from './fact.ts'
import { POINT, STOP_MS } from './trail.ts'

/** Somebody whom every look sees within this of one spot is standing. */
const STOP_METRES: Metres = 0.4

/** A simplified trail strays from the recorded one by no more than this. */
const TOLERANCE_METRES: Metres = 0.15

/** And nobody on it is further than this from where they were at that instant: who walks, lingers and walks on is not spread over the way. */
const LAG_METRES: Metres = 0.4

interface Spot {
  readonly x: Metres
  readonly y: Metres
  readonly atMs: number
}

/**
 * A trail without its jitter: every stop becomes two points on its mean spot, one for its beginning and one for its end
 * (stay points after Li et al., Mining user similarity based on location history, 2008), and the way between two stops keeps
 * only the points that shape it (Douglas & Peucker) and its pace (Meratnia & de By, Spatiotemporal compression techniques for
 * moving point objects, 2004). First and last instant stay.
 */
export function smooth(trail: Trail): Trail {
  const kept: Spot[] = []
  let way: Spot[] = []
  const flush = (next?: Spot) => {
    if (next) way.push(next)
    timed(way, simplify(way, TOLERANCE_METRES, true) as Spot[], kept)
    way = []
  }
  for (let i = 0; i < trail.length; ) {
    const end = stopEnd(trail, i)
    if (end < 0) {
      way.push({ x: trail[i], y: trail[i + 1], atMs: trail[i + 2] })
      i += POINT
      continue
    }
    const [x, y] = mean(trail, i, end)
    flush({ x, y, atMs: trail[i + 2] })
    way.push({ x, y, atMs: trail[end + 2] })
    i = end + POINT
  }
  flush()
  return Float64Array.from(kept.flatMap(({ x, y, atMs }) => [x, y, atMs]))
}

/** Puts the points that shape a way into `kept`, and between them those without which somebody would be elsewhere at some instant. */
function timed(way: readonly Spot[], shape: readonly Spot[], kept: Spot[]): void {
  let from = 0
  for (const spot of shape) {
    const to = way.indexOf(spot, from)
    refine(way, from, to, kept)
    kept.push(spot)
    from = to
  }
}

function refine(way: readonly Spot[], from: number, to: number, kept: Spot[]): void {
  let worst = -1
  let most = LAG_METRES
  const a = way[from]
  const b = way[to]
  for (let i = from + 1; i < to; i++) {
    const { x, y, atMs } = way[i]
    const share = (atMs - a.atMs) / (b.atMs - a.atMs)
    const off = Math.hypot(a.x + share * (b.x - a.x) - x, a.y + share * (b.y - a.y) - y)
    if (!(off > most)) continue
    most = off
    worst = i
  }
  if (worst < 0) return
  refine(way, from, worst, kept)
  kept.push(way[worst])
  refine(way, worst, to, kept)
}

/** Offset of the last point of the stop that begins at `start`, −1 where none does. */
function stopEnd(trail: Trail, start: number): number {
  let end = start
  for (let i = start + POINT; i < trail.length; i += POINT) {
    if (Math.hypot(trail[i] - trail[start], trail[i + 1] - trail[start + 1]) > STOP_METRES) break
    end = i
  }
  return trail[end + 2] - trail[start + 2] >= STOP_MS ? end : -1
}

/** Mean spot over time of the points from `start` to `end`, each counted for half the time to its neighbours. */
function mean(trail: Trail, start: number, end: number): [Metres, Metres] {
  let x = 0
  let y = 0
  for (let i = start + POINT; i <= end; i += POINT) {
    const share = (trail[i + 2] - trail[i - 1]) / (trail[end + 2] - trail[start + 2])
    x += (share * (trail[i] + trail[i - POINT])) / 2
    y += (share * (trail[i + 1] + trail[i - POINT + 1])) / 2
  }
  return [x, y]
}
