import { parentPort, workerData } from 'node:worker_threads'
import { Fault, why } from '../../config/fault.ts'
import { Detections } from './detections.ts'
import { BOX, type Found, type Order, type Reply, type Request } from './message.ts'
import { openFaceDetector, openPersonDetector } from './open.ts'
import type { Picture } from './picture.ts'
import type { State } from './post.ts'

// The body of the worker: one detector, one picture after the other, until it is asked to end.

const port = parentPort!
const reply = (message: Reply | State, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)

interface Eye {
  look(picture: Picture, minScore: number): Promise<Found>
  close(): Promise<void>
}

try {
  const eye = await open(workerData as Order)
  let turn = Promise.resolve()
  port.on('message', (request: Request) => {
    turn = turn.then(() => ('close' in request ? end(eye) : answer(eye, request)))
  })
  reply({ ready: true })
} catch (thrown) {
  reply({ unable: reason(thrown) })
  port.close()
}

async function answer(eye: Eye, { ask, picture, minScore }: Exclude<Request, { close: true }>): Promise<void> {
  const { buffer } = picture.pixels
  try {
    const found = await eye.look(picture, minScore)
    reply({ ask, found, buffer }, [buffer, found.numbers.buffer])
  } catch (thrown) {
    reply({ ask, failed: reason(thrown), buffer }, [buffer])
  }
}

async function end(eye: Eye): Promise<void> {
  await eye.close()
  port.close()
}

async function open(order: Order): Promise<Eye> {
  if (order.finds === 'people') return people(await openPersonDetector(order.located))
  return faces(await openFaceDetector(order.located, order.detail))
}

function people(detector: Awaited<ReturnType<typeof openPersonDetector>>): Eye {
  const people = new Detections()
  return {
    async look(picture, minScore) {
      await detector.detect(picture, minScore, people)
      const numbers = new Float32Array(BOX * people.count)
      for (let i = 0; i < people.count; i++) {
        numbers.set(people.box.subarray(4 * i, 4 * i + 4), BOX * i)
        numbers[BOX * i + 4] = people.score[i]
      }
      return { each: BOX, numbers }
    },
    close: () => detector.close(),
  }
}

function faces(detector: Awaited<ReturnType<typeof openFaceDetector>>): Eye {
  return {
    async look(picture, minScore) {
      const faces = await detector.detect(picture, minScore)
      const each = BOX + (faces[0]?.keypoints.length ?? 0)
      const numbers = Float32Array.from(
        faces.flatMap(({ x, y, width, height, score, keypoints }) => [x, y, width, height, score, ...keypoints]),
      )
      return { each, numbers }
    },
    close: () => detector.close(),
  }
}

/** The innermost reason: the other side puts it into a fault of its own. */
function reason(thrown: unknown): string {
  return thrown instanceof Fault && thrown.cause !== undefined ? why(thrown.cause) : why(thrown)
}
