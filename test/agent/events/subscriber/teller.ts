import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import type { Event } from '../../../../agent/events/contract.ts'
import type { Draft } from '../../../../agent/events/draft.ts'
import { seal, streamOf, topicOf } from '../../../../agent/events/envelope.ts'
import { DATA } from '../../../../agent/events/examples.ts'
import { answerTopic, compare, idOf, type Place, PUBLIC, placeOf, replayTopic } from '../../../../agent/events/wire.ts'

interface Kept {
  readonly topic: string
  readonly name: string
  readonly place: Place
  readonly event: Event
}

interface Ask {
  readonly id: string
  readonly after?: string
  readonly through?: string
  readonly since?: string
  readonly stream?: string
}

/** An agent that tells what it is told to tell, and tells again what it still has. */
export class Teller {
  readonly source: string
  /** What it can tell again; take some out, and they are gone. */
  kept: Kept[] = []
  /** Every event ever, by stream. */
  readonly told: Kept[] = []
  readonly asked: Ask[] = []
  /** The last acknowledged id of each stream. */
  readonly acknowledged = new Map<string, string>()
  /** Most that it tells again at once. */
  chunk = 5000
  /** Whether it hears requests; and which of those that it tells again at once arrive. */
  deaf = false
  arrives: (at: number) => boolean = () => true
  /** Hears requests, and leaves them to the test. */
  mute = false
  refusal: { code: string; message: string } | undefined
  #client: MqttClient | undefined
  readonly #url: string
  readonly #options: IClientOptions
  #epoch = 1
  readonly #last = new Map<string, Place>()

  constructor(url: string, source = '/acme/vienna/door', options: IClientOptions = {}) {
    this.#url = url
    this.#options = options
    this.source = source
  }

  /** Connects, and says so. */
  async begin(): Promise<this> {
    const topic = `aisle/v1${this.source}/status`
    const client = await mqtt.connectAsync(this.#url, { protocolVersion: 4, reconnectPeriod: 50, ...this.#options })
    this.#client = client
    client.on('message', (topic, payload) => this.#hear(topic, JSON.parse(String(payload))))
    await client.subscribeAsync([`aisle/v1${this.source}/request/+/+`, `aisle/v1${this.source}/ack/+`], { qos: 1 })
    await client.publishAsync(topic, this.#status('online'), { qos: 1, retain: true })
    return this
  }

  /** Goes, with or without a word. */
  async end(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await client?.publishAsync(`aisle/v1${this.source}/status`, this.#status('stopped'), { qos: 1, retain: true })
    await client?.endAsync()
  }

  /** Begins a new epoch; with `forgotten`, in a new database. */
  async restart(forgotten = false, epoch = this.#epoch + 1): Promise<void> {
    await this.end()
    this.#epoch = epoch
    if (forgotten) {
      this.kept = []
      this.#last.clear()
    }
    await this.begin()
  }

  /** Something happens. Unless it `arrives`, it is only kept. */
  async tell(name: keyof typeof DATA = 'visit.started', arrives = true, change: object = {}): Promise<Place> {
    const { source } = this
    const draft = { source, name, atMs: 1_790_000_000_000, simulated: false, data: DATA[name] } as unknown as Draft
    const visit = /^(?:visit\.(?!passed)|zone)/.test(name)
      ? { subject: `visit-${String(this.told.length).padStart(4, '0')}` }
      : {}
    const stream = streamOf(draft)
    const last = this.#last.get(stream)
    const sequence = last?.epoch === this.#epoch ? last.sequence + 1 : 1
    const place = { stream, epoch: this.#epoch, sequence }
    const event = seal({ ...draft, ...visit } as Draft, place, last && idOf(last))
    const kept = { topic: topicOf(draft), name, place, event: { ...event, ...change } as Event }
    this.#last.set(stream, place)
    this.kept.push(kept)
    this.told.push(kept)
    if (arrives) await this.again(kept)
    return place
  }

  /** Says whatever it is told to say. */
  async say(topic: string, body: object | string): Promise<void> {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    await this.#client!.publishAsync(topic, text, { qos: 1 })
  }

  /** Says that it is there, of an epoch that is perhaps past. */
  async claim(epoch: number): Promise<void> {
    const topic = `aisle/v1${this.source}/status`
    await this.#client!.publishAsync(topic, this.#status('online', epoch), { qos: 1, retain: true })
  }

  /** Delivers an event, perhaps once more. */
  async again({ topic, event }: Kept): Promise<void> {
    await this.#client?.publishAsync(topic, JSON.stringify(event), { qos: 1 })
  }

  /** Ids of all that it told in a stream. */
  ids(stream = PUBLIC): string[] {
    return this.told.filter(({ place }) => place.stream === stream).map(({ place }) => idOf(place))
  }

  #hear(topic: string, body: Ask & { through?: string }): void {
    const [kind, verb, asker] = topic.split('/').slice(5)
    if (kind === 'ack') this.acknowledged.set(placeOf(body.through!)!.stream, body.through!)
    else if (verb === 'ping' && !this.deaf)
      void this.say(answerTopic(this.source, asker!, body.id), { id: body.id, ok: true, epoch: this.#epoch })
    else if (!this.deaf) this.#replay(asker, body)
  }

  #replay(asker: string, ask: Ask): void {
    this.asked.push(ask)
    if (this.mute) return
    const { id, stream = PUBLIC } = ask
    const send = (topic: string, body: object) => this.#client?.publish(topic, JSON.stringify(body), { qos: 1 })
    const answer = answerTopic(this.source, asker, id)
    if (this.refusal) return void send(answer, { id, ok: false, error: this.refusal })
    const after = ask.after === undefined ? undefined : placeOf(ask.after)!
    const through = ask.through === undefined ? undefined : placeOf(ask.through)!
    const all = this.kept.filter(({ place }) => place.stream === stream)
    const range = all.filter(
      ({ place }) => (!after || compare(place, after) > 0) && (!through || compare(place, through) <= 0),
    )
    const sent = range.slice(0, this.chunk)
    for (const [at, { name, event }] of sent.entries())
      if (this.arrives(at)) send(replayTopic(this.source, asker, name), { ...event, historical: true })
    const last = sent.at(-1)
    send(answer, {
      ...{ id, ok: true, count: sent.length, more: range.length > sent.length },
      ...(last && { through: idOf(last.place) }),
      ...(all[0] && { oldest: idOf(all[0].place) }),
    })
  }

  #status(state: string, epoch = this.#epoch): string {
    return JSON.stringify({ state, epoch, version: '0.1.0', simulated: false })
  }
}
