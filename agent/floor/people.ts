import type { Journey } from '../../config/tracking.ts'
import type { Metres, Ms } from '../../config/units.ts'
import type { Tracks } from '../tracking/tracks.ts'
import type { Area } from './area.ts'
import type { PersonId } from './fact.ts'
import { type First, type Fresh, join } from './join.ts'
import { Person } from './person.ts'
import { footOf, type Plane } from './plane.ts'

/** Further than this from the rectangle around the shop nobody is followed: there is the horizon, or the next building. */
const REACH_METRES: Metres = 10

/** A track of a sensor, and whose it is. */
interface Known extends First {
  person: Person | undefined
  /** The update that last held it. */
  update: number
}

/** Told for each person that an update saw: where and when. */
export type Seen = (person: Person, x: Metres, y: Metres, atMs: Ms) => void

/**
 * Who is on the floor: tracks of all sensors, joined in metres. A track that counts is the person whom it continues or another
 * sensor already sees there (join.ts), and otherwise a new one. A coasting track says nothing: it is a guess.
 */
export class People {
  readonly #rule: Journey
  readonly #outline: Area
  readonly #persons = new Map<PersonId, Person>()
  readonly #known = new Map<string, Map<number, Known>>()
  readonly #spot = new Float64Array(2)
  readonly #fresh: (Fresh & { readonly track: Known })[] = []
  #born = 0
  #update = 0

  constructor(rule: Journey, outline: Area) {
    this.#rule = rule
    this.#outline = outline
  }

  all(): IterableIterator<Person> {
    return this.#persons.values()
  }

  /** Whose track it is, if it is somebody's yet. */
  personOf(sensor: string, track: number): PersonId | undefined {
    return this.#known.get(sensor)?.get(track)?.person?.id
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
  see(sensor: string, tracks: Tracks, plane: Plane, seen: Seen): void {
    let known = this.#known.get(sensor)
    if (!known) this.#known.set(sensor, (known = new Map()))
    this.#update++
    this.#fresh.length = 0
    for (let i = 0; i < tracks.count; i++) this.#look(sensor, tracks, i, plane, known, seen)
    for (const [id, track] of known) if (track.update !== this.#update) this.#end(sensor, id, known)
    this.#adopt(sensor, tracks.atMs, known, seen)
  }

  #look(sensor: string, tracks: Tracks, i: number, plane: Plane, known: Map<number, Known>, seen: Seen): void {
    const id = tracks.id[i]
    let track = known.get(id)
    if (track) track.update = this.#update
    if (tracks.detection[i] < 0 || !footOf(plane, tracks.box, i, this.#spot)) return
    const [x, y] = this.#spot
    if (!this.#outline.near(x, y, REACH_METRES)) return
    const { atMs } = tracks
    const person = track?.person
    if (person?.agrees(sensor, x, y, atMs)) {
      person.move(sensor, id, x, y, atMs)
      seen(person, person.x, person.y, atMs)
      return
    }
    person?.lose(sensor)
    if (!track || person) {
      track = { firstMs: atMs, firstX: x, firstY: y, person: undefined, update: this.#update }
      known.set(id, track)
    }
    if (tracks.confirmed[i]) this.#fresh.push({ id, x, y, atMs, track })
  }

  /** Gives each new track its person. */
  #adopt(sensor: string, atMs: Ms, known: Map<number, Known>, seen: Seen): void {
    if (this.#fresh.length === 0) return
    const joined = join(this.#fresh, this.#persons.values(), sensor, atMs, this.#rule, this.#outline)
    for (let i = 0; i < this.#fresh.length; i++) {
      const { id, x, y, track } = this.#fresh[i]
      const person = joined[i] ?? this.#bear(track)
      const old = person.trackOf(sensor)
      // Should the old track be seen again, it is somebody else.
      if (old !== undefined) known.delete(old)
      track.person = person
      if (track.firstMs < atMs && (!joined[i] || track.firstMs > person.seenMs)) {
        person.move(sensor, id, track.firstX, track.firstY, track.firstMs)
        seen(person, person.x, person.y, track.firstMs)
      }
      person.move(sensor, id, x, y, atMs)
      seen(person, person.x, person.y, atMs)
    }
  }

  #bear(track: Known): Person {
    const person = new Person(++this.#born, track.firstX, track.firstY, track.firstMs)
    this.#persons.set(person.id, person)
    return person
  }

  #end(sensor: string, id: number, known: Map<number, Known>): void {
    known.get(id)?.person?.lose(sensor)
    known.delete(id)
  }
}
