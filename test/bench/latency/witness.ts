import type { Event } from '../../../agent/events/contract.ts'
import { idOf } from '../../../agent/events/wire.ts'
import { Floor } from '../../../agent/floor/floor.ts'
import { Taps } from '../../../agent/lanes/taps.ts'
import { Outbox } from '../../../agent/publish/outbox.ts'
import { Window } from '../../../agent/publish/window.ts'
import type { Ms } from '../../../config/units.ts'
import { now } from '../../../drivers/clock.ts'

/** What became of an event, by a clock that only goes on, milliseconds. `arrivedMs` and `followedMs` are of the picture that caused it. */
export interface Told {
  readonly type: string
  readonly arrivedMs: number
  readonly followedMs: number
  readonly appendedMs: number
  storedMs: number
  acknowledgedMs: number
}

/** A picture, from when the daemon had it until the people in it were found and followed. */
export interface Seen {
  readonly arrivedMs: number
  followedMs: number
  /** How long after the time that it bears it arrived. */
  readonly lateMs: Ms
}

/** Pictures of one camera that are remembered: the first wait until the detector is loaded. */
const UNDER_WAY = 1000

/**
 * Looks on from outside while the daemon runs in this process: each of its parts is called as ever, and it is noted when. What a picture
 * causes is told before anything else runs, once its people are found; what is told at other times, the clock or the agent caused.
 */
export class Witness {
  readonly told = new Map<string, Told>()
  readonly pictures = new Map<string, Seen[]>()
  /** Events that no picture caused. */
  others = 0
  readonly #underWay = new Map<string, Map<Ms, Seen>>()
  readonly #waiting = new Map<number, Told>()
  readonly #originals = {
    tapped: Taps.prototype.tapped,
    place: Floor.prototype.place,
    read: Outbox.prototype.read,
    acknowledge: Window.prototype.acknowledge,
  }
  #cause: Seen | undefined

  /** Begins to look on. Until {@link close}, one at a time. */
  constructor() {
    const { tapped, place, read, acknowledge } = this.#originals
    const witness = this
    Taps.prototype.tapped = function (source) {
      const original = tapped.call(this, source)
      return {
        id: original.id,
        async *open(signal) {
          for await (const frame of original.open(signal)) {
            witness.#arrived(original.id, frame.atMs)
            yield frame
          }
        },
      }
    }
    Floor.prototype.place = function (sensor, tracks, reaching) {
      witness.#followed(sensor, tracks.atMs)
      return place.call(this, sensor, tracks, reaching)
    }
    // The publisher asks as soon as something is on the disk, and gets nothing before.
    Outbox.prototype.read = function (after, limit) {
      const entries = read.call(this, after, limit)
      const atMs = performance.now()
      for (const entry of entries) {
        const told = witness.told.get(idOf(entry))
        if (!told || told.storedMs > 0) continue
        told.storedMs = atMs
        witness.#waiting.set(entry.position, told)
      }
      return entries
    }
    Window.prototype.acknowledge = function (position) {
      const told = witness.#waiting.get(position)
      if (told) told.acknowledgedMs = performance.now()
      witness.#waiting.delete(position)
      acknowledge.call(this, position)
    }
  }

  /** To be called with each event, when it has got its number. */
  hear({ id, type }: Event): void {
    const cause = this.#cause
    if (!cause) this.others++
    else this.told.set(id, { type, ...cause, appendedMs: performance.now(), storedMs: 0, acknowledgedMs: 0 })
  }

  close(): void {
    const { tapped, place, read, acknowledge } = this.#originals
    Taps.prototype.tapped = tapped
    Floor.prototype.place = place
    Outbox.prototype.read = read
    Window.prototype.acknowledge = acknowledge
  }

  #arrived(camera: string, atMs: Ms): void {
    const seen = { arrivedMs: performance.now(), followedMs: Number.NaN, lateMs: now() - atMs }
    const underWay = this.#underWay.get(camera) ?? new Map<Ms, Seen>()
    this.#underWay.set(camera, underWay.set(atMs, seen))
    for (const old of underWay.keys()) {
      if (underWay.size <= UNDER_WAY) break
      underWay.delete(old)
    }
    const pictures = this.pictures.get(camera) ?? []
    this.pictures.set(camera, pictures)
    pictures.push(seen)
  }

  #followed(camera: string, atMs: Ms): void {
    const seen = this.#underWay.get(camera)?.get(atMs)
    if (!seen) throw new Error(`${camera} was followed at ${atMs} and never arrived`)
    seen.followedMs = performance.now()
    this.#cause = seen
    queueMicrotask(() => (this.#cause = undefined))
  }
}
