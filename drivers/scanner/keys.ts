import type { Layout } from '../../config/scanners.ts'
import type { Ms } from '../../config/units.ts'
import { type Key, keysOf } from './layout.ts'
import { MAX_BYTES } from './lines.ts'

/**
 * A report of a keyboard in boot protocol (Device Class Definition for HID 1.11, appendix B.1):
 *
 *     [ modifiers | reserved | key | key | key | key | key | key ]      each key a usage of page 7, 0 where none is held
 */
const MODIFIERS = 0
const KEYS = 2
const REPORT_BYTES = 8
const SHIFT = 0x22
const ALT_GR = 0x40
/** Enter, Tab, and Enter of the keypad: what scanners send behind a code. */
const ENDS: ReadonlySet<number> = new Set([0x28, 0x2b, 0x58])
/** Usages below are no keys but say that too many are held. */
const FIRST_KEY = 0x04
/** Between two characters of one code a scanner leaves milliseconds. */
const GAP_MS = 1000

/** Codes out of the reports of a scanner that plays a keyboard: each key that goes down gives its character, Enter or Tab ends the code. */
export class Keys {
  readonly #keys: readonly (Key | undefined)[]
  #held: readonly number[] = []
  #text = ''
  #isTooLong = false
  #lastMs: Ms = 0

  constructor(layout: Layout) {
    this.#keys = keysOf(layout)
  }

  /**
   * The codes that ended in this report. One that stands behind the number of its report (9 bytes) is taken too; any other length is
   * of something else on the same device, and passed over.
   */
  take(report: Uint8Array, atMs: Ms): string[] {
    const from = report.length - REPORT_BYTES
    if (from !== 0 && from !== 1) return []
    if (atMs - this.#lastMs > GAP_MS) this.#forget()
    this.#lastMs = atMs
    const modifiers = report[from + MODIFIERS]!
    const down = [...report.subarray(from + KEYS)].filter(usage => usage >= FIRST_KEY)
    const fresh = down.filter((usage, i) => !this.#held.includes(usage) && down.indexOf(usage) === i)
    this.#held = down
    return fresh.flatMap(usage => this.#press(usage, modifiers))
  }

  #press(usage: number, modifiers: number): string[] {
    if (ENDS.has(usage)) {
      const text = this.#isTooLong ? '' : this.#text.trim()
      this.#forget()
      return text ? [text] : []
    }
    const key = this.#keys[usage]
    if (!key) return []
    this.#text += modifiers & ALT_GR ? key.altGr : modifiers & SHIFT ? key.shift : key.plain
    if (this.#text.length > MAX_BYTES) {
      this.#text = ''
      this.#isTooLong = true
    }
    return []
  }

  #forget(): void {
    this.#text = ''
    this.#isTooLong = false
  }
}
