import type { Draft } from '../../../agent/events/draft.ts'
import { tell } from '../../../agent/events/tell.ts'
import type { Remote } from '../../../agent/publish/access.ts'
import { Outbox } from '../../../agent/publish/outbox.ts'
import { connect, type Publisher } from '../../../agent/publish/publisher.ts'
import { type Store as Database, openStore } from '../../../agent/store/store.ts'
import type { Fault } from '../../../config/fault.ts'
import { context } from '../../agent/events/facts.ts'

/** The outbox and the publisher of an agent, as the daemon has them; it tells events without end. */
export class Store {
  readonly source: string
  /** Ids of all events that it told, in order. */
  readonly told: string[] = []
  readonly faults: Fault[] = []
  readonly #database: Database
  readonly #outbox: Outbox
  readonly #broker: Remote
  #publisher: Publisher | undefined
  #visit = 0

  constructor(source: string, path: string, broker: Omit<Remote, 'kind' | 'protocol'>) {
    const atMs = Date.now()
    this.source = source
    this.#broker = { kind: 'remote', protocol: '3.1.1', ...broker }
    this.#database = openStore({ path }, atMs)
    this.#outbox = new Outbox(this.#database, {
      context: { ...context, source },
      ...{ atMs, commitMs: 10, maxMegabytes: 64 },
      onEvent: ({ id }) => this.told.push(id),
      onFault: fault => this.faults.push(fault),
    })
  }

  async open(): Promise<void> {
    this.#publisher = await connect(this.#broker, this.#outbox, { window: 50, version: '1.2.3' })
  }

  get isOnline(): boolean {
    return this.#publisher?.online ?? false
  }

  get waiting(): number {
    return this.#outbox.waiting
  }

  /** How many of those that it told the broker has acknowledged. */
  get acknowledged(): number {
    return this.told.length - this.#outbox.waiting
  }

  get dropped(): number {
    return this.#outbox.dropped
  }

  /** Somebody comes in, and goes. */
  tell(): void {
    const visit = `visit-${String(this.#visit++).padStart(6, '0')}`
    const atMs = Date.now()
    this.#append(tell({ kind: 'visit.started', visit, atMs, entrance: 'door' }, { ...context, source: this.source }))
    const end = { kind: 'visit.ended', visit, atMs, startedMs: atMs, reason: 'exited' } as const
    this.#append(tell(end, { ...context, source: this.source }))
  }

  async close(): Promise<void> {
    await this.#publisher?.close(0)
    this.#outbox.close()
    this.#database.close()
  }

  #append(draft: Draft): void {
    this.#outbox.append(draft)
  }
}
