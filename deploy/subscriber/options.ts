import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
// In a program of your own: from 'aisle/subscriber'
import { Fault, type SubscriberOptions, subscribe } from '../../agent/events/subscriber/subscribe.ts'

const PROGRAM = basename(process.argv[1] ?? 'subscriber')
const USAGE = `usage: node ${PROGRAM} [options] [DATABASE]

  --url URL         the broker: mqtts://host:8883 or mqtt://host:1883 (mqtts://127.0.0.1:8883)
  --name NAME       who we are: the common name of our certificate (cloud)
  --store T/S       tenant and store, or tenant/+ for all of a tenant; as often as there are some (acme/vienna)
  --ca FILE         PEM: whose certificates are trusted
  --cert FILE       PEM: our certificate
  --key FILE        PEM: the key to that
  --protocol 5      MQTT 5 or 3.1.1 (5)
  --help            this
`

/** What the command line says of broker, certificate and stores, and where to write. */
export function options(): { readonly to?: string; readonly subscriber: Omit<SubscriberOptions<never>, 'progress'> } {
  const { values, positionals } = words()
  if (values.help) {
    process.stdout.write(USAGE)
    process.exit(0)
  }
  const { url, name, protocol } = values
  if (protocol !== '5' && protocol !== '3.1.1') refuse(`--protocol ${protocol} is neither 5 nor 3.1.1`)
  const stores = values.store.map(words => {
    const [tenant, store, ...rest] = words.split('/')
    if (!tenant || !store || rest.length > 0) refuse(`--store ${words} is not tenant/store, such as acme/vienna`)
    return { tenant, store }
  })
  const pem = (option: 'ca' | 'cert' | 'key') => {
    const file = values[option]
    return file === undefined ? {} : { [option]: contents(option, file) }
  }
  let listened = false
  const subscriber = {
    ...{ url, name, stores, protocol: protocol === '5' ? (5 as const) : ('3.1.1' as const) },
    ...{ ...pem('ca'), ...pem('cert'), ...pem('key') },
    onOnline: () => {
      console.log(`${name} listens ${listened ? 'again ' : ''}at ${url}`)
      listened = true
    },
  }
  try {
    // Before a database is made.
    subscribe<never>({ ...subscriber, progress: { load: async () => [], commit: async () => {} } })
  } catch (error) {
    refuse((error as Error).message)
  }
  const [to] = positionals
  return { ...(to !== undefined && { to }), subscriber }
}

/** Whoever stops it before it was let in knows. */
export function unlessStopped(error: unknown): void {
  if (!(error instanceof Fault && error.code === 'SUBSCRIBER_STOPPED')) throw error
}

function words() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        url: { type: 'string', default: 'mqtts://127.0.0.1:8883' },
        name: { type: 'string', default: 'cloud' },
        store: { type: 'string', multiple: true, default: ['acme/vienna'] },
        ca: { type: 'string' },
        cert: { type: 'string' },
        key: { type: 'string' },
        protocol: { type: 'string', default: '5' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return refuse((error as Error).message.split('. ', 1)[0])
  }
}

function contents(option: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    return refuse(`--${option} ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

function refuse(why: string): never {
  process.stderr.write(`${PROGRAM}: ${why}\n(--help says what can be said)\n`)
  process.exit(2)
}
