import type { Polygon } from '../../config/shapes.ts'
import type { Metres, Ms } from '../../config/units.ts'
import type { Codes } from './codes.ts'
import { isReady } from './company.ts'
import { type Lane, openSide } from './furniture.ts'
import type { Errand, Person } from './person.ts'
import type { Queues } from './queues.ts'
import type { Reaching } from './reaching.ts'
import type { Route, Routes } from './routes.ts'
import type { Spots } from './spots.ts'
import type { Staff } from './staff.ts'

const ARRIVED: Metres = 0.2
/** Who leaves is out of sight this far from the end of the street. */
const LEFT: Metres = 1
/** Who needs so much longer than the way takes stays where they are. */
const PATIENCE: Ms = 20_000

/** What people find in the shop. */
export interface Surroundings {
  readonly people: readonly Person[]
  readonly queues: Queues
  readonly reaching: Reaching
  readonly staff: Staff
  readonly codes: Codes
  /** Where people stand in line. */
  readonly lanes: readonly Polygon[]
}

/** What people do next: one errand after the other, each a way and what is done at its end. */
export class Lives {
  #routes: Routes
  #spots: Spots
  readonly #shop: Surroundings
  #nowMs: Ms = 0

  constructor(routes: Routes, spots: Spots, shop: Surroundings) {
    this.#routes = routes
    this.#spots = spots
    this.#shop = shop
  }

  /** Whoever walks looks for another way round what has been moved. */
  reroute(routes: Routes, spots: Spots, nowMs: Ms): void {
    this.#routes = routes
    this.#spots = spots
    this.#nowMs = nowMs
    for (const person of this.#shop.people)
      if (person.doing.at === 'walking') this.#set(person, routes.to(person.doing.route.goal))
  }

  /** One step of somebody. */
  live(person: Person, nowMs: Ms): void {
    this.#nowMs = nowMs
    const { doing } = person
    switch (doing.at) {
      case 'deciding':
        this.#decide(person)
        break
      case 'walking':
        this.#walk(person, doing)
        break
      case 'standing':
        if (isReady(person, mate => this.#isDone(mate))) this.#next(person)
        break
      case 'queueing':
        this.#wait(person, doing)
        break
    }
  }

  #isDone({ doing }: Person): boolean {
    return doing.at === 'standing' && this.#nowMs >= doing.untilMs
  }

  #decide(person: Person): void {
    if (person.role === 'staff' && person.errands.length === 0)
      person.errands.push(this.#shop.staff.next(this.#shop.people))
    const errand = person.errands[0]
    if (!errand) person.doing = { at: 'gone' }
    else this.#set(person, this.#wayTo(errand, person))
  }

  #wayTo(errand: Errand, person: Person): Route {
    switch (errand.kind) {
      case 'queue':
        return this.#shop.queues.end(errand.lane)
      case 'stop':
        return this.#routes.to(this.#spots.within(errand.outline, person))
      case 'gather':
        return this.#routes.to(this.#spots.aside(person, this.#shop.lanes))
      case 'leave':
        return this.#routes.to(errand.to)
    }
  }

  #set(person: Person, route: Route): void {
    const takesMs = (1000 * this.#routes.metres(route, person.x, person.y)) / person.pace
    person.steps = 0
    person.doing = { at: 'walking', route, untilMs: this.#nowMs + 1.5 * takesMs + PATIENCE }
  }

  #walk(person: Person, doing: Extract<Person['doing'], { at: 'walking' }>): void {
    const errand = person.errands[0]
    const isLate = this.#nowMs > doing.untilMs
    if (errand.kind === 'queue') this.#approach(person, errand.lane, doing, isLate)
    else if (errand.kind === 'leave' && this.#routes.metres(doing.route, person.x, person.y) < LEFT) this.#next(person)
    else if (this.#arrived(person, doing.route)) this.#settle(person, errand)
    else if (isLate && errand.kind === 'leave') this.#set(person, doing.route)
    else if (isLate) this.#settle(person, errand)
  }

  #settle(person: Person, errand: Errand): void {
    if (errand.kind === 'leave') {
      this.#next(person)
      return
    }
    const untilMs = this.#nowMs + (errand.kind === 'stop' ? errand.forMs : 0)
    const shelf = errand.kind === 'stop' ? this.#spots.shelfAt(person.x, person.y) : undefined
    const facing = shelf && Math.atan2(-openSide(shelf) * shelf.base.left[1], -openSide(shelf) * shelf.base.left[0])
    person.doing = { at: 'standing', spot: [person.x, person.y], untilMs, facing }
    if (errand.kind !== 'stop') return
    if (shelf) this.#shop.reaching.stand(person, shelf, this.#nowMs, untilMs)
    this.#shop.codes.show(errand.codes, this.#nowMs)
    if (errand.badgeAt) this.#shop.codes.badge(errand.badgeAt, this.#nowMs)
  }

  #next(person: Person): void {
    person.errands.shift()
    person.doing = { at: 'deciding' }
  }

  /** Walks to where the queue ends now; who finds no end of it in time does without. */
  #approach(person: Person, lane: Lane, doing: Extract<Person['doing'], { at: 'walking' }>, isLate: boolean): void {
    if (this.#shop.queues.join(person, lane, this.#nowMs)) {
      const place = this.#shop.queues.place(person, lane)
      person.doing = { at: 'queueing', lane, route: this.#shop.queues.wayTo(lane, place) }
    } else if (isLate) this.#next(person)
    else {
      const route = this.#shop.queues.end(lane)
      if (route.steps !== doing.route.steps) person.doing = { ...doing, route }
    }
  }

  #wait(person: Person, doing: Extract<Person['doing'], { at: 'queueing' }>): void {
    const errand = person.errands[0] as Extract<Errand, { kind: 'queue' }>
    const place = this.#shop.queues.place(person, doing.lane)
    doing.route = this.#shop.queues.wayTo(doing.lane, place)
    if (place > 0) return
    if (doing.untilMs === undefined && this.#arrived(person, doing.route)) {
      doing.untilMs = this.#nowMs + errand.serviceMs
      this.#shop.queues.serve(person, doing.lane, this.#nowMs)
      this.#shop.codes.show(errand.codes, this.#nowMs, doing.lane.zone)
    }
    if (doing.untilMs === undefined || this.#nowMs < doing.untilMs) return
    this.#shop.queues.leave(person, doing.lane, this.#nowMs)
    this.#next(person)
  }

  #arrived({ x, y, stuckMs }: Person, { goal }: Route): boolean {
    const distance = Math.hypot(goal[0] - x, goal[1] - y)
    return distance < ARRIVED || (stuckMs > 1000 && distance < 3 * ARRIVED)
  }
}
