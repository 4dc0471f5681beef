import type { Shelf } from '../../config/floor.ts'
import type { Metres, Ms } from '../../config/units.ts'
import { arm, fingertips } from './arm.ts'
import { covers, type Furniture, openSide } from './furniture.ts'
import { at, contains, within } from './geometry.ts'
import type { Person } from './person.ts'
import type { Random } from './random.ts'
import type { Truth } from './truth.ts'

/** A hand goes out, and back, in this time. */
const OUT: Ms = 300
/** From the middle of the body to the front of the shelf, at most, for somebody who reaches. */
const FARTHEST: Metres = 0.6
/** The hand goes this deep into the shelf. */
const DEEP: Metres = 0.2
const MOST = 3

interface Grasp {
  readonly fromMs: Ms
  readonly toMs: Ms
  readonly hand: 'left' | 'right'
  readonly to: readonly [Metres, Metres, Metres]
}

/** The hands of those who stand before shelves. */
export class Reaching {
  readonly #shelves: readonly Shelf[]
  readonly #random: Random
  readonly #truth: Truth | undefined
  readonly #grasps = new Map<Person, Grasp[]>()
  /** The piece, and whether the fingers are in it. */
  readonly #before = new Map<Person, { readonly piece: Furniture; inside: string | undefined }>()

  constructor(shelves: readonly Shelf[], random: Random, truth: Truth | undefined) {
    this.#shelves = shelves
    this.#random = random
    this.#truth = truth
  }

  /** Somebody has come to stand before a shelf for a while: they take things from it, up to three, or none. */
  stand(person: Person, piece: Furniture, nowMs: Ms, untilMs: Ms): void {
    const random = this.#random
    const [s, n] = within(piece.base, person.x, person.y)
    const front = openSide(piece) > 0 ? piece.depth : 0
    if (Math.abs(n - front) > FARTHEST || s < 0 || s > piece.base.length) return
    const grasps: Grasp[] = []
    let atMs = nowMs + random.between(1000, 3000)
    for (let i = random.below(MOST + 1); i > 0; i--) {
      const toMs = atMs + random.between(600, 2000) + 2 * OUT
      const aside = Math.min(piece.base.length - 0.05, Math.max(0.05, s + random.between(-0.25, 0.25)))
      const [x, y] = at(piece.base, aside, front - openSide(piece) * Math.min(DEEP, 0.8 * piece.depth))
      const high = Math.min(piece.height - 0.1, 0.85 * person.height)
      const to = [x, y, Math.max(0.65 * person.height, random.between(0.7, high))] as const
      grasps.push({ fromMs: atMs, toMs, hand: random.chance(0.5) ? 'left' : 'right', to })
      atMs = toMs + random.between(800, 4000)
    }
    const kept = grasps.filter(({ toMs }) => toMs < untilMs)
    if (kept.length === 0) return
    this.#grasps.set(person, kept)
    this.#before.set(person, { piece, inside: undefined })
  }

  /** Moves the hands on to an instant. */
  move(nowMs: Ms): void {
    for (const [person, grasps] of this.#grasps) {
      const grasp = grasps[0]
      person.reach = grasp && nowMs >= grasp.fromMs ? stretched(person, grasp, nowMs) : undefined
      this.#tell(person, nowMs)
      if (grasp && nowMs >= grasp.toMs) grasps.shift()
      if (grasps.length > 0) continue
      person.reach = undefined
      this.#tell(person, nowMs)
      this.#grasps.delete(person)
      this.#before.delete(person)
    }
  }

  #tell(person: Person, nowMs: Ms): void {
    const before = this.#before.get(person)!
    const shelf = person.reach && this.#shelfAt(person, before.piece)
    if (shelf === before.inside) return
    if (before.inside !== undefined) this.#truth?.reached(person, before.inside, 'toMs', nowMs)
    if (shelf !== undefined) this.#truth?.reached(person, shelf, 'fromMs', nowMs)
    before.inside = shelf
  }

  /** In which shelf of the configuration the fingers are; where there is none, in which piece. */
  #shelfAt(person: Person, piece: Furniture): string | undefined {
    const [x, y, z] = fingertips(arm(person, person.reach!))
    const known = this.#shelves.find(
      ({ outline, fromMetres, toMetres }) => z >= fromMetres && z <= toMetres && contains(outline, x, y),
    )
    if (known) return known.id
    return covers(piece, x, y, 0) ? piece.shelf : undefined
  }
}

/** The hand on its way out, there, or on its way back. */
function stretched(person: Person, { hand, to, fromMs, toMs }: Grasp, nowMs: Ms): NonNullable<Person['reach']> {
  const share = Math.max(0, Math.min(1, (nowMs - fromMs) / OUT, (toMs - nowMs) / OUT))
  const aside = (hand === 'left' ? 0.13 : -0.13) * person.height
  const hangs = [
    person.x - aside * Math.sin(person.facing),
    person.y + aside * Math.cos(person.facing),
    0.4 * person.height,
  ] as const
  const mixed = (axis: 0 | 1 | 2) => hangs[axis] + share * (to[axis] - hangs[axis])
  return { hand, to: [mixed(0), mixed(1), mixed(2)] }
}
