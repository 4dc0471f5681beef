import { createHash, randomBytes } from 'node:crypto'
import type { Ms } from '../../config/units.ts'
import { REPEAT_MS } from './codes.ts'

/**
 * Which codes are before one camera. Several may be at once, each at every look: a code is new where it was out of sight for as long
 * as two readings of a scanner are apart that are two scans. The text is kept as a keyed digest, and the key only as long as this
 * object.
 */
export class Sight {
  readonly #seenMs = new Map<string, Ms>()
  readonly #key = randomBytes(16)

  /** Whether a code that is seen now comes into sight. */
  comes(text: string, atMs: Ms): boolean {
    // Where the clock was set back, everything begins anew.
    for (const [code, seenMs] of this.#seenMs) if (Math.abs(atMs - seenMs) >= REPEAT_MS) this.#seenMs.delete(code)
    const code = createHash('sha256').update(this.#key).update(text).digest('base64')
    const isNew = !this.#seenMs.has(code)
    this.#seenMs.set(code, atMs)
    return isNew
  }
}
