import { X509Certificate as NodeCertificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import { examineConfig, parseConfig, whereabouts } from '../../config/load.ts'
import { renewalFile } from '../../config/renewal.ts'
import { authorityOf, enrol, firstConfig, isFinal } from './client.ts'
import { joined } from './joined.ts'
import { pemOf } from './keys.ts'
import { lay } from './lay.ts'
import { isPending, openPending } from './pending.ts'
import { writeRenewal } from './renew.ts'
import type { Token } from './token.ts'
import type { X509Certificate } from './x509.ts'

export interface Joining {
  readonly token: Token
  /** Where the first configuration goes; what it names of keys and certificates goes beside it. */
  readonly file: string
  /** Whether a configuration that is there may be replaced; that of a simulated shop always may. */
  readonly replace: boolean
  /** Hears what is done. */
  readonly told: (line: string) => void
  /** Puts the first configuration in force, when all that it names of keys and certificates has its place; without it, it is laid down. */
  readonly begin?: (text: string, config: Config) => Promise<void>
}

/**
 * Lets this machine join a fleet: makes its key, which never leaves it, has it vouched for, fetches its first configuration and lays everything in
 * its place, the configuration last. Broken off anywhere and repeated with the same token, it goes on where it was.
 * @throws Fault JOIN_AGAIN, JOIN_DONE, JOIN_STRANGER, JOIN_UNREACHABLE, JOIN_REFUSED, JOIN_UNFIT, FILE_UNWRITABLE
 */
export async function join({ token, file, replace, told, begin }: Joining): Promise<Config> {
  // Of this token alone: with another one, another key begins.
  const waiting = `${file}.joining-${token.invitation}`
  const goesOn = isPending(waiting)
  const known = replace || goesOn ? undefined : joined(file, token.authority, Date.now())
  if (known) throw new Fault('JOIN_AGAIN', { file, ...known })
  if (existsSync(file) && !replace && !goesOn && !isExample(file)) throw new Fault('JOIN_DONE', { file })
  const authority = await authorityOf(token)
  told(`${token.url} is who the token says.`)
  const { keys, isNew, drop } = await openPending(waiting)
  const certificate = await enrol(token, authority, keys).catch((thrown: unknown) => {
    // A key that nobody vouches for is good for nothing; for one of an earlier try somebody may have.
    if (isNew && isFinal(thrown)) drop()
    throw thrown
  })
  told(
    `This machine is ${certificate.subjectName.getField('CN').join()}; its certificate is good until ${certificate.notAfter.toISOString().slice(0, 10)}.`,
  )
  const text = await firstConfig(token, authority, keys, certificate)
  const config = understood(text, file, token.url)
  const named = certificate.subjectName.getField('CN').join()
  if (!names(config).includes(named))
    throw new Fault('JOIN_UNFIT', {
      url: token.url,
      why: `it is of ${names(config)[0]}, and the certificate is of ${named}`,
    })
  const { caFile, certFile, keyFile } = places(config, file, token.url)
  // Written meanwhile, by somebody who knows nothing of this.
  if (!replace && isOther(file, text) && !isExample(file)) throw new Fault('JOIN_DONE', { file })
  spare(file, [caFile, certFile, keyFile], authority, token.url)
  const renewal = renewalFile(certFile)
  place(caFile, authority.toString('pem'), 'known')
  place(keyFile, await pemOf(keys), 'secret')
  place(certFile, certificate.toString('pem'), 'known')
  place(renewal, writeRenewal({ url: token.url, authority: authority.toString('pem') }), 'known')
  if (begin) await begin(text, config)
  else layDown(file, text)
  drop()
  told(`Its configuration is ${file}.`)
  return config
}

/** The first configuration takes the place of whatever is there, which stays beside it. @throws Fault FILE_UNWRITABLE, FILE_UNREADABLE */
export function layDown(file: string, text: string): void {
  place(file, text, 'secret')
}

/**
 * A configuration that may have to be returned to goes on with the same files only where they are of the same authority.
 * @throws Fault JOIN_UNFIT
 */
function spare(file: string, taken: readonly string[], authority: X509Certificate, url: string): void {
  if (!existsSync(file) || isExample(file)) return
  const found = examineConfig(file)
  const broker = 'config' in found ? found.config.broker : undefined
  if (broker?.kind !== 'remote') return
  const own = [broker.caFile, broker.certFile, broker.keyFile].filter(path => path !== undefined)
  const shared = taken.find(path => own.includes(path))
  if (shared === undefined || (broker.caFile && isOf(broker.caFile, authority))) return
  throw new Fault('JOIN_UNFIT', {
    url,
    why: `it would take ${shared} from the configuration in force, which is of another authority and could not be returned to: name its files otherwise, or move ${file} away first`,
  })
}

function isOf(caFile: string, authority: X509Certificate): boolean {
  try {
    return new NodeCertificate(readFileSync(caFile)).raw.equals(Buffer.from(authority.rawData))
  } catch {
    return false
  }
}

/** A shop of which everything is made up, as the package brings it, is nobody's. */
export function isExample(file: string): boolean {
  const found = examineConfig(file)
  if (!('config' in found)) return false
  const { cameras, depth, wifi, scanners } = found.config
  const sensors = [...cameras, ...depth, ...wifi, ...scanners]
  return sensors.length > 0 && sensors.every(({ feed }) => feed.driver === 'simulated')
}

function isOther(file: string, text: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8') !== text
}

/** How the certificate of an agent may call it: to a central broker, and to that of its shop. */
function names({ store: { tenant, store, agent } }: Config): string[] {
  return [`aisle/v1/${tenant}/${store}/${agent}`, agent]
}

/** What was there stays beside it. @throws Fault FILE_UNWRITABLE, FILE_UNREADABLE */
function place(file: string, text: string, kind: 'secret' | 'known'): void {
  try {
    if (isOther(file, text)) lay(`${file}.previous`, readFileSync(file, 'utf8'), kind)
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
  lay(file, text, kind)
}

/** @throws Fault JOIN_UNFIT */
function understood(text: string, file: string, url: string): Config {
  const parsed = parseConfig(text, dirname(resolve(file)))
  if ('config' in parsed) return parsed.config
  const [first] = parsed.mistakes
  throw new Fault('JOIN_UNFIT', { url, why: `${whereabouts(first)}: is ${first.value}, expected ${first.expected}` })
}

/**
 * Where the configuration expects authority, certificate and key: beside itself, for nobody but the owner of the machine may say what else is
 * written over. @throws Fault JOIN_UNFIT
 */
export function places(
  { broker }: Config,
  file: string,
  url: string,
): { readonly caFile: string; readonly certFile: string; readonly keyFile: string } {
  const unfit = (reason: string) => new Fault('JOIN_UNFIT', { url, why: reason })
  if (broker?.kind !== 'remote') throw unfit('it has no broker of kind remote')
  const { caFile, certFile, keyFile } = broker
  if (!caFile || !certFile || !keyFile) throw unfit('its broker lacks caFile, certFile or keyFile')
  const all = [caFile, certFile, keyFile]
  const folder = dirname(resolve(file))
  if (all.some(path => /^\.\.(\/|$)|^\//.test(relative(folder, path))))
    throw unfit('its broker has caFile, certFile or keyFile elsewhere than beside it')
  const laid = [...all, renewalFile(certFile), resolve(file)].flatMap(path => [path, `${path}.previous`])
  if (new Set(laid).size < laid.length) throw unfit('two files of its broker are one')
  return { caFile, certFile, keyFile }
}
