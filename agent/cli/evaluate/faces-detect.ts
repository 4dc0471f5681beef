import { sep } from 'node:path'
import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { Models } from '../../../config/models.ts'
import { cacheFolder } from '../../../models/cache.ts'
import { locate } from '../../../models/locate.ts'
import { write } from '../../../models/write.ts'
import type { FaceDetector } from '../../vision/detector.ts'
import { readPhotograph } from '../../vision/photograph.ts'
import { startFaceDetector } from '../../vision/threaded.ts'
import { imagesIn } from '../images.ts'
import { number } from '../number.ts'
import { EXIT, print } from '../run.ts'
import { ticker } from './ticker.ts'

export const facesDetect = defineCommand({
  meta: {
    name: 'faces-detect',
    description:
      'Find faces in the images of a folder. Writes {"relative/path.jpg": [[x, y, width, height, score], …]}, in pixels of the upright image.',
  },
  args: {
    images: { type: 'string', required: true, valueHint: 'DIR', description: 'A folder; folders in it count too.' },
    out: { type: 'string', required: true, valueHint: 'BOXES.json', description: 'Where the boxes go.' },
    detector: {
      type: 'enum',
      options: [...Models.shape.faces.unwrap().options],
      description: 'Which detector (default: that of a new configuration).',
    },
    score: { type: 'string', default: '0.2', description: 'Faces below this score are not written, 0 … 1.' },
    detail: {
      type: 'enum',
      options: ['coarse', 'fine'],
      default: 'fine',
      description: 'coarse is what a live lane does.',
    },
    cache: { type: 'string', valueHint: 'DIR', description: 'Where weights are kept.' },
    json: { type: 'boolean', description: 'One JSON object at the end: how many images and faces.' },
  },
  async run({ args }) {
    const minScore = number('--score', args.score, 0, 1)
    const files = await imagesIn(args.images, '--images')
    const located = await locate(args.detector ?? Models.parse({}).faces, cacheFolder(args.cache))
    const detector = await startFaceDetector(located, args.detail === 'coarse' ? 'coarse' : 'fine')
    const boxes: Record<string, number[][]> = {}
    const unreadable: string[] = []
    const shown = ticker('images', files.length)
    try {
      for (const { name, file } of files) {
        shown.tick()
        try {
          boxes[name.split(sep).join('/')] = await facesOf(detector, file, minScore)
        } catch (thrown) {
          if (!(thrown instanceof Fault && thrown.code === 'IMAGE_UNREADABLE')) throw thrown
          unreadable.push(name)
          shown.say(`aislectl: ${thrown.message}`)
        }
      }
    } finally {
      shown.end()
      await detector.close()
    }
    await write(args.out, `${JSON.stringify(boxes)}\n`)
    const faces = Object.values(boxes).reduce((sum, found) => sum + found.length, 0)
    const images = files.length - unreadable.length
    print(
      args.json,
      { detector: located.name, images, faces, unreadable: unreadable.length },
      () => `${faces} faces in ${images} images by ${located.name}; ${unreadable.length} images could not be read`,
    )
    if (images === 0) process.exitCode = EXIT.failed
  },
})

async function facesOf(detector: FaceDetector, file: string, minScore: number): Promise<number[][]> {
  const { picture, scale } = await readPhotograph(file)
  const faces = await detector.detect(picture, minScore)
  const rounded = (value: number, digits: number) => Number(value.toFixed(digits))
  return faces.map(({ x, y, width, height, score }) => [
    ...[x, y, width, height].map(length => rounded(length * scale, 2)),
    rounded(score, 4),
  ])
}
