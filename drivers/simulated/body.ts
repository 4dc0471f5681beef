import type { Metres } from '../../config/units.ts'
import type { Vector, View } from '../view.ts'
import { ARM_HALF, arm } from './arm.ts'
import type { Person, Reach } from './person.ts'
import { drawBox } from './room.ts'
import { boxesOf, type Trolley } from './trolley.ts'

/** Half-axes in metres and the height of the centre as a share of the body's: forward, sideways, up. */
interface Part {
  readonly forward: Metres
  readonly sideways: Metres
  readonly up: Metres
  readonly centre: (height: Metres) => Metres
  /** How far the part hangs forward and to the side, in metres; swings with the stride. */
  readonly swing?: Metres
  readonly aside?: Metres
  /** Which arm it is, where it is one: then it may be raised. */
  readonly arm?: Reach['hand']
}

const HEAD = 0.11
const BODY: readonly Part[] = [
  { forward: HEAD, sideways: 0.09, up: 0.125, centre: height => height - 0.125 },
  { forward: 0.12, sideways: 0.22, up: 0.13, centre: height => height - 0.43 },
  { forward: 0.13, sideways: 0.17, up: 0.4, centre: height => height - 0.75 },
  { forward: 0.07, sideways: 0.06, up: 0.33, centre: height => height - 0.7, swing: 0.12, aside: 0.22, arm: 'left' },
  { forward: 0.07, sideways: 0.06, up: 0.33, centre: height => height - 0.7, swing: -0.12, aside: -0.22, arm: 'right' },
  { forward: 0.1, sideways: 0.08, up: 0.45, centre: () => 0.45, swing: -0.2, aside: 0.09 },
  { forward: 0.1, sideways: 0.08, up: 0.45, centre: () => 0.45, swing: 0.2, aside: -0.09 },
]

/** Who is smaller than this is so in all directions, but for the head: at four years it has nine tenths of its size. */
const GROWN: Metres = 1.6
const HEAD_SHRINKS = 0.27

/** What a camera can see of a person. */
export type Body = Pick<
  Person,
  'id' | 'height' | 'x' | 'y' | 'velocityX' | 'velocityY' | 'facing' | 'stride' | 'reach'
> & { readonly trolley?: Trolley | undefined }

/** Overwrites `into`, where there is one. */
export function copyBody(from: Body, into?: Body): Body {
  const { id, height, x, y, velocityX, velocityY, facing, stride, reach, trolley } = from
  return Object.assign(into ?? {}, { id, height, x, y, velocityX, velocityY, facing, stride, reach, trolley })
}

/** Draws a person of ellipsoids, and what they push, into a picture of distances along the optical axis, metres, where nothing nearer is. */
export function drawBody(person: Body, view: View, depth: Float32Array): void {
  if (person.trolley) for (const box of boxesOf(person.trolley)) drawBox(box, view, depth)
  eachPart(person, view, (centre, axes, reach) => drawEllipsoid(centre, axes, reach, view, depth))
}

/**
 * The ellipsoids that make a person: the centre in the camera's own axes, and there as well the directions of their own axes,
 * each divided by its half length, and the longest of these.
 */
export function eachPart(
  person: Body,
  view: View,
  part: (centre: Vector, axes: readonly [Vector, Vector, Vector], reach: Metres) => void,
): void {
  const [cosine, sine] = [Math.cos(person.facing), Math.sin(person.facing)]
  const walks = Math.min(1, Math.hypot(person.velocityX, person.velocityY))
  const bodySize = Math.min(1, person.height / GROWN)
  const headSize = 1 - HEAD_SHRINKS * (1 - bodySize)
  const bob = 0.02 * walks * Math.cos(2 * person.stride)
  for (const piece of BODY) {
    if (person.reach && piece.arm === person.reach.hand) {
      raised(person, person.reach, view, part)
      continue
    }
    const size = piece === BODY[0] ? headSize : bodySize
    const ahead = size * (piece.swing ?? 0) * walks * Math.sin(person.stride)
    const aside = size * (piece.aside ?? 0)
    const x = person.x + ahead * cosine - aside * sine
    const y = person.y + ahead * sine + aside * cosine
    const centre = view.toCamera(x, y, size * piece.centre(person.height / size) + bob)
    const axes = [
      scaled(view, [cosine, sine, 0], size * piece.forward),
      scaled(view, [-sine, cosine, 0], size * piece.sideways),
      scaled(view, [0, 0, 1], size * piece.up),
    ] as const
    part(centre, axes, size * Math.max(piece.forward, piece.sideways, piece.up))
  }
}

/** One ellipsoid from the shoulder to the fingertips. */
function raised(
  person: Body,
  reach: Reach,
  view: View,
  part: (centre: Vector, axes: readonly [Vector, Vector, Vector], reach: Metres) => void,
): void {
  const { from, along, length } = arm(person, reach)
  const half = length / 2
  const level = Math.hypot(along[0], along[1])
  // Straight up or down there is no direction across; any will do.
  const across: Vector = level > 1e-6 ? [-along[1] / level, along[0] / level, 0] : [1, 0, 0]
  const third: Vector = [
    along[1] * across[2] - along[2] * across[1],
    along[2] * across[0] - along[0] * across[2],
    along[0] * across[1] - along[1] * across[0],
  ]
  const centre = view.toCamera(from[0] + half * along[0], from[1] + half * along[1], from[2] + half * along[2])
  const axes = [
    scaled(view, along, half + ARM_HALF),
    scaled(view, across, ARM_HALF),
    scaled(view, third, ARM_HALF),
  ] as const
  part(centre, axes, half + ARM_HALF)
}

/** An axis of the ellipsoid in the camera's own axes, divided by its half length: a point on it is at 1. */
function scaled({ right, down, axis }: View, [x, y, z]: Vector, half: Metres): Vector {
  return [
    (x * right[0] + y * right[1] + z * right[2]) / half,
    (x * down[0] + y * down[1] + z * down[2]) / half,
    (x * axis[0] + y * axis[1] + z * axis[2]) / half,
  ]
}

/**
 * In the ellipsoid's own axes it is the unit sphere: the point d · (X, Y, 1) of a pixel lies on it where
 * A d² − 2 B d + C = 0. Within a row only X changes, and by the same step.
 */
function drawEllipsoid(
  [x, y, z]: Vector,
  [u, v, w]: readonly [Vector, Vector, Vector],
  reach: Metres,
  view: View,
  depth: Float32Array,
): void {
  if (z - reach < 0.1) return
  const { width, focal, principal } = view
  const [left, right] = bounds(x, z, reach, focal[0], principal[0], width)
  const [top, bottom] = bounds(y, z, reach, focal[1], principal[1], view.height)
  const cu = u[0] * x + u[1] * y + u[2] * z
  const cv = v[0] * x + v[1] * y + v[2] * z
  const cw = w[0] * x + w[1] * y + w[2] * z
  const c = cu * cu + cv * cv + cw * cw - 1
  for (let row = top; row < bottom; row++) {
    const along = (row + 0.5 - principal[1]) / focal[1]
    const [ru, rv, rw] = [u[1] * along + u[2], v[1] * along + v[2], w[1] * along + w[2]]
    for (let column = left; column < right; column++) {
      const across = (column + 0.5 - principal[0]) / focal[0]
      const pu = u[0] * across + ru
      const pv = v[0] * across + rv
      const pw = w[0] * across + rw
      const a = pu * pu + pv * pv + pw * pw
      const b = pu * cu + pv * cv + pw * cw
      const root = b * b - a * c
      if (root <= 0) continue
      const near = (b - Math.sqrt(root)) / a
      const at = row * width + column
      if (near < depth[at]) depth[at] = near
    }
  }
}

/** Pixels that a ball can cover on one axis of the picture; more than it does, never fewer. */
function bounds(across: Metres, z: Metres, reach: Metres, focal: number, principal: number, size: number) {
  const nearZ = z - reach
  const farZ = z + reach
  const low = across - reach
  const high = across + reach
  const from = principal + focal * (low < 0 ? low / nearZ : low / farZ)
  const to = principal + focal * (high > 0 ? high / nearZ : high / farZ)
  return [Math.max(0, Math.floor(from)), Math.min(size, Math.ceil(to) + 1)] as const
}
