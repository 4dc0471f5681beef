import { setTimeout as delay } from 'node:timers/promises'
import type { Mosquitto } from '../agent/publish/mosquitto.ts'
import type { Party } from './party.ts'
import type { Blow } from './plan.ts'
import type { Wire } from './wires.ts'

export interface Victims {
  readonly agent: Party
  readonly subscriber: Party
  readonly broker: Mosquitto
  readonly toAgent: Wire
  readonly toSubscriber: Wire
}

/** Strikes, and brings back who was struck after a while; nobody is struck who is still down. */
export class Hurt {
  readonly #victims: Victims
  readonly #down = new Map<object, Promise<unknown>>()

  constructor(victims: Victims) {
    this.#victims = victims
  }

  /** Resolves when it has hit. */
  async strike({ victim, downMs, silent }: Blow): Promise<void> {
    const { agent, subscriber, broker, toAgent, toSubscriber } = this.#victims
    const party = (one: Party) => this.#hit(one, downMs, { hit: () => one.murder(), heal: () => one.start() })
    const power = (ms: number) => this.#hit(broker, ms, { hit: () => broker.down('SIGKILL'), heal: () => broker.up() })
    const cut = (one: Wire) => this.#hit(one, downMs, { hit: () => one.cut(silent), heal: () => one.mend() })
    switch (victim) {
      case 'agent':
        return party(agent)
      case 'subscriber':
        return party(subscriber)
      case 'broker':
        return power(downMs)
      case 'both':
        return void (await Promise.all([party(agent), power(downMs / 2)]))
      case 'wire of the agent':
        return cut(toAgent)
      case 'wire of the subscriber':
        return cut(toSubscriber)
    }
  }

  /** Resolves when everybody is back. */
  async healed(): Promise<void> {
    await Promise.all(this.#down.values())
  }

  async #hit(one: object, downMs: number, { hit, heal }: Record<'hit' | 'heal', () => unknown>): Promise<void> {
    await this.#down.get(one)
    await hit()
    const back = delay(downMs).then(heal)
    // Heard where it is waited for.
    back.catch(() => {})
    this.#down.set(one, back)
  }
}
