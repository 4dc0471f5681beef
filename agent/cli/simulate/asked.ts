import { Broker } from '../../../config/broker.ts'
import { Fault } from '../../../config/fault.ts'
import { Slug } from '../../../config/shapes.ts'
import type { Ms } from '../../../config/units.ts'
import type { Remote } from '../../publish/access.ts'
import { number, whole } from '../number.ts'
import { LEAST_PER_MINUTE } from './day.ts'

/** What a fleet is to be. */
export interface Asked {
  readonly broker: Remote
  readonly tenant: string
  readonly stores: number
  /** Number of the first store, so that several machines can make up one fleet. */
  readonly first: number
  readonly minutes: number
  /** Events of a store in a minute, in the mean of its day. */
  readonly rate: number
  /** How long all are cut off in the middle; 0 for not at all. */
  readonly outageMs: Ms
  readonly window: number
  readonly listeners: number
  readonly isShared: boolean
  /** Processes of the broker on this machine. */
  readonly pids: readonly number[]
  readonly seed: number
}

type Words = Readonly<Record<string, unknown>>

/** The command line, understood. @throws Fault ARGUMENT_INVALID */
export function asked(words: Words): Asked {
  const text = (name: string) => {
    const word = words[name]
    return typeof word === 'string' ? word : undefined
  }
  const count = (name: string, low: number, high: number) => whole(`--${name}`, text(name), low, high)
  const real = (name: string, low: number, high: number) => number(`--${name}`, text(name), low, high)
  const tenant = Slug.safeParse(text('tenant'))
  if (!tenant.success)
    throw invalid('--tenant', text('tenant'), 'lower-case letters, digits and inner hyphens, at most 63')
  return {
    broker: broker(text),
    tenant: tenant.data,
    stores: count('stores', 1, 100_000),
    first: count('first', 1, 999_999),
    minutes: real('minutes', 0.05, 1440),
    rate: real('rate', LEAST_PER_MINUTE, 6000),
    outageMs: text('outage') === undefined ? 0 : 1000 * real('outage', 1, 3600),
    window: count('window', 1, 1000),
    listeners: count('listeners', 1, 64),
    isShared: words.shared === true,
    pids: (text('broker-pid') ?? '')
      .split(',')
      .filter(word => word !== '')
      .map(word => whole('--broker-pid', word, 1, 2 ** 31)),
    seed: count('seed', 0, 2 ** 32),
  }
}

function broker(text: (name: string) => string | undefined): Remote {
  const named = {
    protocol: text('protocol'),
    username: text('username'),
    passwordFile: text('password-file'),
    caFile: text('ca'),
    certFile: text('cert'),
    keyFile: text('key'),
  }
  const given = Object.entries(named).filter(([, value]) => value !== undefined)
  const read = Broker.safeParse({ kind: 'remote', url: text('url'), ...Object.fromEntries(given) })
  if (read.success && read.data.kind === 'remote') return read.data
  const key = String(read.error?.issues[0]?.path[0] ?? 'url')
  const option = {
    protocol: '--protocol',
    passwordFile: '--password-file',
    caFile: '--ca',
    certFile: '--cert',
    keyFile: '--key',
  }[key]
  if (option !== undefined) throw invalid(option, text(option.slice(2)), key === 'protocol' ? '5 or 3.1.1' : 'a file')
  // It may bear a password: it is not said again.
  throw new Fault('ARGUMENT_INVALID', {
    argument: '--url',
    value: text('url') === undefined ? 'missing' : 'not that',
    expected: 'a URL such as mqtts://broker.example:8883, without user name and password',
  })
}

function invalid(argument: string, value: string | undefined, expected: string): Fault {
  return new Fault('ARGUMENT_INVALID', { argument, value: value ?? 'missing', expected })
}
