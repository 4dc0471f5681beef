import type { Floor, FloorConfig } from '../../../agent/floor/floor.ts'
import { footOf, type Plane, planes } from '../../../agent/floor/plane.ts'
import type { Tracks } from '../../../agent/tracking/tracks.ts'
import type { Metres, Ms } from '../../../config/units.ts'
import { solve } from '../mot.ts'
import type { Paths } from './paths.ts'

/** A spot further than this from anybody is nobody's. */
const REACH: Metres = 1
/** Between two comparisons: an odd while, so that it does not beat with the pictures. */
const EVERY_MS = 700
/** Whoever was seen longer ago than this is a memory and not a sighting. */
const FRESH_MS = 250

/** How far people are put from where they really stand: by all sensors together, and by each alone. */
export class Spots {
  readonly joined: number[] = []
  readonly alone: number[] = []
  /** People whom the floor stage saw where nobody was, of all whom it saw. */
  ghosts = 0
  seen = 0
  readonly #paths: Paths
  readonly #planes: ReadonlyMap<string, Plane>
  readonly #spot = new Float64Array(2)
  readonly #next = new Map<string, Ms>()

  constructor(paths: Paths, config: FloorConfig) {
    this.#paths = paths
    this.#planes = planes(config.cameras, config.depth)
  }

  /** One update of one sensor, as the floor stage gets it. */
  sensor(id: string, tracks: Tracks): void {
    if (!this.#due(id, tracks.atMs)) return
    const plane = this.#planes.get(id)!
    const spots: [Metres, Metres][] = []
    for (let i = 0; i < tracks.count; i++)
      if (tracks.confirmed[i] && tracks.detection[i]! >= 0 && footOf(plane, tracks.box, i, this.#spot))
        spots.push([this.#spot[0]!, this.#spot[1]!])
    this.alone.push(...this.#distances(spots, tracks.atMs))
  }

  /** Everybody on the floor, as the floor stage has it. */
  floor(floor: Pick<Floor, 'people'>, atMs: Ms): void {
    if (!this.#due('', atMs)) return
    const fresh = [...floor.people()].filter(({ seenMs }) => atMs - seenMs <= FRESH_MS)
    const spots = fresh.map(({ x, y }): [Metres, Metres] => [x, y])
    const found = this.#distances(spots, atMs)
    this.joined.push(...found)
    this.seen += spots.length
    this.ghosts += spots.length - found.length
  }

  #due(what: string, atMs: Ms): boolean {
    if (atMs < (this.#next.get(what) ?? 0)) return false
    this.#next.set(what, atMs + EVERY_MS)
    return true
  }

  /** Of the pairs of spots and people that lie nearest together. */
  #distances(spots: readonly [Metres, Metres][], atMs: Ms): number[] {
    const people = [...this.#paths.all(atMs)]
    const nearness = spots.map(([x, y]) => people.map(at => Math.max(0, REACH - Math.hypot(at.x - x, at.y - y))))
    return solve(nearness).map(([a, b]) => REACH - nearness[a]![b]!)
  }
}
