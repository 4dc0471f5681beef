import type { Ms } from '../../../config/units.ts'
import type { Erasure } from '../audit.ts'
import type { Ledger } from '../ledger.ts'

/** Something that was begun in the gallery and is not in the log yet. */
export type Begun = { readonly member: string; readonly receipt: string | null; readonly atMs: Ms } & (
  | { readonly what: 'enrol' }
  | { readonly what: 'erase'; readonly why: Erasure }
)

/** What was begun, in the ledger: so that a program that ends in the middle leaves nothing half done for good. */
export class Beginnings {
  readonly #ledger: Ledger

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  all(): Begun[] {
    return this.#ledger.db
      .prepare('SELECT member, receipt, what, why, at_ms AS atMs FROM begun ORDER BY member')
      .all() as Begun[]
  }

  /** An erasure takes the place of an enrolment, never the other way. Answers whether it was noted. */
  note({ member, receipt, what, atMs, ...rest }: Begun): boolean {
    return this.#ledger.atomically(() => {
      const was = this.#of(member)
      if (was?.what === 'erase') return what === 'erase'
      this.#ledger.db
        .prepare('INSERT OR REPLACE INTO begun (member, receipt, what, why, at_ms) VALUES (?, ?, ?, ?, ?)')
        .run(member, receipt, what, 'why' in rest ? rest.why : null, Math.round(atMs))
      return true
    })
  }

  /** It is done: `then` is written in the transaction that forgets it, by whoever comes first. Answers whether that was us. */
  done({ member, what, receipt }: Pick<Begun, 'member' | 'what' | 'receipt'>, then: () => void): boolean {
    return this.#ledger.atomically(() => {
      const was = this.#of(member)
      if (was?.what !== what || was.receipt !== receipt) return false
      this.#ledger.db.prepare('DELETE FROM begun WHERE member = ?').run(member)
      then()
      return true
    })
  }

  #of(member: string): Pick<Begun, 'what' | 'receipt'> | undefined {
    return this.#ledger.db.prepare('SELECT what, receipt FROM begun WHERE member = ?').get(member) as
      | Pick<Begun, 'what' | 'receipt'>
      | undefined
  }
}
