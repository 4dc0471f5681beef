import type { Metres } from '../../config/units.ts'
import type { Furniture } from './furniture.ts'
import { stretch } from './geometry.ts'
import type { Person } from './person.ts'
import type { Routes } from './routes.ts'

/** What somebody pushes in front of them. */
export interface Trolley {
  /** Its middle, and where its front points, radians on the plan. */
  readonly x: Metres
  readonly y: Metres
  readonly heading: number
  /** How high what lies in it rises above its rim. */
  readonly load: Metres
}

const LENGTH: Metres = 0.85
const WIDTH: Metres = 0.55
const HEIGHT: Metres = 0.95
/** From the middle of the body to the middle of the trolley. */
export const AHEAD: Metres = 0.75
/** Where there is no room straight ahead it is turned aside, first a little. */
const TURNS = [0, 0.4, -0.4, 0.8, -0.8, 1.2, -1.2, 1.6, -1.6, 2.2, -2.2, 3.14]
/** Radians a second at which it is turned. */
const AGILE = 2.5

/** Where the trolley of somebody is after a step. */
export function push({ x, y, facing }: Person, was: Trolley, routes: Routes, seconds: number): Trolley {
  const turn = TURNS.find(angle =>
    routes.free(x + AHEAD * Math.cos(facing + angle), y + AHEAD * Math.sin(facing + angle)),
  )
  const wish = facing + (turn ?? 0) - was.heading
  const most = AGILE * seconds
  const heading = was.heading + Math.min(most, Math.max(-most, Math.atan2(Math.sin(wish), Math.cos(wish))))
  return { x: x + AHEAD * Math.cos(heading), y: y + AHEAD * Math.sin(heading), heading, load: was.load }
}

/** To the top of what lies in it. */
export function heightOf({ load }: Trolley): Metres {
  return HEIGHT + load
}

/** As boxes that stand on the floor: the trolley, and what lies in it. */
export function boxesOf({ x, y, heading, load }: Trolley): Furniture[] {
  const trolley = box(x, y, heading, LENGTH, WIDTH, HEIGHT)
  return load > 0 ? [trolley, box(x, y, heading, 0.5 * LENGTH, 0.6 * WIDTH, HEIGHT + load)] : [trolley]
}

function box(x: Metres, y: Metres, heading: number, length: Metres, depth: Metres, height: Metres): Furniture {
  const [cosine, sine] = [Math.cos(heading), Math.sin(heading)]
  const corner = (along: Metres, left: Metres) =>
    [x + along * cosine - left * sine, y + along * sine + left * cosine] as const
  const [from, to] = [corner(-length / 2, -depth / 2), corner(length / 2, -depth / 2)]
  return { base: stretch([...from], [...to]), depth, height }
}
