import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Draft } from '../../../agent/events/draft.ts'
import { type Fact, tell } from '../../../agent/events/tell.ts'
import type { OutboxOptions } from '../../../agent/publish/options.ts'
import { Outbox } from '../../../agent/publish/outbox.ts'
import { openStore, type Store } from '../../../agent/store/store.ts'
import { context } from '../events/facts.ts'

/** Some instant, whose seconds become the first epoch. */
export const AT = 1_900_000_000_000

/** An outbox in a folder of its own, which can be crashed and opened again. */
export class Shop {
  readonly folder = mkdtempSync(join(tmpdir(), 'aisle-outbox-'))
  readonly path = join(this.folder, 'aisle.db')
  store!: Store
  outbox!: Outbox
  readonly #options: Partial<OutboxOptions>

  constructor(options: Partial<OutboxOptions> = {}) {
    this.#options = options
    this.open()
  }

  open(atMs = AT): Outbox {
    this.store = openStore({ path: this.path }, atMs)
    this.outbox = new Outbox(this.store, { context, atMs, commitMs: 1000, maxMegabytes: 64, ...this.#options })
    return this.outbox
  }

  /** As when the power goes: what was not committed is gone. */
  crash(): void {
    const spare = existsSync(`${this.path}.spare`) ? readFileSync(`${this.path}.spare`) : undefined
    this.store.close()
    // Without its store it commits nothing; this stops its clock. What it noted of that never was.
    this.outbox.close()
    if (spare) writeFileSync(`${this.path}.spare`, spare)
    else rmSync(`${this.path}.spare`, { force: true })
  }

  close(): void {
    this.outbox.close()
    this.store.close()
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export const draft = (fact: Fact): Draft => tell(fact, context)
export const started = (visit: string, atMs = AT): Draft =>
  draft({ kind: 'visit.started', visit, atMs, entrance: 'door' })
export const ended = (visit: string, atMs = AT): Draft =>
  draft({ kind: 'visit.ended', visit, atMs, startedMs: AT, reason: 'exited' })
export const passed = (i = 0): Draft => draft({ kind: 'visit.passed', atMs: AT + i, durationMs: i })
export const many = (count: number): Draft[] => Array.from({ length: count }, (_, i) => passed(i))
