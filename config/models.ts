import { z } from 'zod'
import { OwnPath } from './shapes.ts'

export const Models = z.strictObject({
  cache: OwnPath.optional().describe(
    'Where weights are kept. The environment variable AISLE_MODELS goes before it; without both, the cache folder of the user.',
  ),
  people: z.enum(['nanodet']).default('nanodet').describe('Detector of people in colour pictures.'),
  faces: z
    .enum(['mediapipe-full', 'mediapipe-short', 'yunet', 'tfjs-full', 'tfjs-short'])
    .default('mediapipe-full')
    .describe(
      'Detector of faces that `aislectl models pull` brings along; the default is also that of `aislectl evaluate faces-detect`. The agent looks for faces only while somebody who agreed to it, and said so here and now, is before a camera. The two that begin with tfjs run in TensorFlow.js instead of ONNX Runtime.',
    ),
})
export type Models = z.infer<typeof Models>

export const Log = z.strictObject({
  level: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info')
    .describe('Least severity that is written.'),
})
export type Log = z.infer<typeof Log>
