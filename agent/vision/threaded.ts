import type { Located } from '../../models/locate.ts'
import type { FaceDetector, PersonDetector } from './detector.ts'
import type { Face } from './face.ts'
import { BOX, type Order } from './message.ts'
import { spawn } from './spawn.ts'
import { Thread } from './thread.ts'
import type { Detail } from './tiles.ts'

/**
 * The detector of people that a located weight is for, in a thread of its own.
 * @throws Fault ENGINE_FAILED where it cannot begin
 */
export async function startPersonDetector(located: Located): Promise<PersonDetector> {
  const thread = await started({ finds: 'people', located })
  return {
    async detect(picture, minScore, into) {
      const { numbers } = await thread.ask(picture, minScore)
      into.clear()
      for (let i = 0; i < numbers.length; i += BOX)
        into.push(numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3], numbers[i + 4])
    },
    close: () => thread.close(),
  }
}

/**
 * The detector of faces that a located weight is for, in a thread of its own.
 * @throws Fault ENGINE_FAILED where it cannot begin
 */
export async function startFaceDetector(located: Located, detail: Detail): Promise<FaceDetector> {
  const thread = await started({ finds: 'faces', located, detail })
  return {
    async detect(picture, minScore) {
      const { numbers, each } = await thread.ask(picture, minScore)
      const faces: Face[] = []
      for (let i = 0; i < numbers.length; i += each) {
        const [x, y, width, height, score, ...keypoints] = numbers.subarray(i, i + each)
        faces.push({ x, y, width, height, score, keypoints })
      }
      return faces
    },
    close: () => thread.close(),
  }
}

async function started(order: Order): Promise<Thread> {
  const thread = new Thread(order.located.name, () => spawn(import.meta.url, './worker', order))
  await thread.start()
  return thread
}
