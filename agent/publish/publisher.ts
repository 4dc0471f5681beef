import { setTimeout as delay } from 'node:timers/promises'
import type { Broker } from '../../config/broker.ts'
import { Fault } from '../../config/fault.ts'
import type { Remote } from './access.ts'
import { Beside } from './beside.ts'
import { Denials } from './denials.ts'
import { type EmbeddedBroker, embed } from './embedded.ts'
import { Link } from './link.ts'
import type { Outbox } from './outbox.ts'
import { Backoff, PACE, type Pace } from './pace.ts'
import { type Refusal, reason, refusal, wordless } from './refusal.ts'
import { within } from './within.ts'

/** What to do about a broker, where a configuration has named it. */
const NEXT = {
  BROKER_UNREACHABLE: 'Events wait in the outbox until it does.',
  BROKER_REFUSED:
    'Check broker.username, broker.passwordFile and the certificates, and what the broker lets us publish and hear.',
} as const

export interface PublisherOptions {
  /** Events on their way at the same time; see the section `outbox` of the configuration. */
  readonly window: number
  /** Of the agent. */
  readonly version: string
  /** Hears BROKER_UNREACHABLE, BROKER_REFUSED, FILE_UNREADABLE and PAIR_UNFIT: each once, until the broker has been there for a while. */
  readonly onFault?: (fault: Fault) => void
  /** Hears that the broker has let us in and lets us hear all that we listen to: at first, and after a fault. */
  readonly onOnline?: (url: string) => void
  readonly pace?: Partial<Pace>
}

/** Brings what the outbox holds to the broker, in order, again and again until it is acknowledged. */
export interface Publisher {
  /** Of the broker; of the embedded one with the port that it took. */
  readonly url: string
  readonly online: boolean
  /** What goes over the same connection. */
  readonly beside: Beside
  /**
   * Commits, waits at most `deadlineMs` for what waits to be delivered, says good-bye. What is left stays in the outbox;
   * answers how much. Without a connection it does not wait for one, unless one is just being made.
   */
  close(deadlineMs: number): Promise<{ waiting: number }>
}

/**
 * Begins to publish. A broker that does not answer, or a password, certificate or key that is not there, stops nothing: events
 * wait, and it is tried again.
 * @throws Fault PORT_TAKEN, CONFIG_UNUSABLE for the embedded broker
 */
export async function connect(broker: Broker, outbox: Outbox, options: PublisherOptions): Promise<Publisher> {
  if (broker.kind === 'remote') return new Courier(broker, outbox, options)
  const embedded = await embed(broker)
  return new Courier({ kind: 'remote', url: embedded.url, protocol: '3.1.1' }, outbox, options, embedded)
}

class Courier implements Publisher {
  readonly url: string
  readonly beside = new Beside()
  readonly #broker: Remote
  readonly #outbox: Outbox
  readonly #options: PublisherOptions
  readonly #backoff: Backoff
  readonly #embedded: EmbeddedBroker | undefined
  readonly #stop = new AbortController()
  readonly #running: Promise<void>
  /** What was told of the broker: a {@link Refusal}, a code, or the topic that it refused. */
  readonly #told = new Set<string>()
  readonly #denials = new Denials()
  #announced = false
  #link: Link | undefined

  constructor(broker: Remote, outbox: Outbox, options: PublisherOptions, embedded?: EmbeddedBroker) {
    this.url = broker.url
    this.#broker = broker
    this.#outbox = outbox
    this.#options = options
    this.#backoff = new Backoff({ ...PACE, ...options.pace })
    this.#embedded = embedded
    outbox.onReady = () => this.#link?.pump()
    this.#running = this.#run()
  }

  get online(): boolean {
    return this.#link?.online ?? false
  }

  async close(deadlineMs: number): Promise<{ waiting: number }> {
    const untilMs = performance.now() + deadlineMs
    this.#outbox.flush()
    const link = this.#link
    if (link) {
      await within(deadlineMs, Promise.race([link.opened.then(() => link.drained()), link.ended]))
      this.#stop.abort()
      await link.farewell(Math.max(100, untilMs - performance.now()))
    }
    this.#stop.abort()
    await this.#running
    await this.#embedded?.close()
    return { waiting: this.#outbox.waiting }
  }

  async #run(): Promise<void> {
    const wanted = this.#broker.protocol === '5' ? 5 : 4
    /** Set for good once the broker has said that it does not speak 5. */
    let spoken: 4 | 5 = wanted
    let protocol: 4 | 5 = wanted
    while (!this.#stop.signal.aborted) {
      const { error, lastedMs } = await this.#attempt(protocol)
      if (this.#stop.signal.aborted) return
      const what = refusal(error)
      if (lastedMs === undefined && protocol === 5 && (what === 'version' || wordless(error))) {
        protocol = 4
        if (what === 'version') spoken = 4
        continue
      }
      protocol = spoken
      if (this.#backoff.lasted(lastedMs)) this.#told.clear()
      else this.#tell(what, error)
      await delay(this.#backoff.next(what), undefined, { signal: this.#stop.signal }).catch(() => {})
    }
  }

  /** One connection. Answers why it ended, and how long it lasted if the broker let us in at all. */
  async #attempt(protocol: 4 | 5): Promise<{ error: unknown; lastedMs: number | undefined }> {
    let sinceMs: number | undefined
    try {
      this.#link = new Link(this.#outbox, {
        broker: this.#broker,
        protocol,
        window: this.#options.window,
        beside: this.beside,
        status: {
          epoch: this.#outbox.epoch,
          version: this.#options.version,
          simulated: this.#outbox.context.simulated,
        },
        onOnline: () => {
          sinceMs = performance.now()
        },
        onHeard: () => this.#announce(),
        onDenied: (topic, why) => this.#deny(topic, why),
        denials: this.#denials,
      })
      const error = await this.#link.ended
      return { error, lastedMs: sinceMs === undefined ? undefined : performance.now() - sinceMs }
    } catch (error) {
      return { error, lastedMs: undefined }
    } finally {
      this.#link = undefined
    }
  }

  #announce(): void {
    if (this.#announced) return
    this.#announced = true
    this.#options.onOnline?.(this.url)
  }

  #deny(topic: string, why: string): void {
    if (this.#told.has(topic)) return
    this.#told.add(topic)
    this.#announced = false
    this.#options.onFault?.(new Fault('BROKER_REFUSED', { url: this.url, why, next: NEXT.BROKER_REFUSED }))
  }

  #tell(what: Refusal, error: unknown): void {
    const known = error instanceof Fault ? error.code : what
    if (this.#told.has(known)) return
    this.#told.add(known)
    this.#announced = false
    const code = what === 'identity' ? 'BROKER_REFUSED' : 'BROKER_UNREACHABLE'
    this.#options.onFault?.(
      error instanceof Fault ? error : new Fault(code, { url: this.url, why: reason(error), next: NEXT[code] }, error),
    )
  }
}
