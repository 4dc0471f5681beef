import type { Detections } from './detections.ts'
import type { Face } from './face.ts'
import type { Picture } from './picture.ts'

/** Finds people. Every implementation passes test/agent/vision/detectors.test.ts. */
export interface PersonDetector {
  /**
   * Leaves in `into` the people of a picture and nothing else, in pixels, best first, each once.
   * @throws Fault ENGINE_FAILED
   */
  detect(picture: Picture, minScore: number, into: Detections): Promise<void>
  /** Gives everything back. Nothing may be asked afterwards. */
  close(): Promise<void>
}

/** Finds faces, as {@link PersonDetector} finds people. */
export interface FaceDetector {
  /**
   * The faces of a picture, best first, each once.
   * @throws Fault ENGINE_FAILED
   */
  detect(picture: Picture, minScore: number): Promise<Face[]>
  close(): Promise<void>
}
