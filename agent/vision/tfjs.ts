import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { MediaPipeFaceDetectorTfjs } from '@tensorflow-models/face-detection/dist/tfjs/detector.js'
import type { FaceDetector } from './detector.ts'
import type { Face } from './face.ts'
import { Gathering } from './gather.ts'
import { guarded } from './guard.ts'
import { RANGES, type Range, Views } from './mediapipe.ts'
import type { Picture } from './picture.ts'
import type { Detail } from './tiles.ts'
import type { View } from './view.ts'

// All parts must share one instance of tfjs-core, which the detector asks for as CommonJS.
const require = createRequire(import.meta.url)

/** The package keeps one face unless told otherwise. */
const MOST_FACES = 100
const POINTS = 6

/** Files of a TensorFlow.js graph model. */
export interface TfjsFiles {
  readonly topology: string
  readonly weights: string
}

/**
 * MediaPipe's face detectors on TensorFlow.js, in WebAssembly: for machines without ONNX Runtime, and as the oracle of our
 * conversions. It sees the same pixels as {@link openMediapipe}. The package itself keeps nothing below a score of 0.6 (full
 * range) or 0.5 (short range).
 * @throws Fault ENGINE_FAILED where the model cannot be loaded
 */
export function openTfjs(model: string, files: TfjsFiles, range: Range, detail: Detail): Promise<FaceDetector> {
  return guarded(model, async () => {
    const core: typeof import('@tensorflow/tfjs-core') = require('@tensorflow/tfjs-core')
    await wasmIsReady(core)
    const { load }: typeof import('@tensorflow-models/face-detection/dist/tfjs/detector.js') =
      require('@tensorflow-models/face-detection/dist/tfjs/detector.js')
    const detector = await load({
      runtime: 'tfjs',
      modelType: range,
      maxFaces: MOST_FACES,
      detectorModelUrl: { load: () => artifacts(files) },
    })
    return new Tfjs(model, core, detector, range, detail)
  })
}

class Tfjs implements FaceDetector {
  readonly #model: string
  readonly #core: typeof import('@tensorflow/tfjs-core')
  readonly #detector: MediaPipeFaceDetectorTfjs
  readonly #side: number
  readonly #views: Views<Uint8Array>
  readonly #gathering = new Gathering()

  constructor(
    model: string,
    core: typeof import('@tensorflow/tfjs-core'),
    detector: MediaPipeFaceDetectorTfjs,
    range: Range,
    detail: Detail,
  ) {
    this.#model = model
    this.#core = core
    this.#detector = detector
    this.#side = RANGES[range].side
    this.#views = new Views(range, detail, field => field)
  }

  detect(picture: Picture, minScore: number): Promise<Face[]> {
    return guarded(this.#model, async () => {
      this.#gathering.clear()
      await this.#views.each(picture, (view, field) => this.#look(view, field, minScore))
      return this.#gathering.faces()
    })
  }

  async close(): Promise<void> {
    this.#detector.dispose()
  }

  /** Of the two ways to ask the package, only this one tells scores; its numbers are shares of the field's side. */
  async #look(view: View, field: Uint8Array, minScore: number): Promise<void> {
    const side = this.#side
    const image = this.#core.tensor3d(field, [side, side, 3], 'int32')
    try {
      const found = await this.#detector.detectFaces(image)
      const boxes = new Float32Array(4 * found.length)
      const keypoints = new Float32Array(2 * POINTS * found.length)
      found.forEach(({ locationData: { relativeBoundingBox: box, relativeKeypoints: points } }, i) => {
        boxes.set([box!.xMin * side, box!.yMin * side, box!.xMax * side, box!.yMax * side], 4 * i)
        keypoints.set(
          points!.flatMap(({ x, y }) => [x * side, y * side]),
          2 * POINTS * i,
        )
      })
      this.#gathering.add(
        view,
        boxes,
        keypoints,
        Float32Array.from(found, ({ score }) => score![0]),
        minScore,
      )
    } finally {
      image.dispose()
    }
  }
}

async function wasmIsReady(core: typeof import('@tensorflow/tfjs-core')): Promise<void> {
  const wasm: typeof import('@tensorflow/tfjs-backend-wasm') = require('@tensorflow/tfjs-backend-wasm')
  wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '/'))
  wasm.setThreadsCount(1)
  if (!(await core.setBackend('wasm'))) throw new Error('WebAssembly is not available')
  await core.ready()
}

/** What an io.IOHandler gives: the graph and its weights, read from disk. */
async function artifacts({ topology, weights }: TfjsFiles) {
  const [json, bytes] = await Promise.all([readFile(topology, 'utf8'), readFile(weights)])
  const model = JSON.parse(json)
  return {
    modelTopology: model.modelTopology,
    format: model.format,
    signature: model.signature,
    userDefinedMetadata: model.userDefinedMetadata,
    weightSpecs: model.weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights),
    weightData: new Uint8Array(bytes).buffer,
  }
}
