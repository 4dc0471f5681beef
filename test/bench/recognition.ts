import { Tensor } from 'onnxruntime-node'
import { Faces } from '../../agent/identity/faces/faces.ts'
import { Keeper } from '../../agent/identity/faces/keeper.ts'
import { ANYTHING } from '../../agent/identity/faces/quality.ts'
import { SIDE } from '../../agent/identity/faces/template.ts'
import { RANGES } from '../../agent/vision/mediapipe.ts'
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
 * else the machine does falls on both. What is held against the budget is the median of the ratios of neighbours.
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
  const faces = await Faces.start(detector, embedder, new Open())
  const lane = async () => {
    const look = await faces.look(frame.nv12, 0.5, true)
    if (look.faces.length !== people) throw new Error(`${look.faces.length} faces were found in place of ${people}`)
    const made = look.faces.map(face => faces.embed(bare, BEARER, look, face, 0, ANYTHING))
    for (const { numbers } of await Promise.all(made)) numbers!.fill(0)
    await faces.release(look)
  }
  const { nets: net, lane: whole, ratios, work } = await byTurns(bare.run, lane)
  await Promise.all([bare.close(), faces.close()])
  return [
    { name: `${what}, session.run alone`, value: net, unit: 'ms', note: `median of ${ROUNDS}; ${bare.note}` },
    { name: `${what}, whole lane`, value: whole, unit: 'ms', note: 'copy, thread, find, align, embed, wipe' },
    {
      name: `${what}, lane to nets`,
      value: quantile(ratios, 0.5),
      unit: '×',
      note: `quarters ${quantile(ratios, 0.25).toFixed(3)} and ${quantile(ratios, 0.75).toFixed(3)}; budget ${BUDGET}`,
    },
    {
      name: `${what}, lane to nets, time of the processor`,
      value: quantile(work, 0.5),
      unit: '×',
      note: 'of all threads: what else runs on the machine weighs less',
    },
  ]
}

/** Just the runs that a frame asks for: of the detector, and of what looks again at each face, and one of the embedder a face. */
async function nets(detector: Graph, embedder: Graph, picture: Picture, people: number) {
  const [finding, embedding] = [await openSession('', detector.graph), await openSession('', embedder.graph)]
  const five = detector.name === 'yunet'
  const finds = five ? 1 : tiles(picture.width, picture.height, 'coarse', RANGES.full.least).length + people
  const field = five ? planes(picture) : bytes(1, RANGES.full.side)
  const crops = bytes(VIEWS, SIDE)
  return {
    note: `${finds} of the detector, ${people} of the embedder`,
    async run() {
      for (let i = 0; i < finds; i++) await finding.run(five ? { input: field } : { image: field })
      for (let i = 0; i < people; i++) await embedding.run({ image: crops })
    },
    close: () => Promise.all([finding.release(), embedding.release()]),
  }
}

interface Took {
  readonly wall: number
  readonly cpu: number
}

/** Medians in milliseconds, and the ratios of each two that followed one another. Who begins alternates. */
async function byTurns(a: Run, b: Run): Promise<{ nets: number; lane: number; ratios: number[]; work: number[] }> {
  const clock = async (work: Run): Promise<Took> => {
    const [began, used] = [performance.now(), process.cpuUsage()]
    await work()
    const { user, system } = process.cpuUsage(used)
    return { wall: performance.now() - began, cpu: user + system }
  }
  const nets: Took[] = []
  const lane: Took[] = []
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const first = await clock(round % 2 ? a : b)
    const second = await clock(round % 2 ? b : a)
    if (round < 0) continue
    nets.push(round % 2 ? first : second)
    lane.push(round % 2 ? second : first)
  }
  const middle = (of: readonly Took[]) =>
    quantile(
      of.map(({ wall }) => wall),
      0.5,
    )
  return {
    nets: middle(nets),
    lane: middle(lane),
    ratios: lane.map(({ wall }, i) => wall / nets[i].wall),
    work: lane.map(({ cpu }, i) => cpu / nets[i].cpu),
  }
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
