import type { Models } from '../../config/models.ts'
import type { ColourFrame } from '../../drivers/frame.ts'
import { cacheFolder } from '../../models/cache.ts'
import { locate } from '../../models/locate.ts'
import type { Detections } from './detections.ts'
import type { Face } from './face.ts'
import type { Picture } from './picture.ts'
import { startFaceDetector, startPersonDetector } from './threaded.ts'

/** What the agent sees in colour pictures. Several lanes may share one: each detector looks at one picture after the other. */
export interface Vision {
  /**
   * Leaves in `into` the people of a frame and nothing else: boxes in pixels, best first. The frame may be overwritten as soon
   * as this has returned its promise.
   * @throws Fault ENGINE_FAILED; the next frame is looked at by a new thread
   */
  people(frame: ColourFrame, into: Detections, minScore: number): Promise<void>
  /** The faces of a frame, in pixels, best first; throws as {@link people} does. */
  faces(frame: ColourFrame, minScore: number): Promise<Face[]>
  /** Answers what was asked, then ends the threads. */
  close(): Promise<void>
}

export type Sight = 'people' | 'faces'

/**
 * Finds the weights of what is wanted, checks them and loads each into a thread of its own.
 * @throws Fault MODEL_MISSING, MODEL_CORRUPT, ENGINE_FAILED
 */
export async function openVision(models: Models, wanted: readonly Sight[]): Promise<Vision> {
  const cache = cacheFolder(undefined, models.cache)
  const people = wanted.includes('people') ? await startPersonDetector(await locate(models.people, cache)) : undefined
  const faces = wanted.includes('faces')
    ? await startFaceDetector(await locate(models.faces, cache), 'coarse')
    : undefined
  return {
    async people(frame, into, minScore) {
      if (!people) throw new TypeError('vision was opened without people')
      await people.detect(picture(frame), minScore, into)
    },
    async faces(frame, minScore) {
      if (!faces) throw new TypeError('vision was opened without faces')
      return faces.detect(picture(frame), minScore)
    },
    async close() {
      await Promise.all([people?.close(), faces?.close()])
    },
  }
}

function picture({ width, height, pixels }: ColourFrame): Picture {
  return { layout: 'nv12', width, height, pixels }
}
