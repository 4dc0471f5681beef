import type { Journey } from '../../config/tracking.ts'
import type { Metres, Ms } from '../../config/units.ts'
import { astray } from './astray.ts'
import { NEWCOMERS } from './chance.ts'
import type { Darkness } from './darkness.ts'
import { dissent } from './dissent.ts'
import { Doors } from './doors.ts'
import type { PersonId } from './fact.ts'
import { Joiner } from './join.ts'
import { Known } from './known.ts'
import { Person } from './person.ts'
import type { Placed } from './placed.ts'
import type { Plan } from './plan.ts'
import { Review } from './review.ts'
import { SPREAD } from './spread.ts'
import { Twins } from './twins.ts'

/** Further than this from the rectangle around the shop nobody is followed: there is the horizon, or the next building. */
const REACH_METRES: Metres = 10

/** Who begins to be seen beside somebody whom other sensors see has this long to turn out to be them: errors of boxes pass. */
const PATIENCE_MS = 2000
/** Younger than this, somebody without a track of their own was never there. */
const YOUNG_MS = 12_000

/** Told for each person that an update saw: where and when. */
export type Seen = (person: Person, x: Metres, y: Metres, atMs: Ms) => void

/**
 * Who is on the floor: tracks of all sensors, joined in metres. A track that counts is the person whom it continues or another
 * sensor already sees there (join.ts), and otherwise a new one. Where sensors come to contradict each other one is two
 * (dissent.ts); where two move as one they are one (twins.ts); a track that the other sensors show to be of somebody else is
 * theirs, and whoever has nothing left was their double or is out of sight (review.ts), or has begun to be seen anew (astray.ts).
 * A coasting track says nothing: it is a guess.
 */
export class People {
  readonly #plan: Plan
  readonly #doors: Doors
  readonly #darkness: Darkness
  readonly #persons = new Map<PersonId, Person>()
  readonly #known = new Map<string, Map<number, Known>>()
  readonly #spread = new Float64Array(SPREAD)
  readonly #fresh: Known[] = []
  readonly #joiner: Joiner
  readonly #twins = new Twins()
  readonly #review = new Review()
  /** Of this update: tracks that were seen and are somebody's. */
  readonly #theirs: Known[] = []
  /** Who turned out to have nothing of their own, and whose it is. */
  readonly #emptied: { readonly from: Person; readonly to: Person }[] = []
  #born = 0
  #update = 0

  constructor(rule: Journey, plan: Plan, darkness: Darkness) {
    this.#plan = plan
    this.#doors = new Doors(plan)
    this.#darkness = darkness
    this.#joiner = new Joiner(rule, plan.outline, darkness)
  }

  all(): IterableIterator<Person> {
    return this.#persons.values()
  }

  /** Whose track it is, if it is somebody's yet. */
  personOf(sensor: string, track: number): PersonId | undefined {
    return this.#known.get(sensor)?.get(track)?.person?.id
  }

  /** By which track a sensor follows somebody now, if by any. */
  trackOf(sensor: string, person: PersonId): number | undefined {
    return this.#persons.get(person)?.trackOf(sensor)
  }

  /** Probability that all the tracks that somebody is made of are of one person. */
  trustOf(person: PersonId): number {
    return this.#persons.get(person)?.trust ?? 1
  }

  remove(person: Person): void {
    this.#persons.delete(person.id)
    for (const known of this.#known.values())
      for (const track of known.values()) if (track.person === person) track.person = undefined
  }

  /** No track is known any more: whatever is seen is seen for the first time. */
  forget(): void {
    this.#known.clear()
  }

  /** Takes one update of one sensor. */
  see(sensor: string, placed: Placed, seen: Seen): void {
    let known = this.#known.get(sensor)
    if (!known) this.#known.set(sensor, (known = new Map()))
    this.#update++
    this.#darkness.heard(sensor, placed.atMs)
    this.#fresh.length = 0
    this.#theirs.length = 0
    for (let i = 0; i < placed.count; i++) this.#look(sensor, placed, i, known, seen)
    for (const [id, track] of known) if (track.update !== this.#update) this.#end(sensor, id, known)
    this.#adopt(sensor, placed.atMs, known, seen)
    this.#rearrange(sensor, placed.atMs)
  }

  /** Gives tracks to those whom they turn out to be. */
  #rearrange(sensor: string, atMs: Ms): void {
    this.#review.look(sensor, this.#theirs, this.#persons.values(), atMs)
    const { moved } = this.#review
    for (const { person } of moved) person!.lose(sensor)
    for (const track of moved) {
      const from = track.person!
      const to = track.rival!
      const { id, x, y, spread } = track as Known
      // Whatever they had of this sensor, and does not move by itself, begins anew.
      this.#part(to, sensor)
      track.person = to
      track.rival = undefined
      to.move(sensor, id, x, y, spread, atMs)
      // Whoever has been there for longer is somebody, out of sight for now.
      if (from.isInSight(atMs)) continue
      if (atMs - from.bornMs < YOUNG_MS) this.#emptied.push({ from, to })
      else from.isMisled = true
    }
  }

  /** Makes one of those who turn out to be one, the older of them, and tells who is gone for it. */
  merge(atMs: Ms, merged: (older: Person, younger: Person) => void): void {
    const unite = (older: Person, younger: Person, chance: number) => {
      if (!this.#persons.has(older.id) || !this.#persons.has(younger.id)) return
      for (const [sensor, known] of this.#known)
        for (const track of known.values()) {
          if (track.person !== younger) continue
          // Should an old track of theirs be seen again, it is somebody else.
          known.delete(older.trackOf(sensor) ?? 0)
          track.person = older
        }
      older.absorb(younger, chance)
      this.#persons.delete(younger.id)
      merged(older, younger)
    }
    for (const { from, to } of this.#emptied.splice(0)) {
      // Somebody may have been given another track since.
      if (from.isInSight(atMs)) continue
      if (from.id < to.id) unite(from, to, 1)
      else unite(to, from, 1)
    }
    astray(this.#persons, this.#plan.outline, atMs, (lost, begun) => unite(lost, begun, 1))
    this.#twins.find(this.#persons.values(), atMs, unite)
  }

  #look(sensor: string, placed: Placed, i: number, known: Map<number, Known>, seen: Seen): void {
    const id = placed.id[i]
    let track = known.get(id)
    if (track) track.update = this.#update
    if (placed.seen[i] === 0) return
    const x = placed.x[i]
    const y = placed.y[i]
    if (!this.#plan.outline.near(x, y, REACH_METRES)) return
    const { atMs } = placed
    for (let k = 0; k < SPREAD; k++) this.#spread[k] = placed.spread[i * SPREAD + k]
    if (track?.person && this.#follow(track.person, sensor, id, x, y, placed.trust[i], atMs, seen)) {
      track.look(x, y, this.#spread, atMs)
      this.#theirs.push(track)
      return
    }
    if (!track || track.person || track.firstMs === Number.POSITIVE_INFINITY) {
      const soonestMs = track ? atMs + PATIENCE_MS : Number.NEGATIVE_INFINITY
      track = new Known(id, x, y, atMs, this.#doors.newcomers(x, y), soonestMs, this.#update)
      known.set(id, track)
    }
    if (atMs > track.firstMs) track.encounters.see(placed.trust[i], atMs)
    if (placed.confirmed[i] === 0) return
    track.slide(atMs)
    track.look(x, y, this.#spread, atMs)
    this.#fresh.push(track)
  }

  /** The person goes where their track does. False where it turns out to be somebody else's. */
  #follow(
    person: Person,
    sensor: string,
    id: number,
    x: Metres,
    y: Metres,
    trust: number,
    atMs: Ms,
    seen: Seen,
  ): boolean {
    const mine = person.sightingOf(sensor)!
    const verdict = dissent(person, mine, x, y, this.#spread, atMs)
    if (verdict === 'doubted') {
      // What is not believed for now is no place of theirs, but the sensor still has them.
      mine.look(x, y, this.#spread, atMs)
      return true
    }
    if (verdict === mine) {
      person.lose(sensor)
      return false
    }
    if (verdict !== 'agrees') this.#part(person, verdict.sensor)
    this.#darkness.saw(sensor, x, y)
    // Who is seen by others as well would be told apart by them.
    if (!person.inSightOfOthers(sensor, atMs)) person.encounters.see(trust, atMs)
    person.move(sensor, id, x, y, this.#spread, atMs)
    seen(person, person.x, person.y, atMs)
    return true
  }

  /** What this sensor follows is not the person: it begins anew with its next look. */
  #part(person: Person, sensor: string): void {
    const track = this.#known.get(sensor)?.get(person.trackOf(sensor) ?? 0)
    if (track) {
      track.person = undefined
      track.firstMs = Number.POSITIVE_INFINITY
    }
    person.lose(sensor)
  }

  /** Gives each new track its person. */
  #adopt(sensor: string, atMs: Ms, known: Map<number, Known>, seen: Seen): void {
    if (this.#fresh.length === 0) return
    this.#joiner.join(this.#fresh, this.#persons.values(), sensor, atMs)
    for (let i = 0; i < this.#fresh.length; i++) {
      const track = this.#fresh[i]
      const joined = this.#joiner.personOf(i)
      if (!joined && (atMs < track.soonestMs || (this.#joiner.isNear(i) && atMs - track.firstMs < PATIENCE_MS)))
        continue
      const person = joined ?? this.#bear(track)
      if (!person.isInSight(atMs)) person.encounters.join(track.encounters, this.#joiner.chanceOf(i))
      const old = person.trackOf(sensor)
      // Should the old track be seen again, it is somebody else.
      if (old !== undefined) known.delete(old)
      track.person = person
      const { id, firstX, firstY, firstMs, x, y, spread } = track
      if (!joined || (firstMs < atMs && firstMs > person.seenMs)) {
        person.move(sensor, id, firstX, firstY, spread, firstMs)
        seen(person, person.x, person.y, firstMs)
        if (firstMs === atMs) continue
      }
      person.move(sensor, id, x, y, spread, atMs)
      seen(person, person.x, person.y, atMs)
    }
  }

  #bear({ firstMs, newcomers }: Known): Person {
    const person = new Person(++this.#born, firstMs, newcomers === NEWCOMERS.door)
    this.#persons.set(person.id, person)
    return person
  }

  #end(sensor: string, id: number, known: Map<number, Known>): void {
    known.get(id)?.person?.lose(sensor)
    known.delete(id)
  }
}
