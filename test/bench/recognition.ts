import { Tensor } from 'onnxruntime-node'
import { Beholder } from '../../agent/identity/faces/beholder.ts'
import { openEmbedder } from '../../agent/identity/faces/embedder.ts'
import { Faces } from '../../agent/identity/faces/faces.ts'
import { Keeper } from '../../agent/identity/faces/keeper.ts'
import { ANYTHING } from '../../agent/identity/faces/quality.ts'
import { NUMBERS, SIDE } from '../../agent/identity/faces/template.ts'
import { RANGES } from '../../agent/vision/mediapipe.ts'
import { openFaceDetector } from '../../agent/vision/open.ts'
import type { Picture } from '../../agent/vision/picture.ts'
import { tiles } from '../../agent/vision/tiles.ts'
import { cacheFolder } from '../../models/cache.ts'
import { type Located, locate } from '../../models/locate.ts'
import { openSession } from '../../models/session.ts'
import { quantile } from './beside.ts'
import { peopleBeside } from './faces.ts'
import type { Row } from './row.ts'

const ROUNDS = 60
const WARM_UP = 15
const BUDGET = 1.1
const BEARER = { sensor: 'bench', track: 0 }
/** A crop and its mirror image. */
const VIEWS = 2

type Graph = Located & { readonly engine: 'onnx' }
type Run = () => Promise<unknown>

/**
 * The lane of faces, from the picture to wiped numbers of each face in it, beside the runs of its nets alone, by turns: whatever
 * else the machine does falls on all. What is held against the budget is the median of the ratios of neighbours, of the lane where it
 * runs: finding, aligning, embedding, wiping. What it takes to hand a picture to that thread and the faces back, twice, is told apart:
 * most of it is waking a thread that sleeps, which takes a busy machine nothing and a virtual one a quarter of a millisecond a time.
 */
export async function bench(): Promise<Row[]> {
  const rows: Row[] = []
  for (const detector of ['mediapipe-full', 'yunet'])
    for (const times of [1, 2]) for (const people of [1, 5]) rows.push(...(await measured(detector, people, times)))
  return rows
}

/** Allows everything: what is measured here is of nobody in a shop. */
class Open extends Keeper<object> {
  holds(_: unknown): _ is object {
    return true
  }
}

async function measured(name: string, people: number, times: number): Promise<Row[]> {
  const what = `${people === 1 ? 'one face' : `${people} faces`}, ${640 * times} × ${360 * times}, ${name}`
  const lacking = (note: string): Row[] => [{ name: what, value: Number.NaN, unit: 'ms', note }]
  const frame = await peopleBeside(people, times)
  if (!frame) return lacking('AISLE_DATA does not name the folder of recordings')
  const [detector, embedder] = [await graph(name), await graph('dlib')]
  if (!detector || !embedder) return lacking('its weights are not there: aislectl models pull')
  const bare = await nets(detector, embedder, frame.nv12, people)
  const here = await inPlace(detector, embedder, frame.nv12)
  const there = await inThread(detector, embedder, frame.nv12)
  const [alone, lane, threaded] = await byTurns([bare.run, here.run, there.run])
  await Promise.all([bare.close(), here.close(), there.close()])
  const ratio = (of: readonly Took[], part: keyof Took) => of.map((took, i) => took[part] / alone[i][part])
  const quarters = (of: readonly number[]) =>
    `quarters ${quantile(of, 0.25).toFixed(3)} and ${quantile(of, 0.75).toFixed(3)}`
  const middle = (of: readonly Took[]) =>
    quantile(
      of.map(({ wall }) => wall),
      0.5,
    )
  const [toNets, work, wholeToNets] = [ratio(lane, 'wall'), ratio(lane, 'cpu'), ratio(threaded, 'wall')]
  return [
    { name: `${what}, session.run alone`, value: middle(alone), unit: 'ms', note: `median of ${ROUNDS}; ${bare.note}` },
    { name: `${what}, lane`, value: middle(lane), unit: 'ms', note: 'find, align, embed, wipe' },
    {
      ...{ name: `${what}, lane to nets`, value: quantile(toNets, 0.5), unit: '×' },
      note: `${quarters(toNets)}; budget ${BUDGET}`,
    },
    {
      ...{ name: `${what}, lane to nets, time of the processor`, value: quantile(work, 0.5), unit: '×' },
      note: 'what else runs on the machine weighs less',
    },
    {
      name: `${what}, lane in its thread`,
      value: middle(threaded),
      unit: 'ms',
      note: 'and copy, hand over, hand back',
    },
    {
      ...{ name: `${what}, lane in its thread to nets`, value: quantile(wholeToNets, 0.5), unit: '×' },
      note: quarters(wholeToNets),
    },
  ]
}

/** What the worker does, without the worker. */
async function inPlace(detector: Graph, embedder: Graph, picture: Picture) {
  const beholder = new Beholder(
    await openFaceDetector(detector, 'coarse'),
    await openEmbedder(embedder.name, embedder.graph),
  )
  const numbers = new Float32Array(NUMBERS)
  return {
    async run() {
      for (const { keypoints } of await beholder.look(picture, 0.5)) {
        await beholder.embed(picture, Float32Array.from(keypoints), 1, ANYTHING, numbers, 0)
        numbers.fill(0)
      }
    },
    close: () => beholder.close(),
  }
}

async function inThread(detector: Graph, embedder: Graph, picture: Picture) {
  const faces = await Faces.start(detector, embedder, new Open())
  const allowed = {}
  return {
    async run() {
      const look = await faces.look(picture, 0.5, true)
      const made = look.faces.map(face => faces.embed(allowed, BEARER, look, face, 0, ANYTHING))
      const released = faces.release(look)
      for (const { numbers } of await Promise.all(made)) numbers!.fill(0)
      await released
    },
    close: () => faces.close(),
  }
}

/**
 * Just the runs that a frame asks for, in that order: of the detector, then for each face of what looks again at it, and of the
 * embedder.
 */
async function nets(detector: Graph, embedder: Graph, picture: Picture, people: number) {
  const [finding, embedding] = [await openSession('', detector.graph), await openSession('', embedder.graph)]
  const five = detector.name === 'yunet'
  const again = five ? 0 : 1
  const finds = five ? 1 : tiles(picture.width, picture.height, 'coarse', RANGES.full.least).length
  const feeds = (field: Tensor) => (five ? { input: field } : { image: field })
  const field = five ? planes(picture) : bytes(1, RANGES.full.side)
  const crops = bytes(VIEWS, SIDE)
  return {
    note: `${finds + again * people} of the detector, ${people} of the embedder`,
    async run() {
      for (let i = 0; i < finds; i++) await finding.run(feeds(field))
      for (let i = 0; i < people; i++) {
        for (let j = 0; j < again; j++) await finding.run(feeds(field))
        await embedding.run({ image: crops })
      }
    },
    close: () => Promise.all([finding.release(), embedding.release()]),
  }
}

interface Took {
  readonly wall: number
  readonly cpu: number
}

/** What each took, round by round. Who begins alternates. */
async function byTurns(runs: readonly Run[]): Promise<Took[][]> {
  const took: Took[][] = runs.map(() => [])
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (let turn = 0; turn < runs.length; turn++) {
      const which = (turn + round + WARM_UP) % runs.length
      const [began, used] = [performance.now(), process.cpuUsage()]
      await runs[which]()
      const { user, system } = process.cpuUsage(used)
      if (round >= 0) took[which].push({ wall: performance.now() - began, cpu: user + system })
    }
  return took
}

async function graph(name: string): Promise<Graph | undefined> {
  const found = await locate(name, cacheFolder()).catch(() => undefined)
  return found?.engine === 'onnx' ? found : undefined
}

/** Seeded: what a net takes does not hang on what it sees, but nothing of it is zero. */
function bytes(count: number, side: number): Tensor {
  return new Tensor('uint8', new Uint8Array(count * side * side * 3).map(noise()), [count, side, side, 3])
}

/** What YuNet is shown of the picture: sides multiples of 32, the longer one 640. */
function planes({ width, height }: Picture): Tensor {
  const scale = 640 / Math.max(width, height)
  const [across, down] = [width, height].map(side => Math.ceil((side * scale) / 32) * 32)
  return new Tensor('float32', new Float32Array(3 * across * down).map(noise()), [1, 3, down, across])
}

function noise(): () => number {
  let state = 1
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return 96 + (state >>> 26)
  }
}
