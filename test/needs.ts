import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { cacheFolder, heldFor } from '../models/cache.ts'
import { weightNamed } from '../models/registry.ts'

// A user's search path leaves out where Debian keeps its servers.
process.env.PATH += [':/usr/sbin:/sbin', ...postgresFolders()].join(':')

/** PostgreSQL of each version lies in a folder of its own. */
function postgresFolders(): string[] {
  const folder = '/usr/lib/postgresql'
  return existsSync(folder) ? readdirSync(folder).map(version => join(folder, version, 'bin')) : []
}

/** Debian packages that some tests use, by the command that shows that one is there. */
export const PACKAGES = {
  ffmpeg: 'ffmpeg',
  mosquitto: 'mosquitto',
  mosquitto_sub: 'mosquitto-clients',
  tcpdump: 'tcpdump',
  ip: 'iproute2',
  openssl: 'openssl',
  cc: 'gcc',
  postgres: 'postgresql',
  faketime: 'faketime',
  'rabbitmq-server': 'rabbitmq-server',
  'systemd-analyze': 'systemd',
  chromium: 'chromium',
  mandoc: 'mandoc',
} as const

/** Where the headers of libpcap lie, from which the optional npm module pcap is built; and the package that has them. */
export const PCAP = { headers: ['/usr/include/pcap.h', '/usr/include/pcap/pcap.h'], package: 'libpcap-dev' } as const

export type Need = keyof typeof PACKAGES | 'libpcap' | 'root' | 'recordings' | `model ${string}`

/**
 * A describe that runs where everything it needs is there, and otherwise is one skipped test whose name says what it lacked.
 * Under AISLE_TEST_ALL=1 a lacking system package is a failure: there the tests are meant to be complete.
 */
export function describeWith(needs: readonly Need[], title: string, body: () => void): void {
  const lacking = needs.filter(need => !has(need))
  if (lacking.length === 0) return void describe(title, body)
  if (process.env.AISLE_TEST_ALL && lacking.some(need => need in PACKAGES))
    throw new Error(`${title}: ${lacking.join(', ')} is not installed`)
  // The body of a skipped suite would still run, to find its tests; and may look for what is not there.
  describe(title, () => test.skip(`(needs ${lacking.map(described).join(', ')})`))
}

/** Whether the npm module pcap is there and built: npm drops an optional module that it could not build. */
export function hasPcap(): boolean {
  const built = new URL('../node_modules/pcap/build/Release/', import.meta.url)
  return existsSync(built) && readdirSync(built).some(file => file.endsWith('.node'))
}

/** The folder of public recordings, or a path in it. Only inside a suite that needs `recordings`. */
export function recordings(...path: string[]): string {
  return join(process.env.AISLE_DATA ?? '/nonexistent', ...path)
}

function has(need: Need): boolean {
  if (need === 'recordings') return !!process.env.AISLE_DATA && existsSync(process.env.AISLE_DATA)
  if (need === 'root') return process.getuid?.() === 0
  if (need === 'libpcap') return hasPcap()
  if (need.startsWith('model '))
    return heldFor(weightNamed(need.slice('model '.length)), models()).every(({ file }) => existsSync(file))
  return spawnSync('which', [need]).status === 0
}

/** Where the tests look for weights: what `aislectl models pull` filled. */
export function models(): string {
  return cacheFolder()
}

function described(need: Need): string {
  if (need === 'recordings') return 'AISLE_DATA to name the folder of recordings'
  if (need === 'libpcap') return 'libpcap-dev, then npm rebuild pcap'
  if (need.startsWith('model ')) return `aislectl models pull ${need.slice('model '.length)}`
  return need
}
