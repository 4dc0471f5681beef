import type { Graph, Weight } from '../weight.ts'

const ours = {
  task: 'faces',
  licence: 'Apache-2.0',
  author: 'Google (MediaPipe)',
  origin: {
    kind: 'npm',
    package: '@mediapipe/face_detection',
    version: '0.4.1657300184',
    integrity: 'sha512-k5aYtTf7av7GwD3C9T4LJB/okHK/uJwFQSOmJ9OHZMlwg7SdYVMolRgDlA962OU7fIBKsrOA7f7BzD2gpzcAKw==',
  },
  before: 'The picture scaled to fit and centred on black. The graph scales the channels to −1…1.',
} as const

const after =
  'boxes: n×4, two corners in pixels of the input; keypoints: n×12, right eye, left eye, nose, mouth, right ear, left ear (of ' +
  'the person) in pixels of the input; scores: n, 0…1. Non-maximum suppression is left to do. '

const convert: Graph['convert'] = async ([bytes]) => {
  const { mediapipeToOnnx } = await import('../convert/faces.ts')
  return mediapipeToOnnx(bytes)
}

/** Faces up to about five metres away; the anchors are one a cell of a grid of stride 4. */
export const mediapipeFull: Weight = {
  ...ours,
  name: 'mediapipe-full',
  files: [
    {
      path: 'face_detection_full_range.tflite',
      bytes: 1_083_984,
      sha256: '99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3',
    },
  ],
  graph: {
    bytes: 2_230_733,
    sha256: '86dc766fd8c57d57ed8c2d45c108882da7f19c61e101f5d0b23e6da439570bdf',
    convert,
  },
  input: 'image: uint8 1×192×192×3, red, green, blue',
  after: `${after}n = 2304: one for each cell of stride 4.`,
}

/** Faces up to about two metres away. */
export const mediapipeShort: Weight = {
  ...ours,
  name: 'mediapipe-short',
  files: [
    {
      path: 'face_detection_short_range.tflite',
      bytes: 229_032,
      sha256: '3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633',
    },
  ],
  graph: {
    bytes: 476_684,
    sha256: '2cc9e8f24b45b532d163545b4bd6ff3b1e8b1244b9c290f569092587c4632a0f',
    convert,
  },
  input: 'image: uint8 1×128×128×3, red, green, blue',
  after: `${after}n = 896: two for each cell of stride 8, six for each of stride 16.`,
}
