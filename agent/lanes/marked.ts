import type { Ms } from '../../config/units.ts'
import type { Outcome } from '../identity/gallery/recogniser.ts'
import type { Bearer } from '../identity/permit.ts'

/** Whoever was not seen in a lane for so long is somebody new there. */
const FORGET_MS: Ms = 600_000
/** A face that was nobody's so often stays nobody's: each further look would only be one more chance to be taken for a member. */
const TRIES = 3

export interface Around {
  /** Zones that are marked lanes, where whoever stands may be looked at. */
  readonly lanes: readonly string[]
  readonly permitMs: Ms
  readonly standingIn: (zone: string) => readonly Bearer[]
  /** Asks the gate for somebody in a lane. */
  readonly ask: (zone: string, bearer: Bearer, nowMs: Ms) => void
}

interface Known {
  seenMs: Ms
  /** Until when they are not asked for again. */
  untilMs: Ms
  misses: number
  /** Whether that is counted already of what was asked last: with several purposes the same face is looked at for each. */
  isMissed: boolean
}

/** Who stands in marked lanes, and of whom it is to be asked there: once a permit, until they are recognised or it is clear that they are not. */
export class Marked {
  readonly #around: Around
  readonly #known = new Map<number, Known>()

  constructor(around: Around) {
    this.#around = around
  }

  /** Time passes. */
  tick(nowMs: Ms): void {
    const { lanes, permitMs, standingIn, ask } = this.#around
    for (const [track, { seenMs }] of this.#known) if (nowMs - seenMs > FORGET_MS) this.#known.delete(track)
    for (const lane of lanes)
      for (const bearer of standingIn(lane)) {
        const known = this.#known.get(bearer.track) ?? {
          seenMs: nowMs,
          untilMs: Number.NEGATIVE_INFINITY,
          misses: 0,
          isMissed: false,
        }
        this.#known.set(bearer.track, known)
        known.seenMs = nowMs
        if (nowMs < known.untilMs) continue
        known.untilMs = nowMs + permitMs
        known.isMissed = false
        ask(lane, bearer, nowMs)
      }
  }

  /** What became of somebody who was asked for. */
  settle({ track }: Bearer, outcome: Outcome): void {
    const known = this.#known.get(track)
    if (!known) return
    if ((outcome === 'nobody' || outcome === 'refused') && !known.isMissed) {
      known.misses++
      known.isMissed = true
    }
    if (outcome === 'recognised' || known.misses >= TRIES) known.untilMs = Number.POSITIVE_INFINITY
  }
}
