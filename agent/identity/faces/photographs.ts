import type { Located } from '../../../models/locate.ts'
import type { Face } from '../../vision/face.ts'
import { readPhotograph } from '../../vision/photograph.ts'
import type { Picture } from '../../vision/picture.ts'
import type { Bearer } from '../permit.ts'
import { Faces } from './faces.ts'
import { Keeper } from './keeper.ts'
import type { Standard } from './quality.ts'

const NOBODY: Bearer = { sensor: 'photograph', track: 0 }
/** Lower than a shop would go: who judges how well faces are told apart has put one into each photograph. */
const MIN_SCORE = 0.2

/** The one thing by which a photograph may be embedded: made for a file that was just read, good for it alone, once. */
class Shown {}

/**
 * Embeds faces of image files, for `aislectl evaluate` on public photographs and for nothing else: it opens files by itself and takes
 * no picture from anybody, so that no camera's can be given to it, and what it makes is of nobody whom the agent follows. The agent
 * never loads this file (a test sees to that).
 */
export class Photographs extends Keeper<Shown> {
  #shown: Shown | undefined
  #faces!: Faces<Shown>

  private constructor() {
    super()
  }

  /** @throws Fault ENGINE_FAILED */
  static async open(detector: Located, embedder: Located): Promise<Photographs> {
    const photographs = new Photographs()
    photographs.#faces = await Faces.start(detector, embedder, photographs)
    return photographs
  }

  holds(value: unknown): value is Shown {
    return value instanceof Shown && value === this.#shown
  }

  /**
   * Numbers of the face that a photograph is of: the largest, and nearest to its middle. Undefined where none is found, or where it
   * lacks what is `wanted`.
   * @throws Fault IMAGE_UNREADABLE, ENGINE_FAILED
   */
  async embed(file: string, wanted: Standard): Promise<Float32Array | undefined> {
    const { picture } = await readPhotograph(file)
    const look = await this.#faces.look(picture, MIN_SCORE, true)
    const shown = new Shown()
    this.#shown = shown
    try {
      const face = foremost(picture, look.faces)
      return face && (await this.#faces.embed(shown, NOBODY, look, face, 0, wanted)).numbers
    } finally {
      this.#shown = undefined
      await this.#faces.release(look)
    }
  }

  close(): Promise<void> {
    return this.#faces.close()
  }
}

/** The face whose width, less its distance from the middle, is greatest; uncertain ones count less. */
function foremost({ width, height }: Picture, faces: readonly Face[]): Face | undefined {
  const rank = (face: Face) =>
    face.width * face.score - Math.hypot(face.x + (face.width - width) / 2, face.y + (face.height - height) / 2)
  return faces.reduce<Face | undefined>((best, face) => (best && rank(best) >= rank(face) ? best : face), undefined)
}
