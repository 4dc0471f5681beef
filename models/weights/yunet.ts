import type { Weight } from '../weight.ts'

/** YuNet, version of March 2023, from the OpenCV zoo: Wu, Peng, Yu, YuNet: A Tiny Millisecond-level Face Detector, 2023. */
export const yunet: Weight = {
  name: 'yunet',
  task: 'faces',
  licence: 'MIT',
  author: 'Shiqi Yu and the authors of YuNet',
  origin: {
    kind: 'url',
    url: 'https://github.com/opencv/opencv_zoo/raw/main/models/face_detection_yunet/face_detection_yunet_2023mar.onnx',
  },
  files: [
    {
      path: 'face_detection_yunet_2023mar.onnx',
      bytes: 232_589,
      sha256: '8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4',
    },
  ],
  graph: {
    bytes: 229_797,
    sha256: 'ee78343cea27b0c4c4d5837ae3e00aeff4ce1d0e0a93473233deec7a7d1d93a3',
    convert: async ([graph]) => {
      const { withFreeSize } = await import('../relax.ts')
      return withFreeSize('yunet', graph)
    },
  },
  input: 'input: float32 1×3×height×width, blue, green, red, 0…255; height and width any multiples of 32',
  before: 'The picture scaled to fit, in the top left corner, the rest black.',
  after:
    'For each stride 8, 16, 32 a class score and an objectness, both between 0 and 1: the score is the root of their product. ' +
    'The box: centre from the corner of the cell, in strides, and the logarithm of its size in strides. Five points in ' +
    'strides from the corner of the cell: right eye, left eye, nose, right and left corner of the mouth (seen from the person). ' +
    'Then non-maximum suppression.',
}
