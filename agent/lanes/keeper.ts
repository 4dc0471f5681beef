import { existsSync } from 'node:fs'
import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { type Books, openBooks } from '../identity/gallery/books.ts'

/** How often all who are in the gallery are looked through, whatever happened and whenever the next consent ends. */
const ALL_MS: Ms = 60_000
/** After a failure it is not tried again for so long. */
const RETRY_MS: Ms = 10_000
/** So many entries of the log are read at a time. */
const READ = 200

/**
 * Keeps nobody in the gallery whose consent is taken back or over: within a second or two while the agent runs (where it was given
 * meanwhile and is over already, within a minute), at the next start otherwise; at every privacy level, with a broker or without.
 * And finishes what other programs began and left.
 */
export class Keeper {
  readonly #config: Config
  readonly #warn: (fault: Fault) => void
  #books: Books | undefined
  #heard = 0
  #nextMs = Number.NEGATIVE_INFINITY
  #retryMs = Number.NEGATIVE_INFINITY
  #said = ''
  #running: Promise<void> | undefined

  constructor(config: Config, warn: (fault: Fault) => void) {
    this.#config = config
    this.#warn = warn
  }

  /**
   * Time passes. Resolves when everybody who had to be erased by now is. What is over by `nowMs` but not by `sureMs` is not erased yet: a
   * clock can be set back, and an erasure cannot.
   */
  tick(nowMs: Ms, sureMs = nowMs): Promise<void> {
    this.#running ??= this.#look(nowMs, Math.min(nowMs, sureMs)).finally(() => (this.#running = undefined))
    return this.#running
  }

  /** Gallery and ledger, opened and begun where they are not there yet. @throws what {@link openBooks} throws */
  books(): Books {
    this.#books ??= openBooks(this.#config)
    return this.#books
  }

  async close(): Promise<void> {
    await this.#running
    this.#books?.close()
    this.#books = undefined
  }

  async #look(nowMs: Ms, sureMs: Ms): Promise<void> {
    const { identity } = this.#config
    if (!identity || sureMs < this.#retryMs || (!this.#books && !existsSync(identity.gallery.path))) return
    try {
      const { registrar, gallery } = this.books()
      // What others erased does not stay in our memory either.
      gallery.refresh()
      if (!this.#isDue(sureMs)) return
      registrar.settle(nowMs)
      // Asked again one by one: somebody may have agreed anew meanwhile.
      const { members, nextMs } = await registrar.due(sureMs)
      for (const { member } of members) await registrar.enforce(member, nowMs, sureMs)
      this.#nextMs = Math.min(sureMs + ALL_MS, nextMs)
      this.#said = ''
    } catch (thrown) {
      this.#retryMs = sureMs + RETRY_MS
      const { path } = identity.gallery
      const fault =
        thrown instanceof Fault ? thrown : new Fault('GALLERY_UNUSABLE', { file: path, why: why(thrown) }, thrown)
      if (fault.message !== this.#said) this.#warn(fault)
      this.#said = fault.message
    }
  }

  /** Whether a consent was taken back since, or it is time. */
  #isDue(nowMs: Ms): boolean {
    const { audit } = this.#books!.ledger
    if (nowMs >= this.#nextMs) {
      this.#heard = audit.head.sequence
      return true
    }
    let isDue = false
    for (let entries = audit.after(this.#heard, READ); entries.length > 0; entries = audit.after(this.#heard, READ)) {
      isDue ||= entries.some(({ entry }) => entry.kind === 'withdrawn' || entry.kind === 'listed')
      this.#heard = entries.at(-1)!.sequence
    }
    // Tried again where it failed after this.
    if (isDue) this.#nextMs = nowMs
    return isDue
  }
}
