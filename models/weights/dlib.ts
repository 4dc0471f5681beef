import type { Weight } from '../weight.ts'

/** dlib's face recognition ResNet, version 1: http://dlib.net/files, weights given to the public domain by their author. */
export const dlib: Weight = {
  name: 'dlib',
  task: 'embedding',
  licence: 'CC0-1.0',
  author: 'Davis E. King (dlib)',
  origin: {
    kind: 'npm',
    package: '@vladmandic/face-api',
    version: '1.7.15',
    integrity: 'sha512-WDMmK3CfNLo8jylWqMoQgf4nIst3M0fzx1dnac96wv/dvMTN4DxC/Pq1DGtduDk1lktCamQ3MIDXFnvrdHTXDw==',
  },
  files: [
    {
      path: 'model/face_recognition_model-weights_manifest.json',
      bytes: 19_615,
      sha256: 'cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b',
    },
    {
      path: 'model/face_recognition_model.bin',
      bytes: 6_444_032,
      sha256: 'b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589',
    },
  ],
  graph: {
    bytes: 22_438_760,
    sha256: '0c9d586a0b5ad5311ec0dc4455ccf866a171a4ac91b8d5934003e640922be0b2',
    convert: async ([manifest, weights]) => {
      const { dlibToOnnx } = await import('../convert/dlib.ts')
      return dlibToOnnx(manifest, weights)
    },
  },
  input: 'image: uint8 faces×150×150×3, red, green, blue',
  before:
    'The face turned, scaled and cropped so that eyes, nose and mouth lie where they lay in training. The graph takes off the mean.',
  after: 'embedding: faces×128. Two faces are alike as the Euclidean distance between their numbers is small.',
}
