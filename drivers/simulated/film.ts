import type { Ms } from '../../config/units.ts'
import { type Body, copyBody } from './body.ts'
import type { CodeScanned } from './codes.ts'
import type { Furniture } from './furniture.ts'
import type { Burst } from './phones.ts'
import type { Scene } from './scene.ts'
import { Shop, STEP } from './shop.ts'

/** Steps that are kept: who looks back farther than this has a shop of their own. */
const KEPT = 256

/**
 * The last five seconds of a shop, for all the sensors that look at it. They look nearly at the same time, so that one shop
 * serves them all; each still sees what it would have seen alone.
 */
class Film {
  readonly shop: Shop
  readonly atFirst: readonly Furniture[]
  readonly #stills: Still[] = []
  readonly #startMs: Ms

  constructor(scene: Scene) {
    this.shop = new Shop(scene)
    this.atFirst = this.shop.furniture
    this.#startMs = scene.startMs
  }

  /** Whether the steps after this instant are still kept, or yet to come. */
  reaches(atMs: Ms): boolean {
    return this.shop.nowMs - atMs <= (KEPT - 1) * STEP
  }

  /** The last step that is not after `atMs`. Valid until the film has gone on by {@link KEPT} steps. */
  still(atMs: Ms): Still {
    while (this.shop.nowMs + STEP <= atMs) this.#take()
    return this.#stills[this.#step(atMs) % KEPT] ?? NOTHING
  }

  #take(): void {
    const { shop } = this
    shop.advance(shop.nowMs + STEP)
    const at = this.#step(shop.nowMs) % KEPT
    const still = (this.#stills[at] ??= { ...NOTHING, people: [], bodies: [] })
    still.people.length = 0
    for (const [i, person] of shop.people.entries()) {
      still.bodies[i] = copyBody(person, still.bodies[i])
      still.people.push(still.bodies[i])
    }
    still.furniture = shop.furniture
    still.bursts = shop.bursts.length > 0 ? shop.bursts.slice() : NOTHING.bursts
    still.scans = shop.scans.length > 0 ? shop.scans.slice() : NOTHING.scans
  }

  #step(atMs: Ms): number {
    return Math.floor((atMs - this.#startMs) / STEP)
  }
}

interface Still {
  readonly people: Body[]
  furniture: readonly Furniture[]
  bursts: readonly Burst[]
  scans: readonly CodeScanned[]
  /** Room for people, used again and again. */
  readonly bodies: Body[]
}

const NOTHING: Still = { people: [], furniture: [], bursts: [], scans: [], bodies: [] }
const films = new WeakMap<Scene, Film>()

/** What one opening of a sensor sees of the shop, from its beginning onwards. */
export class Watch {
  people: readonly Body[] = []
  /** What phones sent, and what was scanned, since the last time. */
  readonly bursts: Burst[] = []
  readonly scans: CodeScanned[] = []
  /** The same list for as long as nothing is moved. */
  furniture: readonly Furniture[]
  readonly #scene: Scene
  readonly #film: Film
  #own: Shop | undefined
  #atMs: Ms

  constructor(scene: Scene) {
    let film = films.get(scene)
    if (!film) films.set(scene, (film = new Film(scene)))
    this.#scene = scene
    this.#film = film
    this.#atMs = scene.startMs
    this.furniture = film.atFirst
  }

  /** Goes on to the last step that is not after `toMs`. */
  advance(toMs: Ms): void {
    this.bursts.length = 0
    this.scans.length = 0
    if (!this.#own && !this.#film.reaches(this.#atMs)) {
      this.#own = new Shop(this.#scene)
      this.#own.advance(this.#atMs)
    }
    if (this.#own) this.#alone(this.#own, toMs)
    else this.#together(toMs)
  }

  #alone(shop: Shop, toMs: Ms): void {
    shop.advance(toMs)
    this.people = shop.people
    this.furniture = shop.furniture
    this.bursts.push(...shop.bursts)
    this.scans.push(...shop.scans)
  }

  #together(toMs: Ms): void {
    for (let nextMs = this.#atMs + STEP; nextMs <= toMs; nextMs += STEP) {
      const { people, furniture, bursts, scans } = this.#film.still(nextMs)
      this.people = people
      this.furniture = furniture
      for (const burst of bursts) this.bursts.push(burst)
      for (const scan of scans) this.scans.push(scan)
      this.#atMs = nextMs
    }
  }
}
