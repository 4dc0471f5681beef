import type { IPublishPacket, MqttClient } from 'mqtt'

/** So many may be on their way, beside the events; of what the broker takes at a time no more than half. */
const UNDERWAY = 50
/** And so many wait. Of what is said faster than the broker takes it the rest is not said. */
const WAITING = 1000

export interface Listener {
  /** What it listens to; a `+` stands for any one level. */
  readonly topic: string
  readonly hear: (packet: IPublishPacket) => void
  /** Called whenever it can hear from there on. */
  readonly opened?: () => void
}

/** What is said: once, where the broker is there to hear it. */
export interface Said {
  readonly topic: string
  readonly body: string
  readonly qos?: 0 | 1
  /** As it came with a request (MQTT 5). */
  readonly correlationData?: Buffer
}

/** The connection, for as long as it lasts. */
export interface Way {
  readonly client: MqttClient
  /** How many the broker takes without having acknowledged one, events or not. */
  readonly most: number
  /** How many more the broker takes before it has acknowledged some. */
  readonly room: () => number
  /** Called when there is room again. */
  readonly freed: () => void
  /** It is asked to hear a topic; what is answered hears whether it may. */
  readonly asking?: (topic: string) => (error?: Error | null) => void
}

interface Job {
  readonly said: Said
  readonly done: (isThere: boolean) => void
}

/**
 * What goes over the connection of the events beside them: requests and answers, and what machines of a store tell each other. It is one
 * connection, for a broker may know whoever comes by the name in the certificate alone, and let in one of a name.
 */
export class Beside {
  readonly #listeners = new Map<Listener, RegExp>()
  readonly #underway = new Set<Job>()
  #waiting: Job[] = []
  #way: Way | undefined

  get online(): boolean {
    return this.#way !== undefined
  }

  /** How many events less may be on their way. */
  get claims(): number {
    return Math.min(this.#share, this.#underway.size + this.#waiting.length)
  }

  /** Listens, whenever there is a connection, until what is answered is called. */
  listen(listener: Listener): () => void {
    const { topic } = listener
    this.#listeners.set(listener, new RegExp(`^${topic.split('/').map(level).join('/')}$`))
    if (this.#way) this.#subscribe(listener)
    return () => {
      this.#listeners.delete(listener)
      this.#way?.client.unsubscribe(topic, () => {})
    }
  }

  /** Resolves with whether the broker has it; of what it need not acknowledge, whether it was sent. */
  async say(said: Said): Promise<boolean> {
    if (!this.#way || this.#waiting.length >= WAITING) return false
    if (said.qos === 0) {
      this.#way.client.publish(said.topic, said.body, { qos: 0 })
      return true
    }
    return new Promise(done => {
      this.#waiting.push({ said, done })
      this.pump()
    })
  }

  /** Sends what waits, as far as there is room. */
  pump(): void {
    const way = this.#way
    while (way && this.#waiting.length > 0 && this.#underway.size < this.#share && way.room() > this.#underway.size)
      this.#send(way, this.#waiting.shift()!)
  }

  /** There is a connection. */
  open(way: Way): void {
    this.#way = way
    for (const listener of this.#listeners.keys()) this.#subscribe(listener)
  }

  /** The connection is gone, and so is what was on its way. */
  close(): void {
    this.#way = undefined
    const lost = [...this.#underway, ...this.#waiting]
    this.#underway.clear()
    this.#waiting = []
    for (const { done } of lost) done(false)
  }

  heard(packet: IPublishPacket): void {
    for (const [{ hear }, covers] of this.#listeners) if (covers.test(packet.topic)) hear(packet)
  }

  /** How many may be on their way at the same time. */
  get #share(): number {
    return Math.max(1, Math.min(UNDERWAY, Math.floor((this.#way?.most ?? 0) / 2)))
  }

  #subscribe({ topic, opened }: Listener): void {
    const way = this.#way!
    const answered = way.asking?.(topic)
    way.client.subscribe(topic, { qos: 1 }, error => {
      answered?.(error)
      if (!error && this.#way === way) opened?.()
    })
  }

  #send(way: Way, job: Job): void {
    const { topic, body, correlationData } = job.said
    const isSpoken = correlationData && way.client.options.protocolVersion === 5
    this.#underway.add(job)
    way.client.publish(topic, body, { qos: 1, ...(isSpoken && { properties: { correlationData } }) }, error => {
      // One that went with the connection was answered for.
      if (!this.#underway.delete(job)) return
      job.done(!error)
      this.pump()
      way.freed()
    })
  }
}

function level(word: string): string {
  return word === '+' ? '[^/]*' : word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
