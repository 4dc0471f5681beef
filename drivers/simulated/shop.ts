import type { Point, Polygon } from '../../config/shapes.ts'
import type { Metres, Ms } from '../../config/units.ts'
import { Arrivals, doorstep } from './arrivals.ts'
import { type CodeScanned, Codes } from './codes.ts'
import { type Furniture, furnish, type Lane, PLACE } from './furniture.ts'
import { area, at, contains } from './geometry.ts'
import { born, type Errand, type Person } from './person.ts'
import { type Burst, Phones } from './phones.ts'
import { Random } from './random.ts'
import { type Route, Routes } from './routes.ts'
import type { Scene } from './scene.ts'
import { steer } from './steering.ts'
import type { Truth } from './truth.ts'

/** Length of one step of the shop's clock. */
export const STEP: Ms = 20
/** Square metres to each shopper; a fuller shop lets nobody in. */
const ROOM = 2.5
const ARRIVED: Metres = 0.2
/** Who has not got there after this long stays where they are. */
const PATIENCE: Ms = 30_000

/** A shop with people in it, step by step from its seed: the same scene gives the same shop, however it is asked for. */
export class Shop {
  /** Whoever is in the shop or before it now. */
  readonly people: Person[] = []
  readonly furniture: readonly Furniture[]
  /** What phones sent, and what was scanned, in the last advance. */
  readonly bursts: Burst[] = []
  readonly scans: CodeScanned[] = []
  readonly #routes: Routes
  readonly #wayOut: Route
  readonly #arrivals: Arrivals
  readonly #phones: Phones
  readonly #codes: Codes
  readonly #outline: Polygon
  readonly #random: Random
  readonly #queues = new Map<Lane, Person[]>()
  readonly #truth: Truth | undefined
  readonly #capacity: number
  #nowMs: Ms

  /** `truth` is told of every step, where somebody wants to know. */
  constructor(scene: Scene, truth?: Truth) {
    const { simulation, floor, startMs } = scene
    this.furniture = furnish(floor)
    this.#random = new Random(simulation.seed, 'people')
    this.#routes = new Routes(floor, this.furniture)
    this.#wayOut = this.#routes.to(doorstep(floor))
    this.#arrivals = new Arrivals(simulation, floor, this.#routes, new Random(simulation.seed, 'arrivals'), startMs)
    this.#phones = new Phones(simulation.phoneShare, new Random(simulation.seed, 'phones'))
    this.#codes = new Codes(scene, new Random(simulation.seed, 'codes'))
    this.#outline = floor.outline
    this.#capacity = Math.max(2, Math.floor(area(floor.outline) / ROOM))
    this.#truth = truth
    this.#nowMs = startMs
  }

  get nowMs(): Ms {
    return this.#nowMs
  }

  /** Goes on to the last step that is not after `toMs`. */
  advance(toMs: Ms): void {
    this.bursts.length = 0
    this.scans.length = 0
    while (this.#nowMs + STEP <= toMs) this.#step()
  }

  #step(): void {
    const now = (this.#nowMs += STEP)
    for (const newcomer of this.#arrivals.until(now, () => this.#isFull())) {
      const person = born(newcomer, this.#random)
      this.people.push(person)
      this.#phones.give(person, now)
    }
    for (const person of this.people) this.#live(person)
    steer(this.people, this.#routes, STEP / 1000, this.#random)
    this.#phones.send(now, this.bursts)
    this.#codes.read(now, this.scans)
    for (const person of this.people) this.#truth?.see(person, now)
    this.#forget()
  }

  #isFull(): boolean {
    return this.people.filter(({ x, y }) => contains(this.#outline, x, y)).length >= this.#capacity
  }

  #live(person: Person): void {
    const { doing } = person
    switch (doing.at) {
      case 'deciding':
        this.#decide(person)
        break
      case 'walking':
        if (this.#arrived(person, doing.route) || this.#nowMs - doing.sinceMs > PATIENCE) this.#settle(person)
        break
      case 'standing':
        if (this.#nowMs >= doing.untilMs && !this.#isAhead(person)) this.#next(person)
        break
      case 'queueing':
        this.#wait(person, doing)
        break
    }
  }

  #decide(person: Person): void {
    const errand = person.errands[0]
    if (!errand) person.doing = { at: 'gone' }
    else if (errand.kind === 'queue') this.#join(person, errand.lane)
    else {
      const goal = errand.kind === 'stop' ? this.#spot(errand.outline, person) : errand.to
      person.steps = 0
      person.doing = { at: 'walking', route: this.#routes.to(goal), sinceMs: this.#nowMs }
    }
  }

  #settle(person: Person): void {
    const errand = person.errands[0]
    if (errand.kind === 'stop') {
      person.doing = { at: 'standing', spot: [person.x, person.y], untilMs: this.#nowMs + errand.forMs }
      this.#codes.show(errand.codes, this.#nowMs)
    } else this.#next(person)
  }

  #next(person: Person): void {
    person.errands.shift()
    person.doing = { at: 'deciding' }
  }

  /** Those who came together go on together. */
  #isAhead({ group, errands }: Person): boolean {
    return this.people.some(other => other.group === group && other.errands.length > errands.length)
  }

  #join(person: Person, lane: Lane): void {
    let queue = this.#queues.get(lane)
    if (!queue) this.#queues.set(lane, (queue = []))
    if (queue.length < lane.places) {
      queue.push(person)
      person.doing = { at: 'queueing', lane, route: this.#place(lane, queue.length - 1) }
    } else this.#next(person)
  }

  #wait(person: Person, doing: Extract<Person['doing'], { at: 'queueing' }>): void {
    const queue = this.#queues.get(doing.lane)!
    const errand = person.errands[0] as Extract<Errand, { kind: 'queue' }>
    const place = queue.indexOf(person)
    doing.route = this.#place(doing.lane, place)
    if (place > 0) return
    if (doing.untilMs === undefined && this.#arrived(person, doing.route)) {
      doing.untilMs = this.#nowMs + errand.serviceMs
      this.#codes.show(errand.codes, this.#nowMs, doing.lane.zone)
    }
    if (doing.untilMs === undefined || this.#nowMs < doing.untilMs) return
    queue.shift()
    this.#next(person)
  }

  #place({ line }: Lane, place: number): Route {
    return this.#routes.to(at(line, place * PLACE, 0))
  }

  #arrived({ x, y, stuckMs }: Person, { goal }: Route): boolean {
    const distance = Math.hypot(goal[0] - x, goal[1] - y)
    return distance < ARRIVED || (stuckMs > 1000 && distance < 3 * ARRIVED)
  }

  /** A free spot in an area: of some that can be walked to, the one farthest from whoever stands there. */
  #spot(outline: Polygon, person: Person): Point {
    const xs = outline.map(([x]) => x)
    const ys = outline.map(([, y]) => y)
    let best: Point = [person.x, person.y]
    let room = -1
    for (let i = 0; i < 30; i++) {
      const x = this.#random.between(Math.min(...xs), Math.max(...xs))
      const y = this.#random.between(Math.min(...ys), Math.max(...ys))
      if (!contains(outline, x, y) || !this.#routes.free(x, y)) continue
      const nearest = Math.min(2, ...this.people.map(other => away(other, person, x, y)))
      if (nearest <= room || !this.#routes.reaches(this.#wayOut, x, y)) continue
      room = nearest
      best = [x, y]
      if (room > 0.9) break
    }
    return best
  }

  #forget(): void {
    let kept = 0
    for (const person of this.people) {
      if (person.doing.at !== 'gone') this.people[kept++] = person
      else {
        this.#truth?.gone(person, this.#nowMs)
        this.#phones.take(person)
      }
    }
    this.people.length = kept
  }
}

/** Distance from another person, or from where they are about to stop. */
function away(other: Person, person: Person, x: Metres, y: Metres): Metres {
  if (other === person) return Number.POSITIVE_INFINITY
  const [atX, atY] = other.doing.at === 'walking' ? other.doing.route.goal : [other.x, other.y]
  return Math.hypot(atX - x, atY - y)
}
