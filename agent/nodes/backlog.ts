import type Database from 'better-sqlite3'
import type { Update } from './batch.ts'

/**
 * What came late, until it is merged in: the machine that saw it keeps it no longer once it has heard that it was taken, so that it
 * lies on the disk here. Times are those of this machine.
 */
export class Backlog {
  readonly #insert: Database.Statement
  readonly #delete: Database.Statement
  readonly #all: Database.Statement
  /** What is to be written down: without an update, that all of a machine is merged in. */
  #pending: { readonly node: string; readonly update?: Update }[] = []

  constructor(db: Database.Database) {
    this.#insert = db.prepare('INSERT INTO late (agent, body) VALUES (?, ?)')
    this.#delete = db.prepare('DELETE FROM late WHERE agent = ?')
    this.#all = db.prepare('SELECT agent, body FROM late ORDER BY position')
  }

  get isPending(): boolean {
    return this.#pending.length > 0
  }

  /** Something came late of that machine. It is on the disk after the next {@link write}. */
  add(node: string, update: Update): void {
    this.#pending.push({ node, update })
  }

  /** All of that machine is merged in. */
  forget(node: string): void {
    this.#pending = this.#pending.filter(one => one.node !== node)
    this.#pending.push({ node })
  }

  /** Writes it down, as part of the transaction that says what was taken. */
  write(): void {
    for (const { node, update } of this.#pending)
      if (update) this.#insert.run(node, JSON.stringify(update))
      else this.#delete.run(node)
  }

  /** The transaction is on the disk. */
  written(): void {
    this.#pending = []
  }

  /** What an earlier run had not merged in when it ended, in the order in which it came. */
  before(): { readonly node: string; readonly update: Update }[] {
    const rows = this.#all.all() as { agent: string; body: string }[]
    return rows.map(({ agent, body }) => ({ node: agent, update: JSON.parse(body) as Update }))
  }
}
