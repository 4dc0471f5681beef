import type { Metres, Ms } from '../../config/units.ts'
import { Field } from './field.ts'
import type { Plan } from './plan.ts'

/** Out of sight for no longer than this, nobody is missed. */
const BLINK_MS = 1000
/** A sensor that is silent is taken to be dark for so long; by then whoever reads it has said so, or it is only slow. */
const SILENT_MS = 6000

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
 * it: the time during which they could have been seen stands still for them, up to a limit.
 */
export class Darkness {
  readonly #plan: Plan
  readonly #limitMs: Ms
  readonly #eyes = new Map<string, Eye>()
  /** For how long each has been hidden by the dark since they were last seen. */
  readonly #hiddenMs = new Map<number, Ms>()
  /** Whom the dark hides now. */
  readonly #held = new Set<number>()
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

  /** What sees nothing where they would be seen. */
  #cover({ x, y }: Somebody): 'dark' | 'silent' | 'none' {
    let cover: 'silent' | 'none' = 'none'
    for (const { field, lastMs, isDark } of this.#eyes.values()) {
      const silentMs = this.#nowMs - lastMs
      if (!isDark && (silentMs <= BLINK_MS || silentMs > SILENT_MS)) continue
      if (!field.holds(x, y)) continue
      if (isDark) return 'dark'
      cover = 'silent'
    }
    return cover
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
