import type { Config } from '../../config/config.ts'
import type { Metres, Ms } from '../../config/units.ts'
import type { Tracks } from '../tracking/tracks.ts'
import type { Reaching } from '../vision/overhead/reaching.ts'
import { Area } from './area.ts'
import { Darkness } from './darkness.ts'
import type { FloorFact, Found, PersonId, Quality, QueueFact, Trail } from './fact.ts'
import { Groups } from './groups.ts'
import type { Heat } from './heat.ts'
import { People } from './people.ts'
import type { Person } from './person.ts'
import { type Placed, PlacedBuffer } from './placed.ts'
import { type Plan, plan } from './plan.ts'
import { type Plane, planes } from './plane.ts'
import { type Reach, reachesOf } from './reach.ts'
import { Story } from './story.ts'
import { POINT } from './trail.ts'

/** Who was seen in a zone this shortly before stands there now. */
const STANDING_MS = 2000

/** The parts of the configuration that say what the floor looks like and how long somebody may be out of sight. */
export type FloorConfig = Pick<Config, 'floor' | 'cameras' | 'depth' | 'journey'>

/**
 * Tracks in, facts out: where people are on the floor plan and what that means. Facts come in order of `atMs` for each person.
 * The array that a method returns is valid until the next call.
 */
export class Floor {
  /** Hears of everybody who is seen again after the dark hid them. */
  onFound: (found: Found) => void = () => {}
  readonly #plan: Plan
  readonly #planes: ReadonlyMap<string, Plane>
  readonly #shelves: readonly string[]
  readonly #lostMs: Ms
  readonly #people: People
  readonly #darkness: Darkness
  readonly #placed = new PlacedBuffer()
  readonly #stories = new Map<PersonId, Story>()
  readonly #groups = new Groups()
  readonly #heat: Heat | undefined
  /** Whoever does not work here, in one pass. */
  readonly #visitors: Person[] = []
  readonly #areas: ReadonlyMap<string, Area>
  readonly #facts: (FloorFact | QueueFact)[] = []
  #nowMs: Ms = Number.NEGATIVE_INFINITY
  #untilMs: Ms = Number.POSITIVE_INFINITY

  /** With a heat map, whoever is on the floor leaves their time in it. Throws CALIBRATION_UNFIT. */
  constructor({ floor, cameras, depth, journey }: FloorConfig, heat?: Heat) {
    this.#heat = heat
    this.#plan = plan(floor)
    this.#areas = new Map(floor.zones.map(({ id, outline }) => [id, new Area(outline)]))
    this.#shelves = floor.shelves.map(({ id }) => id)
    this.#planes = planes(cameras, depth)
    this.#lostMs = journey.lostSeconds * 1000
    this.#darkness = new Darkness(this.#plan, journey.darkSeconds * 1000)
    this.#people = new People(journey, this.#plan, this.#darkness)
  }

  /** Takes one update of one sensor, which must be in the configuration; and whose hands it saw in which shelves. */
  place(sensor: string, tracks: Tracks, reaching?: Reaching): readonly (FloorFact | QueueFact)[] {
    const plane = this.#planes.get(sensor)
    if (!plane) throw new RangeError(`there is no camera or depth camera called ${sensor}`)
    this.#placed.project(tracks, plane)
    return this.put(sensor, this.#placed, reaching ? reachesOf(tracks, reaching) : [])
  }

  /** The same of a sensor whose tracks are placed already, such as one of another machine. */
  put(sensor: string, placed: Placed, reaches: readonly Reach[] = []): readonly (FloorFact | QueueFact)[] {
    this.#facts.length = 0
    this.#beginAnew(placed.atMs)
    this.#people.see(sensor, placed, this.#seen)
    for (const { track, shelf, hand, pictureMs } of reaches) {
      const person = this.#people.personOf(sensor, track)
      if (person) this.#stories.get(person)!.reach(this.#shelves[shelf], hand, placed.atMs, pictureMs)
    }
    this.#people.merge(placed.atMs, this.#merged)
    this.#pass(Math.min(placed.atMs, this.#untilMs))
    return this.#facts
  }

  /**
   * From here on updates take time on to this instant at most, and only {@link tick} takes it further: another sensor is later, and whom it
   * alone sees would be gone, and back with each of its updates.
   */
  wait(untilMs: Ms): void {
    this.#untilMs = untilMs
  }

  /** The sensor delivers nothing from here on: of whom it saw last nobody knows whether they are still there. */
  dark(sensor: string): void {
    this.#darkness.turn(sensor, true)
  }

  /** The sensor delivers again. */
  light(sensor: string): void {
    this.#darkness.turn(sensor, false)
  }

  /** Time passes: stays end, people are gone. Wanted at least once a second while no frames come. */
  tick(atMs: Ms): readonly (FloorFact | QueueFact)[] {
    this.#facts.length = 0
    this.#beginAnew(atMs)
    this.#pass(atMs)
    return this.#facts
  }

  /** Everybody is gone. */
  close(atMs: Ms): readonly (FloorFact | QueueFact)[] {
    this.#facts.length = 0
    const nowMs = Math.max(this.#nowMs, atMs)
    for (const person of this.#people.all()) this.#end(person, nowMs)
    return this.#facts
  }

  /** Where somebody has been so far, simplified; empty for somebody who is not here. */
  trailOf(person: PersonId): Trail {
    return this.#stories.get(person)?.trail ?? new Float64Array(0)
  }

  /** Whoever is on the floor now, and when each was seen last. */
  people(): Iterable<Pick<Person, 'id' | 'x' | 'y' | 'seenMs'>> {
    return this.#people.all()
  }

  /** Whether somebody works here, as far as is known. */
  isStaff(person: PersonId): boolean {
    return this.#stories.get(person)?.isStaff ?? false
  }

  /** The others with whom somebody came and walks, as far as is known; those who have left before are among them. */
  companionsOf(person: PersonId): readonly PersonId[] {
    return this.#groups.companions(person)
  }

  /** How much there is to what was said of somebody until now; undefined for somebody who is not here. */
  qualityOf(person: PersonId): Quality | undefined {
    const story = this.#stories.get(person)
    return story && { coverage: story.coverage, confidence: this.#people.trustOf(person) }
  }

  /** Whoever stands in a zone now, staff too. */
  standingIn(zone: string): PersonId[] {
    const area = this.#areas.get(zone)
    const there: PersonId[] = []
    for (const { id, x, y, seenMs } of this.#people.all())
      if (area?.contains(x, y) && this.#nowMs - seenMs <= STANDING_MS) there.push(id)
    return there
  }

  /** Whose track it is, if it is somebody's yet. */
  personOf(sensor: string, track: number): PersonId | undefined {
    return this.#people.personOf(sensor, track)
  }

  /** By which track a sensor follows somebody now, if by any. */
  trackOf(sensor: string, person: PersonId): number | undefined {
    return this.#people.trackOf(sensor, person)
  }

  /** Somebody works here. The facts say that, if it is news. */
  employ(person: PersonId): readonly (FloorFact | QueueFact)[] {
    this.#facts.length = 0
    this.#employ(person)
    return this.#facts
  }

  #employ(person: PersonId): void {
    this.#stories.get(person)?.employ(this.#facts as FloorFact[])
    this.#groups.exclude(person)
    this.#heat?.forget(person)
  }

  readonly #seen = (person: Person, x: Metres, y: Metres, atMs: Ms): void => {
    let story = this.#stories.get(person.id)
    if (!story) this.#stories.set(person.id, (story = new Story(this.#plan, person.id, atMs)))
    const was = story.isStaff
    const wasHidden = this.#darkness.found(person.id)
    if (wasHidden) this.#tellFound(person.id, story.trail, x, y, atMs)
    story.see(x, y, atMs, this.#facts as FloorFact[], person, wasHidden)
    if (!story.isStaff) this.#heat?.see(person.id, x, y, atMs)
    else if (!was) this.#employ(person.id)
  }

  #tellFound(person: PersonId, trail: Trail, x: Metres, y: Metres, atMs: Ms): void {
    if (trail.length < POINT) return
    const [lostX, lostY, lostMs] = trail.subarray(trail.length - POINT)
    this.onFound({ person, lostMs, lostX, lostY, atMs, x, y })
  }

  readonly #merged = (older: Person, younger: Person): void => {
    const nowMs = Math.max(this.#nowMs, younger.seenMs)
    if (this.#stories.get(younger.id)!.isStaff) this.#employ(older.id)
    this.#stories.get(younger.id)!.end(nowMs, this.#facts as FloorFact[], younger.trust, [], older.id)
    this.#groups.exclude(younger.id)
    this.#stories.delete(younger.id)
    if (this.#stories.get(older.id)?.isStaff) this.#heat?.forget(younger.id)
    else this.#heat?.merge(younger.id, older.id)
    this.#darkness.found(younger.id)
  }

  /**
   * Where time leaps back by more than somebody may be out of sight the clock was set, as it is in the tracker: everybody is
   * gone, as of when they were last seen, and the floor begins anew at the new time.
   */
  #beginAnew(atMs: Ms): void {
    if (!(this.#nowMs - atMs > this.#lostMs)) return
    for (const person of this.#people.all()) this.#end(person, this.#nowMs)
    this.#people.forget()
    this.#darkness.forget(atMs)
    this.#nowMs = atMs
  }

  #pass(atMs: Ms): void {
    this.#nowMs = Math.max(this.#nowMs, atMs)
    this.#darkness.pass(this.#people.all(), this.#nowMs)
    this.#visitors.length = 0
    for (const person of this.#people.all())
      if (this.#nowMs - person.seenMs - this.#darkness.hiddenMs(person) >= this.#lostMs) this.#end(person, this.#nowMs)
      else {
        const story = this.#stories.get(person.id)!
        if (!this.#darkness.hides(person)) story.tick(this.#nowMs, this.#facts as FloorFact[])
        if (!story.isStaff) this.#visitors.push(person)
      }
    this.#groups.look(this.#visitors, this.#nowMs)
    for (const { queue } of this.#plan.zones) {
      const fact = queue?.tick(this.#nowMs)
      if (fact) this.#facts.push(fact)
    }
  }

  #end(person: Person, nowMs: Ms): void {
    this.#stories.get(person.id)!.end(nowMs, this.#facts as FloorFact[], person.trust, this.companionsOf(person.id))
    this.#groups.gone(person.id, nowMs)
    this.#stories.delete(person.id)
    this.#heat?.end(person.id)
    this.#people.remove(person)
    this.#darkness.found(person.id)
  }
}
