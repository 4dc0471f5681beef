import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { Book } from './book.ts'
import type { Contact } from './contacts.ts'
import { keepSoon, layAside, recall } from './keeper.ts'
import type { Learner } from './learner.ts'
import { atRest } from './rest.ts'

/** What is known besides outcomes, such as how many visits passed, may be so old in the file. */
const KEEP_MS: Ms = 3_600_000

export interface Around {
  /** Where what was learned lies. */
  readonly file: string
  /** Touchpoints that have weights of their own. */
  readonly touchpoints: readonly string[]
  readonly book: Book
  /** And where that lies. */
  readonly database: string
  /** For so long it may be said what became of a contact. */
  readonly outcomeMs: Ms
  readonly warn: (fault: Fault) => void
}

/** What is known over a restart: what was learned, in a file; whom to approach, in the database. What cannot be kept is told once, and all goes on. */
export class Memory {
  readonly learner: Learner
  /** Contacts that were open when the agent ended, however it did. */
  readonly before: readonly Contact[]
  readonly #around: Around
  #isFailing = false
  #kept: Promise<void> = Promise.resolve()
  #keptMs: Ms
  #restsUntilMs: Ms

  constructor(around: Around, nowMs: Ms) {
    this.#around = around
    const { file, touchpoints, book, outcomeMs, warn } = around
    const { learner, open, notice } = recall(file, touchpoints, nowMs)
    if (notice) warn(notice)
    this.learner = learner
    this.before = united(open, book.since(nowMs - outcomeMs))
    this.#keptMs = nowMs
    this.#restsUntilMs = learner.rest.untilMs
  }

  /** Somebody is to be approached: to be called before anybody hears of it. */
  note(contact: Contact): void {
    const { book, database, outcomeMs } = this.#around
    try {
      book.note(contact, contact.atMs - outcomeMs)
    } catch (thrown) {
      this.#fail(new Fault('STORE_UNWRITABLE', { file: database, why: why(thrown) }, thrown))
    }
  }

  /** Time passes, in which so many outcomes were learned from: keeps what is known where the file should have it by now. */
  tick(learned: number, open: readonly Contact[], atMs: Ms): void {
    const hasTurned = this.learner.rest.untilMs !== this.#restsUntilMs
    if (learned > 0 || hasTurned || Math.abs(atMs - this.#keptMs) >= KEEP_MS) this.keep(open, atMs)
  }

  /** Keeps what is known. Where the advice has begun to rest, that is told. */
  keep(open: readonly Contact[], atMs: Ms): void {
    const { untilMs } = this.learner.rest
    if (untilMs > this.#restsUntilMs) this.#around.warn(atRest(untilMs))
    this.#restsUntilMs = untilMs
    this.#keptMs = atMs
    this.#kept = keepSoon(this.#around.file, { learner: this.learner, open }).then(
      () => void (this.#isFailing = false),
      thrown => this.#fail(thrown),
    )
  }

  /** Resolves when what was learned so far is in the file, or cannot be. */
  async kept(): Promise<void> {
    await this.#kept
  }

  /**
   * What was learned is set aside, and learned anew; answers where it lies then. Of what is open it may still be said what became of it.
   * @throws Fault FILE_UNWRITABLE
   */
  async reset(open: readonly Contact[], nowMs: Ms): Promise<string | undefined> {
    // What is on its way to the file would lie there again.
    await this.#kept
    const aside = layAside(this.#around.file, nowMs)
    this.learner.reset()
    this.keep(open, nowMs)
    await this.#kept
    return aside
  }

  #fail(fault: Fault): void {
    if (!this.#isFailing) this.#around.warn(fault)
    this.#isFailing = true
  }
}

/** What the file knows of a contact goes before. */
function united(known: readonly Contact[], noted: readonly Contact[]): Contact[] {
  const key = ({ visit, atMs }: Contact) => `${visit} ${Math.round(atMs)}`
  const all = new Map([...noted, ...known].map(one => [key(one), one]))
  return [...all.values()].sort((a, b) => a.atMs - b.atMs)
}
