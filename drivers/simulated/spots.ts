import type { Point, Polygon } from '../../config/shapes.ts'
import type { Metres } from '../../config/units.ts'
import { covers, type Furniture, openSide } from './furniture.ts'
import { at, contains } from './geometry.ts'
import type { Person } from './person.ts'
import type { Random } from './random.ts'
import type { Route, Routes } from './routes.ts'

const TRIES = 30
/** Room that one leaves to strangers, and to those with whom one came. */
const APART: Metres = 0.9
const BESIDE: Metres = 0.6
/** Share of stops in an area with a shelf that are made close to it; and how far from it one still takes something. */
const AT_SHELF = 0.6
const FAR_FROM_SHELF: Metres = 0.6

/** Where to stand. */
export class Spots {
  readonly #routes: Routes
  readonly #wayOut: Route
  readonly #people: readonly Person[]
  readonly #furniture: readonly Furniture[]
  readonly #random: Random

  constructor(
    routes: Routes,
    wayOut: Route,
    people: readonly Person[],
    furniture: readonly Furniture[],
    random: Random,
  ) {
    this.#furniture = furniture
    this.#routes = routes
    this.#wayOut = wayOut
    this.#people = people
    this.#random = random
  }

  /**
   * A free spot in an area: beside the company where it is there already or about to be; otherwise, of some that can be walked
   * to, the one farthest from whoever stands there.
   */
  within(outline: Polygon, person: Person): Point {
    const mate = person.company.map(other => heads(other, person)).find(spot => spot && contains(outline, ...spot))
    if (mate) {
      const beside = this.#best(person, BESIDE, () => this.#around(mate, 0.6, 1.2), isIn(outline))
      if (beside) return beside
    }
    const shelf = this.#furniture.find(piece => piece.shelf !== undefined && stands(piece, outline))
    if (shelf && this.#random.chance(AT_SHELF)) {
      const before = this.#best(person, BESIDE, () => this.#before(shelf), isIn(outline))
      if (before) return before
    }
    const xs = outline.map(([x]) => x)
    const ys = outline.map(([, y]) => y)
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
    const anywhere = (): Point => [this.#random.between(left, right), this.#random.between(low, high)]
    return this.#best(person, APART, anywhere, isIn(outline)) ?? [person.x, person.y]
  }

  /** A free spot close by, out of the way of a queue. */
  aside(person: Person, queues: readonly Polygon[]): Point {
    const mate = person.company.find(other => other !== person && other.errands[0]?.kind === 'gather')
    const middle: Point = mate ? [mate.x, mate.y] : [person.x, person.y]
    const isOff = (x: Metres, y: Metres) => !queues.some(outline => contains(outline, x, y))
    const spot = this.#best(person, BESIDE, () => this.#around(middle, 0.6, mate ? 1.3 : 2.5), isOff)
    return spot ?? [person.x, person.y]
  }

  /** The shelf that somebody stands at, if they do. */
  shelfAt(x: Metres, y: Metres): Furniture | undefined {
    return this.#furniture.find(piece => piece.shelf !== undefined && covers(piece, x, y, FAR_FROM_SHELF))
  }

  #before(piece: Furniture): Point {
    const s = this.#random.between(
      Math.min(0.2, piece.base.length / 2),
      Math.max(piece.base.length - 0.2, piece.base.length / 2),
    )
    const off = this.#random.between(0.3, 0.5)
    return at(piece.base, s, openSide(piece) > 0 ? piece.depth + off : -off)
  }

  #around([x, y]: Point, near: Metres, far: Metres): Point {
    const angle = this.#random.between(-Math.PI, Math.PI)
    const away = this.#random.between(near, far)
    return [x + away * Math.cos(angle), y + away * Math.sin(angle)]
  }

  #best(
    person: Person,
    enough: Metres,
    draw: () => Point,
    isFit: (x: Metres, y: Metres) => boolean,
  ): Point | undefined {
    let best: Point | undefined
    let room = 0.45
    for (let i = 0; i < TRIES && room <= enough; i++) {
      const spot = draw()
      const [x, y] = spot
      if (!isFit(x, y) || !this.#routes.free(x, y)) continue
      const nearest = Math.min(2, ...this.#people.map(other => away(other, person, x, y)))
      if (nearest <= room || !this.#routes.reaches(this.#wayOut, x, y)) continue
      room = nearest
      best = spot
    }
    return best
  }
}

/** Whether one takes from a piece standing in an area. */
function stands(piece: Furniture, outline: Polygon): boolean {
  const { base, depth } = piece
  return contains(outline, ...at(base, base.length / 2, openSide(piece) > 0 ? depth + 0.4 : -0.4))
}

function isIn(outline: Polygon): (x: Metres, y: Metres) => boolean {
  return (x, y) => contains(outline, x, y)
}

/** Where somebody else stands, or is about to. */
function heads(other: Person, person: Person): Point | undefined {
  if (other === person || other.errands.length !== person.errands.length) return undefined
  return other.doing.at === 'walking'
    ? other.doing.route.goal
    : other.doing.at === 'standing'
      ? other.doing.spot
      : undefined
}

/** Distance from another person, or from where they are about to stop. */
function away(other: Person, person: Person, x: Metres, y: Metres): Metres {
  if (other === person) return Number.POSITIVE_INFINITY
  const [atX, atY] = other.doing.at === 'walking' ? other.doing.route.goal : [other.x, other.y]
  return Math.hypot(atX - x, atY - y)
}
