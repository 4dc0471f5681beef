import type { Ms } from '../../config/units.ts'
import type { Event } from '../events/contract.ts'
import type { State } from './state.ts'

type Wait = NonNullable<State['floor']['queues'][number]['waitSeconds']>
/** So many are kept for whoever begins to look. */
const RECENT = 50

/**
 * What the events that the agent tells add up to just now: it hears what leaves the shop and nothing else, so that nothing can be shown
 * that the privacy level does not let out.
 */
export class Board {
  readonly #zones = new Map<string, { count: number; readonly since: Map<string, Ms> }>()
  readonly #queues = new Map<string, { readonly length: number; readonly wait?: Wait }>()
  readonly #recent: Event[] = []
  /** Hears of each event. */
  onEvent: (event: Event) => void = () => {}
  #count: number | undefined

  /** How many are in the shop, if that was told. */
  get count(): number | undefined {
    return this.#count
  }

  /** The last events, oldest first. */
  get recent(): readonly Event[] {
    return this.#recent
  }

  countIn(zone: string): number {
    return this.#zones.get(zone)?.count ?? 0
  }

  /** Since when whoever has been in a zone for longest has been there. */
  longestSinceMs(zone: string): Ms | undefined {
    const since = this.#zones.get(zone)?.since
    return since && since.size > 0 ? Math.min(...since.values()) : undefined
  }

  queue(zone: string): { readonly length: number; readonly wait?: Wait } {
    return this.#queues.get(zone) ?? { length: 0 }
  }

  hear(event: Event): void {
    this.#take(event)
    this.#recent.push(event)
    if (this.#recent.length > RECENT) this.#recent.shift()
    this.onEvent(event)
  }

  #take(event: Event): void {
    switch (event.type) {
      case 'aisle.occupancy.changed.v1': {
        const { zone, count } = event.data
        if (zone === undefined) this.#count = count
        else this.#zone(zone).count = count
        return
      }
      case 'aisle.zone.entered.v1':
        this.#zone(event.data.zone).since.set(event.subject, Date.parse(event.time))
        return
      case 'aisle.zone.left.v1':
        this.#zone(event.data.zone).since.delete(event.subject)
        return
      case 'aisle.visit.ended.v1':
        for (const { since } of this.#zones.values()) since.delete(event.subject)
        return
      case 'aisle.queue.changed.v1': {
        const { zone, length, wait } = event.data
        this.#queues.set(zone, { length, ...(wait && { wait: shortened(wait) }) })
        return
      }
    }
  }

  #zone(id: string) {
    let zone = this.#zones.get(id)
    if (!zone) this.#zones.set(id, (zone = { count: 0, since: new Map() }))
    return zone
  }
}

function shortened(wait: { lowSeconds: number; estimateSeconds: number; highSeconds: number }): Wait {
  return { low: wait.lowSeconds, estimate: wait.estimateSeconds, high: wait.highSeconds }
}
