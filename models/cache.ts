import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import envPaths from 'env-paths'
import { Fault, why } from '../config/fault.ts'
import { fileSha256 } from './hash.ts'
import type { Weight } from './weight.ts'

/** What the converted graph is called in the folder of its weight. */
export const GRAPH = 'model.onnx'

/** A file that the cache holds for a weight once it is complete. */
export interface Held {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

/**
 * Where weights are kept. What was asked for on the command line goes first, then the environment variable AISLE_MODELS, then
 * `models.cache` of the configuration, then the cache folder of the user (XDG Base Directory Specification on Linux).
 */
export function cacheFolder(asked?: string, configured?: string): string {
  return asked || process.env.AISLE_MODELS || configured || join(envPaths('aisle', { suffix: '' }).cache, 'models')
}

/** The source files of a weight in the cache, in the order of {@link Weight.files}. */
export function sourcesOf(weight: Weight, cache: string): Held[] {
  return weight.files.map(({ path, bytes, sha256 }) => ({
    file: join(cache, weight.name, basename(path)),
    bytes,
    sha256,
  }))
}

/** The converted graph of a weight in the cache; undefined for one that stays as it is. */
export function graphOf(weight: Weight, cache: string): Held | undefined {
  return weight.graph && { ...weight.graph, file: join(cache, weight.name, GRAPH) }
}

/** Every file that the cache holds for a weight. */
export function heldFor(weight: Weight, cache: string): Held[] {
  const graph = graphOf(weight, cache)
  return graph ? [...sourcesOf(weight, cache), graph] : sourcesOf(weight, cache)
}

export type Verdict = { is: 'right' } | { is: 'absent' } | { is: 'wrong'; actual: string }

/** Compares a file with what it should be, to the last bit. @throws Fault FILE_UNREADABLE */
export async function judge(held: Held): Promise<Verdict> {
  try {
    const actual = await fileSha256(held.file)
    return actual === held.sha256 ? { is: 'right' } : { is: 'wrong', actual }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return { is: 'absent' }
    throw new Fault('FILE_UNREADABLE', { file: held.file, why: why(thrown) }, thrown)
  }
}

/**
 * A quick look that reads no file: present when all are there in their right lengths, partial when only some are.
 * @throws Fault FILE_UNREADABLE
 */
export async function glance(weight: Weight, cache: string): Promise<'present' | 'partial' | 'absent'> {
  const held = heldFor(weight, cache)
  const sizes = await Promise.all(held.map(({ file }) => sizeOf(file)))
  if (sizes.every((size, i) => size === held[i].bytes)) return 'present'
  return sizes.some(size => size !== undefined) ? 'partial' : 'absent'
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}
