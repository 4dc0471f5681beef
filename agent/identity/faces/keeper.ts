import type { Ms } from '../../../config/units.ts'
import type { Bearer } from '../permit.ts'

/**
 * Whoever says whether somebody's face may be embedded now. The gate is one; what embeds the public photographs that recognition is
 * judged by is the other; there is no third, and nothing that merely looks like one will do (a test sees to both).
 */
export abstract class Keeper<Given extends object> {
  readonly #isKeeper = true

  /** Whether a value allows a bearer's face to be embedded now. */
  abstract holds(value: unknown, bearer: Bearer, nowMs: Ms): value is Given

  static is(value: object): boolean {
    return #isKeeper in value && value.#isKeeper
  }
}
