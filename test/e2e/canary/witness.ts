import { Tensor } from 'onnxruntime-node'
import { Beholder } from '../../../agent/identity/faces/beholder.ts'
import type { Embedder } from '../../../agent/identity/faces/embedder.ts'
import { Field } from '../../../agent/identity/faces/field.ts'
import { ANYTHING, worth } from '../../../agent/identity/faces/quality.ts'
import { NUMBERS, SIDE } from '../../../agent/identity/faces/template.ts'
import { openFaceDetector } from '../../../agent/vision/open.ts'
import type { Picture } from '../../../agent/vision/picture.ts'
import type { Located } from '../../../models/locate.ts'
import { openSession } from '../../../models/session.ts'

/** Everything that the net was shown of a face, and what it said. Known here since the same code was run here. */
export interface Made {
  readonly crop: Uint8Array
  readonly views: Float32Array
  readonly numbers: Float32Array
  readonly worth: number
}

/** Runs what the worker runs, and keeps what the worker wipes. */
export async function openWitness(detector: Located, embedder: Located) {
  const session = await openSession('dlib', (embedder as Extract<Located, { engine: 'onnx' }>).graph)
  const shown = new Field()
  const field = shown.bytes
  let seen: Pick<Made, 'crop' | 'views'> | undefined
  const spy = {
    field,
    async embed(out: Float32Array, at: number) {
      shown.mirror()
      const { embedding } = await session.run({ image: new Tensor('uint8', field, [2, SIDE, SIDE, 3]) })
      const views = (embedding.data as Float32Array).slice()
      seen = { crop: field.slice(), views }
      // To the last bit as the worker's: Math.hypot rounds otherwise.
      let square = 0
      for (let i = 0; i < NUMBERS; i++) {
        out[at + i] = views[i] + views[NUMBERS + i]
        square += out[at + i] ** 2
      }
      const length = Math.sqrt(square)
      for (let i = 0; i < NUMBERS; i++) out[at + i] /= length
    },
    forget: async () => {},
    close: () => session.release(),
  }
  const beholder = new Beholder(await openFaceDetector(detector, 'coarse'), spy as unknown as Embedder)
  return {
    async see(picture: Picture, wanted = ANYTHING): Promise<Made | undefined> {
      const found = await beholder.look(picture, 0.5)
      const face = found.toSorted((a, b) => b.width - a.width)[0]
      const numbers = new Float32Array(NUMBERS)
      const { lacks, seen: quality } = await beholder.embed(
        picture,
        Float32Array.from(face.keypoints),
        1,
        wanted,
        numbers,
        0,
      )
      return lacks ? undefined : { ...seen!, numbers, worth: Math.fround(worth(quality)) }
    },
    close: () => beholder.close(),
  }
}
