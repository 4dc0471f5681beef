import { weightNamed } from '../../../models/registry.ts'
import type { Net } from './gallery.ts'

/** Grows when crops are cut, or numbers made of them, in another way: templates of before no longer fit. */
const RECIPE = 1

/** By what templates are made in this version of the agent. */
export function netOf(): Net {
  const { name, graph } = weightNamed('dlib')
  return { model: name, version: `${graph!.sha256.slice(0, 16)}-${RECIPE}` }
}
