import type { Point, Polygon } from '../../config/shapes.ts'
import type { Metres } from '../../config/units.ts'
import { badgesOf } from './codes.ts'
import { type Lane, lanes } from './furniture.ts'
import { at, centre, contains } from './geometry.ts'
import type { Errand, Newcomer, Person } from './person.ts'
import type { Random } from './random.ts'
import type { Route, Routes } from './routes.ts'
import type { Scene } from './scene.ts'

type Stop = Extract<Errand, { kind: 'stop' }>

/** Ids far from those of shoppers, whose ids count up from 1. */
const FIRST = 1_000_000
/** A cashier stands this far behind the till. */
const BEHIND: Metres = 1.7
/** Half the side of the square in which somebody stands who is at a place or with somebody. */
const PLACE: Metres = 0.5
const WITH: Metres = 1

/** Those who work in the shop: they are there before anybody comes, go from task to task, and do not leave. */
export class Staff {
  readonly #scene: Scene
  #routes: Routes
  readonly #random: Random
  #wayOut: Route
  readonly #tills: readonly Polygon[]
  readonly #areas: readonly Polygon[]
  readonly #rooms: readonly Polygon[]

  constructor(scene: Scene, routes: Routes, wayOut: Route, random: Random) {
    const { floor } = scene
    this.#scene = scene
    this.#routes = routes
    this.#random = random
    this.#wayOut = wayOut
    this.#tills = lanes(floor)
      .map(lane => behind(lane))
      .filter(spot => this.#canStand(spot))
      .map(spot => around(spot, PLACE))
    this.#areas = floor.zones.filter(({ kind }) => kind === 'area').map(({ outline }) => outline)
    this.#rooms = floor.zones.filter(({ kind }) => kind !== 'area' && kind !== 'queue').map(({ outline }) => outline)
  }

  reroute(routes: Routes, wayOut: Route): void {
    this.#routes = routes
    this.#wayOut = wayOut
  }

  /** Everybody at the start of the shift: in the staff's room where there is one, else well away from the doors. */
  begin(): Newcomer[] {
    const { simulation, scanners, campaigns } = this.#scene
    const badges = badgesOf(campaigns).length > 0 && scanners.length > 0
    return Array.from({ length: simulation.staff }, (_, i) => ({
      id: FIRST + i,
      group: FIRST + i,
      role: 'staff' as const,
      pace: this.#random.between(0.9, 1.3),
      from: this.#start(),
      errands: badges ? [this.#badge()] : [],
    }))
  }

  /** What somebody does next who has nothing to do: the till, a shelf, a shopper who stands about, the staff's room. */
  next(people: readonly Person[]): Stop {
    const random = this.#random
    const { outline } = this.#scene.floor
    const shoppers = people
      .filter(({ role, doing }) => role === 'shopper' && doing.at === 'standing')
      .map(({ x, y }) => around([x, y], WITH))
      .filter(beside => beside.every(corner => contains(outline, ...corner)))
    const draw = random.unit()
    if (draw < 0.35 && this.#tills.length > 0) return stop(random.pick(this.#tills), random.between(20, 120))
    if (draw < 0.6 && shoppers.length > 0) return stop(random.pick(shoppers), random.between(10, 45))
    if (draw < 0.7 && this.#rooms.length > 0) return stop(random.pick(this.#rooms), random.between(30, 180))
    return stop(this.#areas.length > 0 ? random.pick(this.#areas) : outline, random.between(15, 90))
  }

  /** Where the scanner is whose zone is known; else on the spot. */
  #badge(): Stop {
    const { scanners, floor } = this.#scene
    const scanner = scanners.find(({ zone }) => zone) ?? scanners[0]
    const zone = floor.zones.find(({ id }) => id === scanner.zone)
    return { ...stop(zone?.outline ?? floor.outline, 3), badgeAt: scanner.id }
  }

  #start(): Point {
    const { outline, entrances } = this.#scene.floor
    const [room] = this.#rooms
    const doors = entrances.map(({ from, to }) => centre([from, to]))
    let best = centre(room ?? outline)
    let farthest = Number.NEGATIVE_INFINITY
    for (let i = 0; i < 40; i++) {
      const spot = this.#somewhere(room ?? outline)
      const far = Math.min(this.#random.between(0, 3), ...doors.map(([x, y]) => Math.hypot(x - spot[0], y - spot[1])))
      if (far <= farthest || !this.#canStand(spot)) continue
      farthest = far
      best = spot
    }
    return best
  }

  #somewhere(outline: Polygon): Point {
    const weights = outline.map(() => this.#random.gap(1))
    const sum = weights.reduce((all, one) => all + one, 0)
    const mean = (axis: 0 | 1) => outline.reduce((all, corner, i) => all + (weights[i] / sum) * corner[axis], 0)
    return [mean(0), mean(1)]
  }

  #canStand([x, y]: Point): boolean {
    return this.#routes.free(x, y) && this.#routes.reaches(this.#wayOut, x, y)
  }
}

function stop(outline: Polygon, seconds: number): Stop {
  return { kind: 'stop', outline, forMs: 1000 * seconds, codes: 0 }
}

function behind({ line }: Lane): Point {
  return at(line, -BEHIND, 0)
}

function around([x, y]: Point, half: Metres): Polygon {
  return [
    [x - half, y - half],
    [x + half, y - half],
    [x + half, y + half],
    [x - half, y + half],
  ]
}
