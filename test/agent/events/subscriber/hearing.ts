import { afterEach, expect, vi } from 'vitest'
import type { Gap } from '../../../../agent/events/subscriber/handlers.ts'
import type { Position, Progress } from '../../../../agent/events/subscriber/progress.ts'
import { type SubscriberOptions, type Subscription, subscribe } from '../../../../agent/events/subscriber/subscribe.ts'
import type { Fault } from '../../../../config/fault.ts'
import { Teller } from './teller.ts'

export const STORE = { tenant: 'acme', store: 'vienna' }

/** Positions that outlive a subscriber, and no more than that. */
export class Memory implements Progress<string> {
  readonly positions = new Map<string, Position>()
  load(): Iterable<Position> {
    return this.positions.values()
  }
  async commit(position: Position, work: (tx: string) => Promise<unknown>): Promise<void> {
    await work('tx')
    this.positions.set(`${position.source} ${position.stream}`, position)
  }
}

export interface Hearing {
  readonly shop: Subscription<string>
  readonly ids: string[]
  readonly gaps: Gap[]
  readonly faults: Fault[]
}

export const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

export const until = (what: string, done: () => boolean) =>
  vi.waitUntil(done, { timeout: 30_000, interval: 10 }).catch(() => expect.fail(`${what}: not within 30 s`))

export async function hearing(
  options: Partial<Omit<SubscriberOptions<string>, 'progress'>> & { readonly url: string; readonly progress?: Memory },
  listen: (shop: Subscription<string>) => void = () => {},
): Promise<Hearing> {
  const [ids, gaps, faults]: [string[], Gap[], Fault[]] = [[], [], []]
  const shop = subscribe<string>({
    name: 'crm',
    stores: [STORE],
    progress: new Memory(),
    answerMs: 4000,
    onFault: fault => faults.push(fault),
    ...options,
  })
  shop.onLoss(gap => gaps.push(gap))
  listen(shop)
  shop.onAny(event => ids.push(event.id))
  await shop.start()
  ends.push(() => shop.stop())
  return { shop, ids, gaps, faults }
}

export async function teller(url: string, source?: string): Promise<Teller> {
  const agent = await new Teller(url, source).begin()
  ends.push(() => agent.end())
  return agent
}
