import type { Floor } from '../../config/floor.ts'
import type { Polygon } from '../../config/shapes.ts'
import type { Change } from '../../config/simulation.ts'
import type { Metres, Ms } from '../../config/units.ts'
import { Arrivals, doorstep } from './arrivals.ts'
import { type CodeScanned, Codes } from './codes.ts'
import { isReady } from './company.ts'
import { type Furniture, furnish, type Lane, moved, openSide } from './furniture.ts'
import { area, contains } from './geometry.ts'
import { born, type Errand, type Newcomer, type Person } from './person.ts'
import { type Burst, Phones } from './phones.ts'
import { Queues } from './queues.ts'
import { Random } from './random.ts'
import { Reaching } from './reaching.ts'
import { type Route, Routes } from './routes.ts'
import type { Scene } from './scene.ts'
import { Spots } from './spots.ts'
import { Staff } from './staff.ts'
import { steer } from './steering.ts'
import type { Truth } from './truth.ts'

/** Length of one step of the shop's clock. */
export const STEP: Ms = 20
/** Square metres to each shopper; a fuller shop lets nobody in. */
const ROOM = 2.5
const ARRIVED: Metres = 0.2
/** Who leaves is out of sight this far from the end of the street. */
const LEFT: Metres = 1
/** Who needs so much longer than the way takes stays where they are. */
const PATIENCE: Ms = 20_000

type Move = Extract<Change, { kind: 'shelf' }>

/** A shop with people in it, step by step from its seed: the same scene gives the same shop, however it is asked for. */
export class Shop {
  /** Whoever is in the shop or before it now. */
  readonly people: Person[] = []
  /** Another list as soon as something has been moved. */
  furniture: readonly Furniture[]
  /** What phones sent, and what was scanned, in the last advance. */
  readonly bursts: Burst[] = []
  readonly scans: CodeScanned[] = []
  #routes: Routes
  #spots: Spots
  readonly #queues: Queues
  readonly #arrivals: Arrivals
  readonly #reaching: Reaching
  readonly #staff: Staff
  readonly #phones: Phones
  readonly #codes: Codes
  readonly #floor: Floor
  readonly #startMs: Ms
  /** Still to come. */
  readonly #moves: Move[]
  readonly #lanes: readonly Polygon[]
  readonly #random: Random
  readonly #companies = new Map<number, Person[]>()
  readonly #truth: Truth | undefined
  readonly #capacity: number
  #nowMs: Ms

  /** `truth` is told of every step, where somebody wants to know. */
  constructor(scene: Scene, truth?: Truth) {
    const { simulation, floor, startMs } = scene
    this.#floor = floor
    this.#moves = simulation.changes
      .filter(change => change.kind === 'shelf')
      .toSorted((a, b) => a.atSeconds - b.atSeconds)
    this.#startMs = startMs
    const random = (stream: string) => new Random(simulation.seed, stream)
    this.furniture = furnish(floor)
    this.#random = random('people')
    this.#routes = new Routes(floor, this.furniture)
    const wayOut = this.#routes.to(doorstep(floor))
    this.#spots = new Spots(this.#routes, wayOut, this.people, this.furniture, this.#random)
    this.#queues = new Queues(this.#routes, truth)
    this.#arrivals = new Arrivals(simulation, floor, this.#routes, random('arrivals'), startMs)
    this.#reaching = new Reaching(floor.shelves, random('reaching'), truth)
    this.#staff = new Staff(scene, this.#routes, wayOut, random('staff'))
    this.#phones = new Phones(simulation.phoneShare, random('phones'))
    this.#codes = new Codes(scene, random('codes'))
    this.#lanes = floor.zones.filter(({ kind }) => kind === 'queue').map(({ outline }) => outline)
    this.#capacity = Math.max(2, Math.floor(area(floor.outline) / ROOM))
    this.#truth = truth
    this.#nowMs = startMs
    for (const newcomer of this.#staff.begin()) this.#admit(newcomer)
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
    const coming = this.#coming()
    while (this.#moves.length > 0 && this.#startMs + 1000 * this.#moves[0].atSeconds <= now)
      this.#move(this.#moves.shift()!)
    for (const newcomer of this.#arrivals.until(now, coming >= this.#capacity, coming)) this.#admit(newcomer)
    for (const person of this.people) this.#live(person)
    this.#reaching.move(now)
    steer(this.people, this.#routes, STEP / 1000, this.#random)
    this.#phones.send(now, this.bursts)
    this.#codes.read(now, this.scans)
    for (const person of this.people) this.#truth?.see(person, now)
    this.#forget()
  }

  /** Everybody looks for another way round what has been moved; who stands in it gets out of it. */
  #move({ shelf, by }: Move): void {
    this.furniture = this.furniture.map(piece => (piece.shelf === shelf ? moved(piece, by) : piece))
    this.#routes = new Routes(this.#floor, this.furniture)
    this.#spots = new Spots(
      this.#routes,
      this.#routes.to(doorstep(this.#floor)),
      this.people,
      this.furniture,
      this.#random,
    )
    this.#queues.reroute(this.#routes)
    this.#staff.reroute(this.#routes, this.#routes.to(doorstep(this.#floor)))
    this.#arrivals.reroute(this.#routes)
    for (const person of this.people)
      if (person.doing.at === 'walking') this.#set(person, this.#routes.to(person.doing.route.goal))
  }

  #admit(newcomer: Newcomer): void {
    let company = this.#companies.get(newcomer.group)
    if (!company) this.#companies.set(newcomer.group, (company = []))
    const person = born(newcomer, this.#random, company)
    this.people.push(person)
    this.#phones.give(person, this.#nowMs)
  }

  /** Shoppers who are in the shop or on their way to it. */
  #coming(): number {
    let count = 0
    for (const { x, y, role, errands } of this.people)
      if (
        role !== 'staff' &&
        role !== 'passer' &&
        (errands[0]?.kind !== 'leave' || contains(this.#floor.outline, x, y))
      )
        count++
    return count
  }

  #live(person: Person): void {
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
    if (person.role === 'staff' && person.errands.length === 0) person.errands.push(this.#staff.next(this.people))
    const errand = person.errands[0]
    if (!errand) person.doing = { at: 'gone' }
    else this.#set(person, this.#wayTo(errand, person))
  }

  #wayTo(errand: Errand, person: Person): Route {
    switch (errand.kind) {
      case 'queue':
        return this.#queues.end(errand.lane)
      case 'stop':
        return this.#routes.to(this.#spots.within(errand.outline, person))
      case 'gather':
        return this.#routes.to(this.#spots.aside(person, this.#lanes))
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
    if (shelf) this.#reaching.stand(person, shelf, this.#nowMs, untilMs)
    this.#codes.show(errand.codes, this.#nowMs)
    if (errand.badgeAt) this.#codes.badge(errand.badgeAt, this.#nowMs)
  }

  #next(person: Person): void {
    person.errands.shift()
    person.doing = { at: 'deciding' }
  }

  /** Walks to where the queue ends now; who finds no end of it in time does without. */
  #approach(person: Person, lane: Lane, doing: Extract<Person['doing'], { at: 'walking' }>, isLate: boolean): void {
    if (this.#queues.join(person, lane, this.#nowMs)) {
      const place = this.#queues.place(person, lane)
      person.doing = { at: 'queueing', lane, route: this.#queues.wayTo(lane, place) }
    } else if (isLate) this.#next(person)
    else {
      const route = this.#queues.end(lane)
      if (route.steps !== doing.route.steps) person.doing = { ...doing, route }
    }
  }

  #wait(person: Person, doing: Extract<Person['doing'], { at: 'queueing' }>): void {
    const errand = person.errands[0] as Extract<Errand, { kind: 'queue' }>
    const place = this.#queues.place(person, doing.lane)
    doing.route = this.#queues.wayTo(doing.lane, place)
    if (place > 0) return
    if (doing.untilMs === undefined && this.#arrived(person, doing.route)) {
      doing.untilMs = this.#nowMs + errand.serviceMs
      this.#queues.serve(person, doing.lane, this.#nowMs)
      this.#codes.show(errand.codes, this.#nowMs, doing.lane.zone)
    }
    if (doing.untilMs === undefined || this.#nowMs < doing.untilMs) return
    this.#queues.leave(person, doing.lane, this.#nowMs)
    this.#next(person)
  }

  #arrived({ x, y, stuckMs }: Person, { goal }: Route): boolean {
    const distance = Math.hypot(goal[0] - x, goal[1] - y)
    return distance < ARRIVED || (stuckMs > 1000 && distance < 3 * ARRIVED)
  }

  #forget(): void {
    let kept = 0
    for (const person of this.people) {
      if (person.doing.at !== 'gone') this.people[kept++] = person
      else {
        this.#truth?.gone(person, this.#nowMs)
        this.#phones.take(person)
        person.company.splice(person.company.indexOf(person), 1)
        if (person.company.length === 0) this.#companies.delete(person.group)
      }
    }
    this.people.length = kept
  }
}
