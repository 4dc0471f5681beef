import { resolve } from 'node:path'
import { Broker, embeddedUrl } from '../../../config/broker.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import type { Remote } from '../../publish/access.ts'

/** What the command line may say of a broker, and of who asks it. */
export type Words = {
  readonly [name in 'url' | 'config' | 'username' | 'password-file' | 'ca' | 'cert' | 'key']?: string | undefined
}

/**
 * The broker that is meant, and as whom it is spoken to: options first, then the configuration.
 * @throws Fault ARGUMENT_INVALID, BROKER_UNCONFIGURED and those of loading a configuration
 */
export function whom(words: Words): Remote {
  if ((words.cert === undefined) !== (words.key === undefined))
    throw new Fault('ARGUMENT_INVALID', {
      argument: words.cert === undefined ? '--key' : '--cert',
      value: 'given alone',
      expected: 'both, a certificate (--cert) and its key (--key)',
    })
  if (words.config === undefined) return named(words)
  const { certFile, keyFile, username, passwordFile, ...address } = configured(words.config, words.url)
  // A name and what proves it go together: ours is not shown with the secret of the agent.
  const isOurs = words.cert !== undefined || words.username !== undefined
  const asAgent = { username, passwordFile, certFile, keyFile }
  const broker = named(words, isOurs ? address : { ...address, ...asAgent })
  if (certFile !== undefined && /^(mqtts|wss):/.test(broker.url)) refuseName(words.cert, certFile)
  return broker
}

/** A certificate is a name, and a name one connection: the broker ends the agent's when there is a second. @throws Fault ARGUMENT_INVALID */
function refuseName(cert: string | undefined, agents: string): void {
  if (cert !== undefined && resolve(cert) !== resolve(agents)) return
  const which = cert === undefined ? "missing, and that of the configuration is the agent's own" : "the agent's own"
  throw new Fault('ARGUMENT_INVALID', {
    argument: '--cert',
    value: `${which}, with which we would throw it off the broker`,
    expected: 'a certificate of your own (--cert, --key)',
  })
}

/** Whether that is the broker inside an agent. @throws what loading a configuration throws */
export function isInside({ config, url }: Words): boolean {
  return config !== undefined && url === undefined && loadConfig(config).broker?.kind === 'embedded'
}

function configured(file: string, url: string | undefined): Partial<Remote> {
  const { broker } = loadConfig(file)
  if (broker?.kind === 'remote') return broker
  if (url !== undefined) return {}
  if (broker?.kind === 'embedded' && broker.port === 0)
    throw new Fault('ARGUMENT_INVALID', {
      argument: '--config',
      value: `${file}, which leaves the port of its broker to the system`,
      expected: 'the address that aisled printed, with --url',
    })
  if (broker?.kind === 'embedded') return { url: embeddedUrl(broker), protocol: '3.1.1' }
  throw new Fault('BROKER_UNCONFIGURED', { file })
}

function named(words: Words, otherwise: { [key in keyof Remote]?: Remote[key] | undefined } = {}): Remote {
  const { url, username, ca, cert, key, 'password-file': passwordFile } = words
  const given = { url, username, passwordFile, caFile: ca, certFile: cert, keyFile: key }
  const some = [...Object.entries(otherwise), ...Object.entries(given)].filter(([, value]) => value !== undefined)
  const broker = Broker.safeParse({ ...Object.fromEntries(some), kind: 'remote' })
  if (broker.success && broker.data.kind === 'remote') return broker.data
  const expected = 'a URL such as mqtt://127.0.0.1:1883, without user name and password, or else --config'
  throw new Fault('ARGUMENT_INVALID', {
    argument: '--url',
    value: url === undefined ? 'missing' : 'not that',
    expected,
  })
}
