import { afterEach } from 'vitest'
import { connect, type Publisher, type PublisherOptions } from '../../../agent/publish/publisher.ts'
import type { Broker } from '../../../config/broker.ts'
import { Shop } from './shop.ts'

/** What is to be undone after each test, last first. */
export const afterwards: (() => unknown)[] = []
afterEach(async () => {
  for (const work of afterwards.splice(0).reverse()) await work()
})

/** No test waits as long for the next try as a shop does. */
export const pace = { firstMs: 10, capMs: 50, refusedMs: 50, steadyMs: 5 }

export function shop(): Shop {
  const one = new Shop({ commitMs: 1 })
  afterwards.push(
    () => one.remove(),
    () => one.close(),
  )
  return one
}

export async function publish(
  one: Shop,
  broker: Partial<Broker>,
  options: Partial<PublisherOptions> = {},
): Promise<Publisher> {
  const whole = { kind: 'remote', protocol: '5', ...broker } as Broker
  const publisher = await connect(whole, one.outbox, { window: 20, version: '1.2.3', pace, ...options })
  afterwards.push(() => publisher.close(0))
  return publisher
}
