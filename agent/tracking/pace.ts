import { RESTLESS } from './noise.ts'

/** The bounds of what may be learned: sizes / s^1.5. */
const CALMEST = 0.25
const WILDEST = 1.25
/** Over so many measurements it is learned. */
const MANY = 1000
/** One measurement tells no more than so much. */
const MOST = 3

/**
 * How restless the people before one sensor are. A filter that fits leaves surprises that do not depend on each other (Mehra 1970):
 * where one surprise follows another in the same direction the filter lags behind, where they alternate it runs after noise. So
 * shoppers before a jittery detector and dancers before a perfect one are followed by the same rules.
 */
export class Pace {
  /** Sizes / s^1.5. */
  restless = RESTLESS

  /** `before` and `now` are surprises of one track, one after the other, in standard deviations, along x and y. */
  learn(beforeX: number, beforeY: number, nowX: number, nowY: number): void {
    const alike = Math.max(-MOST, Math.min(MOST, beforeX * nowX + beforeY * nowY))
    this.restless = Math.max(CALMEST, Math.min(WILDEST, this.restless * Math.exp(alike / MANY)))
  }
}
