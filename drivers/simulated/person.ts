import type { Point, Polygon } from '../../config/shapes.ts'
import type { Metres, Ms } from '../../config/units.ts'
import type { Lane } from './furniture.ts'
import type { Random } from './random.ts'
import type { Route } from './routes.ts'
import type { Trolley } from './trolley.ts'

/** One thing to do; done in order. `codes` is how many are scanned meanwhile; to gather is to wait close by for the others. */
export type Errand =
  | {
      readonly kind: 'stop'
      readonly outline: Polygon
      readonly forMs: number
      readonly codes: number
      /** The scanner at which a member of staff shows a badge. */
      readonly badgeAt?: string | undefined
    }
  | { readonly kind: 'gather' }
  | { readonly kind: 'queue'; readonly lane: Lane; readonly serviceMs: number; readonly codes: number }
  | { readonly kind: 'leave'; readonly to: Point }

export type Doing =
  | { readonly at: 'deciding' }
  /** Who has not got there by then gives up. */
  | { readonly at: 'walking'; readonly route: Route; readonly untilMs: Ms }
  | { readonly at: 'standing'; readonly spot: Point; readonly untilMs: Ms; readonly facing?: number | undefined }
  | { readonly at: 'queueing'; readonly lane: Lane; route: Route; untilMs?: Ms }
  | { readonly at: 'gone' }

/** A hand stretched out: which, and the spot in the room to which the fingertips go, as far as the arm is long. */
export interface Reach {
  readonly hand: 'left' | 'right'
  /** Metres: on the plan, and above the floor. */
  readonly to: readonly [x: Metres, y: Metres, z: Metres]
}

/** A child comes with a shopper; a passer does not come in. */
export type Role = 'shopper' | 'child' | 'passer' | 'staff'

/** Somebody in or in front of the simulated shop. */
export interface Person {
  /** Counts from 1. */
  readonly id: number
  /** The same for those who came together. */
  readonly group: number
  /** Those who came together and are still here. All of them share one list. */
  readonly company: Person[]
  readonly role: Role
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
  /** What is pushed along. */
  trolley?: Trolley | undefined
  /** Where one hand is stretched out to; without it, both arms hang. Whoever reaches is drawn so. */
  reach?: Reach | undefined
  /** What a walker walks towards, and for how many steps more before looking up again. */
  aim: Point
  steps: number
  /** Others close by, and for how many steps more before looking round again. */
  readonly near: Person[]
  glances: number
  /** The first is the one being done. */
  readonly errands: Errand[]
  /** Waits for the company on the way. */
  lingers: boolean
  /** How long there has been no way forward; who waits long enough squeezes through. */
  stuckMs: number
}

/** Who comes, from where, to do what. */
export type Newcomer = Pick<Person, 'id' | 'group' | 'pace' | 'errands'> & {
  readonly from: Point
  readonly role?: Role
  readonly hasTrolley?: boolean
}

/** Joins the company that is already here. */
export function born(newcomer: Newcomer, random: Random, company: Person[] = []): Person {
  const { id, group, pace, from, errands, role = 'shopper', hasTrolley } = newcomer
  const tall = Math.min(1.95, Math.max(1.5, 1.71 + 0.1 * random.normal()))
  const person: Person = {
    id,
    group,
    company,
    role,
    height: role === 'child' ? random.between(1, 1.4) : tall,
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
    near: [],
    glances: 0,
    errands,
    lingers: false,
    stuckMs: 0,
  }
  if (hasTrolley) person.trolley = { x: person.x, y: person.y, heading: person.facing, load: random.between(0, 0.25) }
  company.push(person)
  return person
}
