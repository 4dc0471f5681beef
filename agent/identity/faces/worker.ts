import { parentPort, workerData } from 'node:worker_threads'
import { Fault, why } from '../../../config/fault.ts'
import { BOX } from '../../vision/message.ts'
import { openFaceDetector } from '../../vision/open.ts'
import type { Picture } from '../../vision/picture.ts'
import type { State } from '../../vision/post.ts'
import { Beholder } from './beholder.ts'
import { openEmbedder } from './embedder.ts'
import type { Order, Question, Reply, Request } from './message.ts'
import { worth } from './quality.ts'
import { NUMBERS } from './template.ts'

// The body of the worker: one question after the other, until it is asked to end.

/** So long after the last face nothing of it is left in the nets either. Not at once: the next face would have to wait. */
const FORGET_MS = 250

const port = parentPort!
const reply = (message: Reply | State, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
const kept = new Map<number, Picture>()

let turn = Promise.resolve()
let forgetting: NodeJS.Timeout | undefined

try {
  const beholder = await open(workerData as Order)
  port.on('message', (request: Request) => {
    turn = turn.then(() => ('close' in request ? end(beholder) : answered(beholder, request)))
  })
  reply({ ready: true })
} catch (thrown) {
  reply({ unable: reason(thrown) })
  port.close()
}

async function answered(beholder: Beholder, request: Question & { readonly ask: number }): Promise<void> {
  const { ask } = request
  try {
    if ('look' in request) await look(beholder, ask, request)
    else if ('embed' in request) await embed(beholder, ask, request)
    else if ('release' in request) release(ask, request.release)
    else reply({ ask, counted: beholder.counted(request.count) })
  } catch (thrown) {
    const buffer = 'look' in request ? request.look.pixels.buffer : undefined
    reply({ ask, failed: reason(thrown), buffer }, buffer ? [buffer] : [])
  }
}

async function look(
  beholder: Beholder,
  ask: number,
  { look, minScore, keep }: Extract<Question, { look: Picture }>,
): Promise<void> {
  const found = await beholder.look(look, minScore)
  const each = BOX + (found[0]?.keypoints.length ?? 0)
  const faces = Float32Array.from(
    found.flatMap(({ x, y, width, height, score, keypoints }) => [x, y, width, height, score, ...keypoints]),
  )
  if (keep && found.length > 0) {
    kept.set(ask, look)
    return reply({ ask, each, faces }, [faces.buffer])
  }
  reply({ ask, each, faces, buffer: look.pixels.buffer }, [faces.buffer, look.pixels.buffer])
}

async function embed(
  beholder: Beholder,
  ask: number,
  { embed, allowed, points, each, wanted }: Extract<Question, { embed: number }>,
): Promise<void> {
  const picture = kept.get(embed)
  if (!picture) throw new RangeError('the picture has been released')
  const count = points.length / each
  const lacks = new Int32Array(count)
  const weight = new Float32Array(count)
  const made = new Float32Array(count * NUMBERS)
  forgetLater(beholder)
  try {
    for (let i = 0; i < count; i++) {
      const face = points.subarray(i * each, (i + 1) * each)
      const result = await beholder.embed(picture, face, allowed, wanted, made, i * NUMBERS)
      lacks[i] = result.lacks
      weight[i] = worth(result.seen)
    }
  } catch (thrown) {
    made.fill(0)
    throw thrown
  }
  reply({ ask, lacks, worth: weight, made }, [lacks.buffer, weight.buffer, made.buffer])
}

function forgetLater(beholder: Beholder): void {
  clearTimeout(forgetting)
  forgetting = setTimeout(() => {
    // A net that fails says so at the next question.
    turn = turn.then(() => beholder.forget()).catch(() => {})
  }, FORGET_MS)
}

/** A picture in which somebody was embedded goes back wiped. */
function release(ask: number, which: number): void {
  const picture = kept.get(which)
  kept.delete(which)
  picture?.pixels.fill(0)
  reply({ ask, buffer: picture?.pixels.buffer }, picture ? [picture.pixels.buffer] : [])
}

async function end(beholder: Beholder): Promise<void> {
  clearTimeout(forgetting)
  for (const { pixels } of kept.values()) pixels.fill(0)
  await beholder.close()
  port.close()
}

async function open({ detector, embedder }: Order): Promise<Beholder> {
  if (embedder.engine !== 'onnx' || embedder.name !== 'dlib') throw new TypeError(`${embedder.name} embeds no faces`)
  const beholder = new Beholder(
    await openFaceDetector(detector, 'coarse'),
    await openEmbedder(embedder.name, embedder.graph),
  )
  // The first run of a net is slow: it is of nobody.
  await beholder.forget()
  return beholder
}

/** The innermost reason: the other side puts it into a fault of its own. */
function reason(thrown: unknown): string {
  return thrown instanceof Fault && thrown.cause !== undefined ? why(thrown.cause) : why(thrown)
}
