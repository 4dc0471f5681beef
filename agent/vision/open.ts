import type { Located } from '../../models/locate.ts'
import type { FaceDetector, PersonDetector } from './detector.ts'
import { openMediapipe } from './mediapipe.ts'
import { openNanodet } from './nanodet.ts'
import type { Detail } from './tiles.ts'
import { openYunet } from './yunet.ts'

/**
 * Opens the detector of people that a located weight is for, on this thread.
 * @throws Fault ENGINE_FAILED
 */
export function openPersonDetector(located: Located): Promise<PersonDetector> {
  if (located.engine === 'onnx' && located.name === 'nanodet') return openNanodet(located.name, located.graph)
  throw new TypeError(`${located.name} finds no people`)
}

/**
 * Opens the detector of faces that a located weight is for, on this thread.
 * @throws Fault ENGINE_FAILED
 */
export async function openFaceDetector(located: Located, detail: Detail): Promise<FaceDetector> {
  const { name } = located
  const range = name.endsWith('-full') ? 'full' : 'short'
  if (located.engine === 'tfjs') {
    const { openTfjs } = await import('./tfjs.ts')
    return openTfjs(name, located, range, detail)
  }
  if (name === 'yunet') return openYunet(name, located.graph, detail)
  if (name.startsWith('mediapipe-')) return openMediapipe(name, located.graph, range, detail)
  throw new TypeError(`${name} finds no faces`)
}
