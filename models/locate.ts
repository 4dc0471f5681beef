import { Fault } from '../config/fault.ts'
import { graphOf, type Held, judge, sourcesOf } from './cache.ts'
import { weightNamed } from './registry.ts'

/** Files of a weight whose hashes have just been found right. */
export type Located =
  | { readonly engine: 'onnx'; readonly name: string; readonly graph: string }
  | { readonly engine: 'tfjs'; readonly name: string; readonly topology: string; readonly weights: string }

/**
 * Finds a weight in the cache and checks what the engine will load, bit by bit. Meant to be called once at the start, on the
 * main thread; the paths are what workers are given.
 * @throws Fault MODEL_UNKNOWN, MODEL_MISSING where the cache lacks a file, MODEL_CORRUPT where one is not what it should be
 */
export async function locate(name: string, cache: string): Promise<Located> {
  const weight = weightNamed(name)
  const graph = graphOf(weight, cache)
  if (graph) return { engine: 'onnx', name, graph: await right(name, graph) }
  const [topology, weights] = sourcesOf(weight, cache)
  return { engine: 'tfjs', name, topology: await right(name, topology), weights: await right(name, weights) }
}

async function right(model: string, held: Held): Promise<string> {
  const verdict = await judge(held)
  if (verdict.is === 'absent') throw new Fault('MODEL_MISSING', { model })
  if (verdict.is === 'wrong')
    throw new Fault('MODEL_CORRUPT', { model, file: held.file, actual: verdict.actual, expected: held.sha256 })
  return held.file
}
