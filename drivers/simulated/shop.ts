import type { Floor } from '../../config/floor.ts'
import type { Change } from '../../config/simulation.ts'
import type { Ms } from '../../config/units.ts'
import { Arrivals, doorstep } from './arrivals.ts'
import { type CodeScanned, Codes } from './codes.ts'
import { type Furniture, furnish, moved } from './furniture.ts'
import { area, contains } from './geometry.ts'
import { Lives } from './lives.ts'
import { born, type Newcomer, type Person } from './person.ts'
import { type Burst, Phones } from './phones.ts'
import { Queues } from './queues.ts'
import { Random } from './random.ts'
import { Reaching } from './reaching.ts'
import { Routes } from './routes.ts'
import type { Scene } from './scene.ts'
import { Spots } from './spots.ts'
import { Staff } from './staff.ts'
import { steer } from './steering.ts'
import type { Truth } from './truth.ts'

/** Length of one step of the shop's clock. */
export const STEP: Ms = 20
/** Square metres to each shopper; a fuller shop lets nobody in. */
const ROOM = 2.5

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
  readonly #lives: Lives
  readonly #floor: Floor
  readonly #startMs: Ms
  /** Still to come. */
  readonly #moves: Move[]
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
    this.#lives = new Lives(this.#routes, this.#spots, {
      people: this.people,
      queues: this.#queues,
      reaching: this.#reaching,
      staff: this.#staff,
      codes: this.#codes,
      lanes: floor.zones.filter(({ kind }) => kind === 'queue').map(({ outline }) => outline),
    })
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
    for (const person of this.people) this.#lives.live(person, now)
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
    this.#lives.reroute(this.#routes, this.#spots, this.#nowMs)
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
