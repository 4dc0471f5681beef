import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
// In a program of your own: from 'aisle/subscriber'
import type { SubscriberOptions } from '../../agent/events/subscriber/subscribe.ts'

/** What the command line says of broker, certificate and stores, and where to write. */
export function options(): { readonly to: string; readonly subscriber: Omit<SubscriberOptions<never>, 'progress'> } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'mqtts://127.0.0.1:8883' },
      name: { type: 'string', default: 'cloud' },
      store: { type: 'string', multiple: true, default: ['acme/vienna'] },
      ca: { type: 'string' },
      cert: { type: 'string' },
      key: { type: 'string' },
      protocol: { type: 'string', default: '5' },
    },
  })
  const stores = values.store.map(store => {
    const [tenant, name] = store.split('/')
    return { tenant, store: name }
  })
  return {
    to: positionals[0],
    subscriber: {
      ...{ url: values.url, name: values.name, stores },
      protocol: values.protocol === '3.1.1' ? '3.1.1' : 5,
      ...(values.ca && { ca: readFileSync(values.ca) }),
      ...(values.cert && { cert: readFileSync(values.cert) }),
      ...(values.key && { key: readFileSync(values.key) }),
    },
  }
}
