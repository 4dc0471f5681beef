import type { Metres, Ms } from '../../config/units.ts'
import { AROUND, Field } from './field.ts'
import type { Plan } from './plan.ts'

/** Out of sight for no longer than this, nobody is missed. */
const BLINK_MS = 1000
/** A sensor that is silent is taken to be dark for so long; by then whoever reads it has said so, or it is only slow. */
const SILENT_MS = 6000

/** Of a square at the rim of its view a sensor sees some: as much as another only if it looked at people there this often in comparison. */
const AS_MUCH = 0.5

interface Eye {
  /** Where it has seen people. */
  readonly field: Field
  lastMs: Ms
  isDark: boolean
}

/** Somebody who may be out of sight. */
interface Somebody {
  readonly id: number
  readonly x: Metres
  readonly y: Metres
  readonly seenMs: Ms
}

/**
 * Which sensors see nothing, and who may be where they would be seen. A sensor that dies says nothing of the people before
 * it: the time during which they could have been seen stands still for them, up to a limit; unless all that
 * it has seen thereabouts is seen by others that deliver.
 */
export class Darkness {
  readonly #plan: Plan
  readonly #limitMs: Ms
  readonly #eyes = new Map<string, Eye>()
  /** For how long each has been hidden by the dark since they were last seen. */
  readonly #hiddenMs = new Map<number, Ms>()
  /** Whom the dark hides now. */
  readonly #held = new Set<number>()
  readonly #looks = [new Float64Array(AROUND), new Float64Array(AROUND), new Float64Array(AROUND)] as const
  #nowMs: Ms = Number.NEGATIVE_INFINITY

  constructor(plan: Plan, limitMs: Ms) {
    this.#plan = plan
    this.#limitMs = limitMs
  }

  /** The sensor delivers. */
  heard(sensor: string, atMs: Ms): void {
    this.#eye(sensor).lastMs = atMs
  }

  /** It saw somebody there. */
  saw(sensor: string, x: Metres, y: Metres): void {
    this.#eye(sensor).field.mark(x, y)
  }

  /** Whoever reads the sensor says that it delivers nothing, or delivers again. */
  turn(sensor: string, isDark: boolean): void {
    this.#eye(sensor).isDark = isDark
  }

  /** Time passes. */
  pass(persons: Iterable<Somebody>, nowMs: Ms): void {
    const forMs = Math.min(Math.max(0, nowMs - this.#nowMs), BLINK_MS)
    this.#nowMs = nowMs
    this.#held.clear()
    for (const person of persons) {
      const unseenMs = nowMs - person.seenMs
      if (unseenMs <= BLINK_MS) continue
      const cover = this.#cover(person)
      if (cover === 'none') continue
      this.#held.add(person.id)
      if (cover === 'silent') continue
      // That a sensor is dark is known a little later than it is.
      const hiddenMs = this.#hiddenMs.get(person.id) ?? Math.min(unseenMs, SILENT_MS) - forMs
      if (hiddenMs < this.#limitMs) this.#hiddenMs.set(person.id, hiddenMs + forMs)
      else this.#held.delete(person.id)
    }
  }

  /** Of the time since somebody was last seen, that in which the dark hid them. */
  hiddenMs(person: Somebody): Ms {
    return this.#hiddenMs.get(person.id) ?? 0
  }

  /** Whether the dark, or what may turn out to be it, hides them now. */
  hides(person: Somebody): boolean {
    return this.#held.has(person.id)
  }

  /** They are seen again, or gone. Answers whether they were hidden. */
  found(person: number): boolean {
    const wasHeld = this.#held.delete(person)
    return this.#hiddenMs.delete(person) || wasHeld
  }

  /** The clock was set: what was heard before says nothing. */
  forget(nowMs: Ms): void {
    this.#nowMs = nowMs
    this.#hiddenMs.clear()
    this.#held.clear()
    for (const eye of this.#eyes.values()) eye.lastMs = Number.NEGATIVE_INFINITY
  }

  /** What sees nothing where they would be seen, and where nothing else does. */
  #cover({ x, y }: Somebody): 'dark' | 'silent' | 'none' {
    const [dark, silent, live] = this.#looks
    dark.fill(0)
    silent.fill(0)
    live.fill(0)
    for (const { field, lastMs, isDark } of this.#eyes.values()) {
      const silentMs = this.#nowMs - lastMs
      if (isDark) field.around(x, y, dark)
      else if (silentMs <= BLINK_MS) field.around(x, y, live)
      else if (silentMs <= SILENT_MS) field.around(x, y, silent)
    }
    return isMissed(dark, live) ? 'dark' : isMissed(silent, live) ? 'silent' : 'none'
  }

  #eye(sensor: string): Eye {
    let eye = this.#eyes.get(sensor)
    if (!eye) {
      const { outline } = this.#plan
      eye = { field: new Field(outline), lastMs: Number.NEGATIVE_INFINITY, isDark: false }
      this.#eyes.set(sensor, eye)
    }
    return eye
  }
}

/** Whether there is a square in which the one has seen people and the other has not, or hardly. */
function isMissed(one: Float64Array, other: Float64Array): boolean {
  for (let i = 0; i < AROUND; i++) if (one[i] > 0 && other[i] < AS_MUCH * one[i]) return true
  return false
}
