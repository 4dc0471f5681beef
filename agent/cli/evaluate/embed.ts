import type { Located } from '../../../models/locate.ts'
import { Photographs } from '../../identity/faces/photographs.ts'
import { ANYTHING } from '../../identity/faces/quality.ts'
import { ticker } from './ticker.ts'

/**
 * Numbers of the face that each of some photographs is of, by file; nothing for those in which none is found. They are in memory
 * only; whoever gets them wipes them.
 * @throws Fault IMAGE_UNREADABLE, ENGINE_FAILED
 */
export async function embedAll(
  files: readonly string[],
  detector: Located,
  embedder: Located,
): Promise<Map<string, Float32Array>> {
  const numbers = new Map<string, Float32Array>()
  const photographs = await Photographs.open(detector, embedder)
  const shown = ticker('photographs', files.length)
  try {
    for (const file of files) {
      const made = await photographs.embed(file, ANYTHING)
      if (made) numbers.set(file, made)
      shown.tick()
    }
  } finally {
    shown.end()
    await photographs.close()
  }
  return numbers
}
