import { readFileSync } from 'node:fs'
import { type ConsumeMessage, connect, credentials, type RecoveringChannelModel } from 'amqplib'
import Database from 'better-sqlite3'
import { read } from '../../../agent/events/subscriber/reading.ts'
import type { Files } from '../mosquitto/shipped.ts'

type Shown = Files & { readonly caFile: string }

/** What shows a broker over AMQP who we are. */
export function shownBy({ caFile, certFile, keyFile }: Shown) {
  return {
    ca: [readFileSync(caFile)],
    cert: readFileSync(certFile),
    key: readFileSync(keyFile),
    credentials: credentials.external(),
  }
}

/** Consumers that share a queue and a database. An event is acknowledged when it is in the database, where it is once however often it comes. */
export class Warehouse {
  readonly db: Database.Database
  readonly faults: unknown[] = []
  readonly #consumers: RecoveringChannelModel[] = []
  readonly #put: Database.Statement

  constructor(file: string) {
    this.db = new Database(file)
    this.db.pragma('journal_mode = WAL')
    this.db.exec(`CREATE TABLE event (
      source TEXT, epoch INTEGER, sequence INTEGER, id TEXT, consumer INTEGER, deliveries INTEGER DEFAULT 1,
      PRIMARY KEY (source, id)
    ) STRICT`)
    this.#put = this.db.prepare(
      `INSERT INTO event (source, epoch, sequence, id, consumer) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET deliveries = deliveries + 1`,
    )
  }

  /** One more consumer. It comes again when its connection breaks. */
  async open(queue: string, port: number, shown: Shown): Promise<void> {
    const number = this.#consumers.length
    const setup = async (connection: Pick<RecoveringChannelModel, 'createChannel'>) => {
      const channel = await connection.createChannel()
      channel.on('error', error => this.faults.push(error))
      await channel.prefetch(100)
      await channel.consume(queue, message => {
        if (!message) return void this.faults.push(new Error(`the broker took ${queue} from consumer ${number}`))
        this.#take(message, number)
        channel.ack(message)
      })
    }
    const connection = await connect(
      { protocol: 'amqps', hostname: '127.0.0.1', port },
      { ...shownBy(shown), recovery: { initialDelay: 100, maxDelay: 1000, setup } },
    )
    connection.on('error', () => {})
    this.#consumers.push(connection)
  }

  /** Events of a source, in order, each as often as it came. */
  of(source: string): readonly { readonly id: string; readonly sequence: number; readonly deliveries: number }[] {
    return this.db
      .prepare('SELECT id, sequence, deliveries FROM event WHERE source = ? ORDER BY epoch, sequence')
      .all(source) as { id: string; sequence: number; deliveries: number }[]
  }

  /** How many events were first brought by each consumer. */
  get shares(): readonly number[] {
    const count = this.db.prepare('SELECT count(*) FROM event WHERE consumer = ?').pluck()
    return this.#consumers.map((_, number) => Number(count.get(number)))
  }

  get count(): number {
    return Number(this.db.prepare('SELECT count(*) FROM event').pluck().get())
  }

  async close(): Promise<void> {
    for (const connection of this.#consumers) await connection.close().catch(() => {})
    this.db.close()
  }

  #take({ content, fields }: ConsumeMessage, consumer: number): void {
    // aisle.v1.{tenant}.{store}.{agent}.{family}.{name}
    const source = `/${fields.routingKey.split('.').slice(2, 5).join('/')}`
    const said = read(content, source)
    if (typeof said === 'string') return void this.faults.push(new Error(said))
    if ('unknown' in said.said) return void this.faults.push(new Error(said.said.why))
    const { epoch, sequence } = said.place
    this.#put.run(source, epoch, sequence, said.said.event.id, consumer)
  }
}
