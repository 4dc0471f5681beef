import type { Point, Polygon } from '../../config/shapes.ts'
import type { Metres, Ms } from '../../config/units.ts'
import type { Lane } from './furniture.ts'
import type { Random } from './random.ts'
import type { Route } from './routes.ts'

/** One thing to do; done in order. `codes` is how many are scanned meanwhile. */
export type Errand =
  | { readonly kind: 'stop'; readonly outline: Polygon; readonly forMs: number; readonly codes: number }
  | { readonly kind: 'queue'; readonly lane: Lane; readonly serviceMs: number; readonly codes: number }
  | { readonly kind: 'leave'; readonly to: Point }

export type Doing =
  | { readonly at: 'deciding' }
  | { readonly at: 'walking'; readonly route: Route; readonly sinceMs: Ms }
  | { readonly at: 'standing'; readonly spot: Point; readonly untilMs: Ms }
  | { readonly at: 'queueing'; readonly lane: Lane; route: Route; untilMs?: Ms }
  | { readonly at: 'gone' }

/** A hand stretched out: which, and the spot in the room to which the fingertips go, as far as the arm is long. */
export interface Reach {
  readonly hand: 'left' | 'right'
  /** Metres: on the plan, and above the floor. */
  readonly to: readonly [x: Metres, y: Metres, z: Metres]
}

/** Somebody in or in front of the simulated shop. */
export interface Person {
  /** Counts from 1. */
  readonly id: number
  /** The same for those who came together. */
  readonly group: number
  readonly height: Metres
  /** Metres a second when nobody is in the way. */
  readonly pace: number
  x: Metres
  y: Metres
  velocityX: number
  velocityY: number
  /** Direction of the chest, radians on the plan. */
  facing: number
  /** Radians; one stride is 2π. */
  stride: number
  /** Seconds of standing about so far. */
  sway: number
  doing: Doing
  /** Where one hand is stretched out to; without it, both arms hang. Whoever reaches is drawn so. */
  reach?: Reach | undefined
  /** What a walker walks towards, and for how many steps more before looking up again. */
  aim: Point
  steps: number
  /** The first is the one being done. */
  readonly errands: Errand[]
  /** How long there has been no way forward; who waits long enough squeezes through. */
  stuckMs: number
}

/** Who comes, from where, to do what. */
export type Newcomer = Pick<Person, 'id' | 'group' | 'pace' | 'errands'> & { readonly from: Point }

export function born({ id, group, pace, from, errands }: Newcomer, random: Random): Person {
  return {
    id,
    group,
    height: Math.min(1.95, Math.max(1.5, 1.71 + 0.1 * random.normal())),
    pace,
    x: from[0],
    y: from[1],
    velocityX: 0,
    velocityY: 0,
    facing: random.between(-Math.PI, Math.PI),
    stride: random.between(0, 2 * Math.PI),
    sway: random.between(0, 20),
    doing: { at: 'deciding' },
    aim: from,
    steps: 0,
    errands,
    stuckMs: 0,
  }
}
