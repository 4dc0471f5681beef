import type { Floor } from '../../config/floor.ts'
import type { Point } from '../../config/shapes.ts'
import type { Simulation } from '../../config/simulation.ts'
import type { Metres, Ms } from '../../config/units.ts'
import { type Lane, lanes } from './furniture.ts'
import { at, contains, edges, middle, type Stretch, stretch } from './geometry.ts'
import type { Errand, Newcomer } from './person.ts'
import type { Random } from './random.ts'
import { type Routes, STREET } from './routes.ts'

const MINUTE = 60_000
/** Metres between people who walk side by side. */
const ABREAST: Metres = 0.6
/** Where there are too few for a crowd, somebody comes this often. */
const CROWDING: Ms = 600
/** Who takes their time stands so many times as long. */
const LINGERS = 8
/** Share of groups of two or more in which one is a child. */
const FAMILIES = 0.3
/** Share of groups of which one goes somewhere else for a while. */
const PARTINGS = 0.25

/** Who comes to the shop or past it, when, and with what in mind. */
export class Arrivals {
  readonly #floor: Floor
  readonly #lanes: readonly Lane[]
  #routes: Routes
  readonly #random: Random
  readonly #doors: readonly Stretch[]
  readonly #crowd: number | undefined
  readonly #trolleys: number
  readonly #lingerers: number
  readonly #shopperPerMs: number
  readonly #passerPerMs: number
  #nextShopperMs: Ms
  #nextPasserMs: Ms
  #opening = true
  #people = 0
  #groups = 0

  constructor(simulation: Simulation, floor: Floor, routes: Routes, random: Random, startMs: Ms) {
    this.#floor = floor
    this.#lanes = lanes(floor)
    this.#routes = routes
    this.#random = random
    this.#doors = doors(floor)
    this.#crowd = simulation.crowd
    this.#trolleys = simulation.trolleyShare
    this.#lingerers = simulation.lingerShare
    this.#shopperPerMs = this.#crowd ? 1 / CROWDING : simulation.arrivalsPerMinute / MINUTE
    this.#passerPerMs = simulation.passersPerMinute / MINUTE
    this.#nextShopperMs = startMs + random.gap(this.#shopperPerMs)
    this.#nextPasserMs = startMs + random.gap(this.#passerPerMs)
  }

  reroute(routes: Routes): void {
    this.#routes = routes
  }

  /** Everybody who sets out up to now. Before a full shop people walk on; `coming` are in it or about to be. */
  until(nowMs: Ms, isFull: boolean, coming: number): Newcomer[] {
    const come: Newcomer[] = []
    if (this.#opening) come.push(...this.#first())
    for (; this.#nextShopperMs <= nowMs; this.#nextShopperMs += this.#random.gap(this.#shopperPerMs)) {
      if (this.#crowd !== undefined && coming + come.length >= this.#crowd) continue
      come.push(...(isFull ? this.#passers(STREET.reach) : this.#shoppers(STREET.reach, this.#size())))
    }
    for (; this.#nextPasserMs <= nowMs; this.#nextPasserMs += this.#random.gap(this.#passerPerMs))
      come.push(...this.#passers(STREET.reach))
    return come
  }

  /** The shop opens with somebody already at the door, so that nobody has to wait for something to happen. */
  #first(): Newcomer[] {
    this.#opening = false
    return [
      ...(this.#shopperPerMs > 0 ? [...this.#shoppers(1.2, 1), ...this.#shoppers(4, 2)] : []),
      ...(this.#passerPerMs > 0 ? this.#passers(3) : []),
    ]
  }

  #shoppers(away: Metres, size: number): Newcomer[] {
    const random = this.#random
    const [from, to] = this.#street(away)
    const pace = Math.min(1.6, Math.max(0.7, (size > 1 ? 1.05 : 1.2) + 0.16 * random.normal()))
    const wishes = this.#wishes()
    const pays = wishes.length > 0 && random.chance(0.5)
    const family = size > 1 && random.chance(FAMILIES)
    const parts = size > 1 && random.chance(PARTINGS) ? random.below(wishes.length) : -1
    const elsewhere = this.#wishes()[0]
    const hasTrolley = random.chance(this.#trolleys)
    // No number is drawn where nobody lingers, so that such a shop is the same as ever.
    const tempo = this.#lingerers > 0 && random.chance(this.#lingerers) ? LINGERS : 1
    return this.#group(from, size, pace, i => ({
      hasTrolley: hasTrolley && i === 0,
      role: family && i === size - 1 ? 'child' : 'shopper',
      errands: [
        ...wishes.map((wish, at) => {
          const { outline } = at === parts && i === 1 ? elsewhere : wish
          return { ...wish, outline, forMs: tempo * wish.forMs * random.between(0.8, 1.2) }
        }),
        ...(pays ? this.#queue(i === 0) : []),
        ...(pays && size > 1 ? [{ kind: 'gather' } as const] : []),
        { kind: 'leave', to },
      ],
    }))
  }

  #passers(away: Metres): Newcomer[] {
    const [from, to] = this.#street(away)
    const size = this.#random.chance(0.2) ? 2 : 1
    return this.#group(from, size, this.#random.between(1, 1.6), () => ({
      role: 'passer',
      errands: [{ kind: 'leave', to }],
    }))
  }

  #group(
    from: Point,
    size: number,
    pace: number,
    member: (i: number) => Pick<Newcomer, 'role' | 'errands' | 'hasTrolley'>,
  ): Newcomer[] {
    const group = ++this.#groups
    return Array.from({ length: size }, (_, i) => {
      const beside: Point = [from[0], from[1] + i * ABREAST]
      const along: Point = [from[0] + i * ABREAST, from[1]]
      const isStreet = contains(this.#floor.outline, ...beside) === contains(this.#floor.outline, ...from)
      const spot = isStreet && this.#routes.free(...beside) ? beside : along
      return { id: ++this.#people, group, pace, from: spot, ...member(i) }
    })
  }

  #wishes(): Extract<Errand, { kind: 'stop' }>[] {
    const random = this.#random
    const zones = this.#floor.zones.filter(zone => zone.kind === 'area').map(zone => zone.outline)
    const visited = random.shuffled(zones.length > 0 ? zones : [this.#floor.outline]).slice(0, 1 + random.below(3))
    return visited.map(outline => ({
      kind: 'stop',
      outline,
      forMs: 1000 * Math.min(45, Math.max(2.5, 8 * Math.exp(0.6 * random.normal()))),
      codes: this.#lanes.length === 0 && random.chance(0.5) ? 1 : 0,
    }))
  }

  /** Of a group one pays, the others only wait with them. */
  #queue(pays: boolean): Errand[] {
    if (this.#lanes.length === 0) return []
    const random = this.#random
    const codes = pays ? 1 + random.below(3) : 0
    const serviceMs = pays ? 2000 + 1500 * codes + random.between(0, 4000) : 800
    return [{ kind: 'queue', lane: this.#lanes[random.below(this.#lanes.length)], serviceMs, codes }]
  }

  #size(): number {
    const draw = this.#random.unit()
    return draw < 0.7 ? 1 : draw < 0.9 ? 2 : draw < 0.97 ? 3 : 4
  }

  /** Where one comes from and where one goes to: two ends of the street before a door, at random the same or not. */
  #street(away: Metres): readonly [Point, Point] {
    const random = this.#random
    const [come, leave] = random.chance(0.5) ? [-1, 1] : [1, -1]
    const door = random.pick(this.#doors)
    const offset = random.between(STREET.near, STREET.far)
    return [this.#end(door, come * away, offset), this.#end(door, leave * STREET.reach, offset)]
  }

  /** As far along the street as it can be walked on. */
  #end(door: Stretch, along: Metres, offset: Metres): Point {
    for (let reach = Math.abs(along); reach > 0; reach -= 0.5) {
      const end = at(door, door.length / 2 + Math.sign(along) * reach, -offset)
      if (this.#routes.free(...end)) return end
    }
    return at(door, door.length / 2, -offset)
  }
}

/** A spot just before the shop, from which everything in it that can be reached is reached. */
export function doorstep(floor: Floor): Point {
  const [door] = doors(floor)
  return at(door!, door!.length / 2, -STREET.near)
}

/** The entrances, inside to the left; the sides of the outline where there is none. */
function doors(floor: Floor): Stretch[] {
  if (floor.entrances.length > 0) return floor.entrances.map(({ from, to }) => stretch(from, to))
  return edges(floor.outline).map(([from, to]) => {
    const side = stretch(from, to)
    const isInside = contains(floor.outline, ...at({ ...side, from: middle(from, to) }, 0, 0.05))
    return isInside ? side : stretch(to, from)
  })
}
