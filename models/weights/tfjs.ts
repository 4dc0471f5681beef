import type { Weight } from '../weight.ts'
import { humanModels } from './human.ts'

const ours = {
  task: 'faces',
  licence: 'Apache-2.0',
  author: 'Google (MediaPipe)',
  origin: humanModels,
  before: 'Done by @tensorflow-models/face-detection, which takes the picture as it is.',
  after: 'Done by @tensorflow-models/face-detection: boxes, six key points, scores.',
} as const

/** MediaPipe's full-range detector as a TensorFlow.js graph, for the second engine. */
export const tfjsFull: Weight = {
  ...ours,
  name: 'tfjs-full',
  files: [
    {
      path: 'models/facemesh-detection-full.json',
      bytes: 188_434,
      sha256: '1bdef3b5bfef3132ad5b625eca3493af01a373df4a3b2584fa250e5da16ed960',
    },
    {
      path: 'models/facemesh-detection-full.bin',
      bytes: 1_026_192,
      sha256: '5c3f885a2fd36cb36a6e8bf96a902d9702d486dc76454536e7c15ba73c4e5b42',
    },
  ],
  input: 'input: float32 n×192×192×3, red, green, blue, −1…1',
}

/** MediaPipe's short-range detector as a TensorFlow.js graph, for the second engine. */
export const tfjsShort: Weight = {
  ...ours,
  name: 'tfjs-short',
  files: [
    {
      path: 'models/facemesh-detection-short.json',
      bytes: 72_779,
      sha256: '39a0a802cee9aeacd430e35b819f3a77f1440ca94747388a4147185a0bda7a03',
    },
    {
      path: 'models/facemesh-detection-short.bin',
      bytes: 201_268,
      sha256: 'e9b69ee1c1f8cd33c58120bcd75bf8c56bfba20c880f447e9d293ec102059d4b',
    },
  ],
  input: 'input: float32 n×128×128×3, red, green, blue, −1…1',
}
