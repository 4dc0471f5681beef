import { hkdfSync } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Fault, why } from '../../../config/fault.ts'
import type { Identity } from '../../../config/identity.ts'

type Where = Identity['gallery']['key']

/** Bytes of every key here. */
export const KEY = 32

/**
 * The key of the gallery, 64 hex digits on the first line. From the credentials that systemd hands to the service (systemd.exec(5),
 * LoadCredential), from a file that nobody but its owner may read, or, in tests alone, from an environment variable: those can be
 * read in /proc and are handed on to every child.
 * @throws Fault KEY_UNUSABLE, which never tells anything of the key
 */
export function readStoreKey(where: Where, env: NodeJS.ProcessEnv = process.env, what = 'of the gallery'): Buffer {
  const from = named(where)
  const unusable: Unusable = reason => new Fault('KEY_UNUSABLE', { what, from, why: reason, next: remedy(where, env) })
  const text = textOf(where, env, unusable).split(/\r?\n/, 1)[0]
  if (!/^[0-9a-f]{64}$/i.test(text)) throw unusable('its first line is not 64 hex digits')
  return Buffer.from(text, 'hex')
}

/** The key of the pseudonyms of one subscriber. @throws Fault KEY_UNUSABLE */
export function subscriberKey(id: string, path: string): Buffer {
  return readStoreKey({ kind: 'file', path }, process.env, `of the subscriber ${id}`)
}

type Unusable = (reason: string) => Fault

function textOf(where: Where, env: NodeJS.ProcessEnv, unusable: Unusable): string {
  switch (where.kind) {
    case 'credential': {
      if (!env.CREDENTIALS_DIRECTORY) throw unusable('systemd hands it to the service alone')
      return read(join(env.CREDENTIALS_DIRECTORY, where.name), unusable, GUARDED)
    }
    case 'file':
      return read(where.path, unusable, ALONE)
    case 'environment': {
      if (env.NODE_ENV !== 'test') throw unusable('a key comes from the environment in tests only')
      return env[where.name] ?? ''
    }
  }
}

/** Nobody but the owner. */
const ALONE = 0o077
/**
 * systemd lets one user into the folder of credentials, and may let them read the file by an access list: the mask of that stands where the
 * group is told (acl(5)).
 */
const GUARDED = 0o037

function read(file: string, unusable: Unusable, others: number): string {
  try {
    const { mode } = statSync(file)
    if ((mode & others) !== 0) throw new Error(`others may use it too (mode ${(mode & 0o777).toString(8)})`)
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    throw unusable(why(thrown))
  }
}

function named(where: Where): string {
  switch (where.kind) {
    case 'credential':
      return `the credential ${where.name}`
    case 'file':
      return where.path
    case 'environment':
      return `the variable ${where.name}`
  }
}

function remedy(where: Where, env: NodeJS.ProcessEnv): string {
  switch (where.kind) {
    case 'credential':
      if (!env.CREDENTIALS_DIRECTORY)
        return 'With a credential members enrol at a kiosk, and are erased, over the broker; for aislectl the key must be a file of its own (kind: file) that the user of the agent alone may read.'
      return `${laidAs(where.name)}, and start the service anew; aislectl key secret makes one where there was never any.`
    case 'file':
      return 'Only its owner may read it (chmod 600); where there was never one, make it with: aislectl key secret.'
    case 'environment':
      return 'In a shop let it be a credential, or a file of its own.'
  }
}

/** What the unit of the package calls files of its folder. */
const SECRET = /^secret_(.+)$/

function laidAs(name: string): string {
  const file = SECRET.exec(name)?.[1]
  return file === undefined
    ? `The unit of the package calls a file NAME in /var/lib/aisle-credentials secret_NAME: name it so`
    : `Lay it into /var/lib/aisle-credentials as ${file}`
}

/** A key for one use, of the store key (HKDF-SHA-256, RFC 5869). */
export function derive(storeKey: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', storeKey, '', `aisle gallery 1 ${use}`, KEY))
}
