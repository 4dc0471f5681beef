import { Fault } from '../config/fault.ts'
import type { Weight } from './weight.ts'
import { dlib } from './weights/dlib.ts'
import { mediapipeFull, mediapipeShort } from './weights/mediapipe.ts'
import { nanodet } from './weights/nanodet.ts'
import { tfjsFull, tfjsShort } from './weights/tfjs.ts'
import { yunet } from './weights/yunet.ts'

/** Everything learned that Aisle can use. A weight that is not here is never loaded. */
export const WEIGHTS: readonly Weight[] = [nanodet, mediapipeFull, mediapipeShort, yunet, dlib, tfjsFull, tfjsShort]

/** @throws Fault MODEL_UNKNOWN */
export function weightNamed(name: string): Weight {
  const weight = WEIGHTS.find(known => known.name === name)
  if (!weight) throw new Fault('MODEL_UNKNOWN', { model: name, known: WEIGHTS.map(known => known.name).join(', ') })
  return weight
}
