import type { Metres, Ms } from '../../config/units.ts'
import { type Lane, PLACE } from './furniture.ts'
import { at } from './geometry.ts'
import type { Person } from './person.ts'
import type { Route, Routes } from './routes.ts'
import type { Truth } from './truth.ts'

/** Who is this close to the end of a queue stands in it. */
const JOINS: Metres = 0.9

/** Who waits where, in order. Nobody has a place who has not come to the end of the queue. */
export class Queues {
  #routes: Routes
  readonly #truth: Truth | undefined
  readonly #waiting = new Map<Lane, Person[]>()
  readonly #ways = new Map<Lane, Route[]>()

  constructor(routes: Routes, truth: Truth | undefined) {
    this.#routes = routes
    this.#truth = truth
  }

  reroute(routes: Routes): void {
    this.#routes = routes
    this.#ways.clear()
  }

  isFull(lane: Lane): boolean {
    return this.#of(lane).length >= lane.places
  }

  /** The way to the end of the queue. */
  end(lane: Lane): Route {
    return this.#place(lane, Math.min(this.#of(lane).length, lane.places - 1))
  }

  /** Takes whoever has come to the end; false where they have not, or there is no room. */
  join(person: Person, lane: Lane, nowMs: Ms): boolean {
    const { goal } = this.end(lane)
    if (this.isFull(lane) || Math.hypot(goal[0] - person.x, goal[1] - person.y) > JOINS) return false
    this.#of(lane).push(person)
    this.#truth?.queued(person, lane.zone, 'joinedMs', nowMs)
    return true
  }

  /** The place of somebody who waits: 0 is the till. */
  place(person: Person, lane: Lane): number {
    return this.#of(lane).indexOf(person)
  }

  wayTo(lane: Lane, place: number): Route {
    return this.#place(lane, place)
  }

  serve(person: Person, lane: Lane, nowMs: Ms): void {
    this.#truth?.queued(person, lane.zone, 'servedMs', nowMs)
  }

  /** The first has been served and goes. */
  leave(person: Person, lane: Lane, nowMs: Ms): void {
    this.#of(lane).shift()
    this.#truth?.queued(person, lane.zone, 'leftMs', nowMs)
  }

  #place(lane: Lane, place: number): Route {
    let ways = this.#ways.get(lane)
    if (!ways) this.#ways.set(lane, (ways = []))
    return (ways[place] ??= this.#routes.to(at(lane.line, place * PLACE, 0)))
  }

  #of(lane: Lane): Person[] {
    let queue = this.#waiting.get(lane)
    if (!queue) this.#waiting.set(lane, (queue = []))
    return queue
  }
}
