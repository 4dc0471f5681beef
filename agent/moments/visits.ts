import type { Ms } from '../../config/units.ts'
import type { VisitId } from '../journey/fact.ts'
import type { Shares } from './chance.ts'
import type { DecidedBy } from './decided.ts'
import type { Between } from './rules.ts'

/** What the stage remembers of one visit. */
export interface Visit extends Between {
  /** Of what its optimism was drawn, and the least of what was asked for so far. */
  readonly shares: Shares
  optimism: number
  needed: number
  /** Whether the model was asked of them, a contact ever seemed worth it, and it ever said to approach them. */
  isAsked: boolean
  isPromising: boolean
  isApproached: boolean
  /** Where and as what the model was last asked of them, and how long they had been there. */
  at: string
  dwellSeconds: number
  /** Whether the model advises to leave them alone. */
  isLeft: boolean
  /** What was told last, where, and as what decided. */
  told: string
  toldBy: DecidedBy
}

/**
 * Visits that are open, and those that ended so lately that they may still turn out to be the beginning of another one. Of two that turn out to be
 * of one person, the one that goes on remembers what was between them and the staff in both, and what is said of the other is said of it.
 */
export class Visits {
  readonly #open = new Map<VisitId, Visit>()
  /** Oldest first. */
  readonly #over = new Map<VisitId, { readonly visit: Visit; readonly atMs: Ms }>()
  /** Of those that are part of another one, of which. */
  readonly #into = new Map<VisitId, VisitId>()

  /** An open one. */
  at(id: VisitId): Visit | undefined {
    return this.#open.get(id)
  }

  /** The one of which something is said, open or over. */
  of(id: VisitId): Visit | undefined {
    const whole = this.#into.get(id) ?? id
    return this.#open.get(whole) ?? this.#over.get(whole)?.visit
  }

  begin(id: VisitId, visit: Visit): void {
    this.#open.set(id, visit)
  }

  end(id: VisitId, atMs: Ms): void {
    const visit = this.#open.get(id)
    if (!visit) return
    this.#open.delete(id)
    this.#over.set(id, { visit, atMs })
  }

  /** They were one all the time. Whoever declined has declined, whoever is held back stays so, and the last contact is the later one. */
  unite(from: VisitId, into: VisitId): void {
    const [one, whole] = [this.of(from), this.of(into)]
    if (!one || !whole || one === whole) return
    whole.isDeclined ||= one.isDeclined
    whole.lastMs = later(whole.lastMs, one.lastMs)
    whole.advisedMs = later(whole.advisedMs, one.advisedMs)
    if (one.optimism < 0) whole.optimism = one.optimism
    whole.isAsked ||= one.isAsked
    whole.isPromising ||= one.isPromising
    whole.isApproached ||= one.isApproached
    const to = this.#into.get(into) ?? into
    for (const [part, of] of this.#into) if (of === from) this.#into.set(part, to)
    this.#into.set(from, to)
    this.#open.delete(from)
    this.#over.delete(from)
  }

  /** Forgets those that ended before. */
  forget(beforeMs: Ms): void {
    for (const [id, { atMs }] of this.#over) {
      if (atMs >= beforeMs) continue
      this.#over.delete(id)
      for (const [part, of] of this.#into) if (of === id) this.#into.delete(part)
    }
  }
}

/** The later of two times, of which each may be unknown. */
export function later(a: Ms | undefined, b: Ms | undefined): Ms | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}
