import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { type Fault, subscribe } from '../../../agent/events/subscriber/subscribe.ts'
import { describeWith } from '../../needs.ts'
import { Shipped } from './shipped.ts'

describeWith(['mosquitto', 'openssl'], 'the broker of a shop', () => {
  test.each([
    ['whose certificate stands in no rule', 'nobody', 'nobody', 'STORE_SILENT'],
    ['that is called unlike its certificate', 'cloud', 'crm', 'SUBSCRIBER_UNHEARD'],
  ])('lets in a subscriber %s, which then says what to look at', async (_, certificate, name, code) => {
    const shop = new Shipped('aisle.acl', ['door', 'cloud', 'nobody'])
    const faults: Fault[] = []
    const read = (file: string) => readFileSync(join(shop.folder, file))
    try {
      await shop.start()
      const door = await shop.as('door')
      const status = JSON.stringify({ state: 'online', epoch: 1 })
      await door.say('aisle/v1/acme/vienna/door/status', status, { retain: true })
      const subscriber = subscribe<string>({
        ...{ url: `mqtts://127.0.0.1:${shop.mosquitto.port}`, name, stores: [{ tenant: 'acme', store: 'vienna' }] },
        ...{ ca: read('ca.pem'), cert: read(`${certificate}.pem`), key: read(`${certificate}.key`) },
        progress: { load: () => [], commit: async () => {} },
        ...{ answerMs: 500, onFault: fault => faults.push(fault) },
      })
      await subscriber.start()
      await vi
        .waitUntil(() => faults.some(fault => fault.code === code), { timeout: 30_000, interval: 20 })
        .catch(() => expect.fail(`${code} did not come: ${faults.map(({ message }) => message).join('\n')}`))
      await subscriber.stop()
    } finally {
      await shop.end()
    }
  })
})
