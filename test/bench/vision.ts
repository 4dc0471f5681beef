import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { Detections } from '../../agent/vision/detections.ts'
import type { Face } from '../../agent/vision/face.ts'
import type { Picture } from '../../agent/vision/picture.ts'
import { startFaceDetector, startPersonDetector } from '../../agent/vision/threaded.ts'
import { tiles } from '../../agent/vision/tiles.ts'
import { View } from '../../agent/vision/view.ts'
import { cacheFolder } from '../../models/cache.ts'
import { type Located, locate } from '../../models/locate.ts'
import { openSession } from '../../models/session.ts'
import { fiveFaces } from './faces.ts'
import { type Human, openHuman } from './human.ts'
import type { Row } from './row.ts'

const ROUNDS = 40
const WARM_UP = 10

/** The lanes against the nets alone, by turns, so that whatever else the machine does falls on both. */
export async function bench(): Promise<Row[]> {
  const nanodet = await located('nanodet')
  const mediapipe = await located('mediapipe-full')
  return [
    ...(await peopleLane(nanodet, 768, 576)),
    ...(await peopleLane(nanodet, 1920, 1080)),
    ...(await facesLane(mediapipe, noise(640, 360), 'faces, 640 × 360')),
    ...(await againstHuman(mediapipe)),
  ]
}

async function peopleLane(model: Located & { engine: 'onnx' }, width: number, height: number): Promise<Row[]> {
  const bare = await bareRun(model, 416)
  const detector = await startPersonDetector(model)
  const picture = noise(width, height)
  const found = new Detections()
  const [net, lane] = await byTurns(bare.run, () => detector.detect(picture, 0.1, found))
  await Promise.all([bare.close(), detector.close()])
  return rows(`people, ${width} × ${height}`, net, lane, 'nanodet')
}

async function facesLane(model: Located & { engine: 'onnx' }, picture: Picture, name: string): Promise<Row[]> {
  const bare = await bareRun(model, 192)
  const detector = await startFaceDetector(model, 'coarse')
  const looks = tiles(picture.width, picture.height, 'coarse', 180).length
  const [net, lane] = await byTurns(
    async () => {
      for (let i = 0; i < looks; i++) await bare.run()
    },
    () => detector.detect(picture, 0.5),
  )
  await Promise.all([bare.close(), detector.close()])
  return rows(name, net, lane, `mediapipe-full, ${looks} looks`)
}

/** The same picture of five people through us and through the library that shops use today: found, and then described. */
async function againstHuman(model: Located & { engine: 'onnx' }): Promise<Row[]> {
  const name = 'five faces, 640 × 360'
  const [human, describing] = [await openHuman(false), await openHuman(true)]
  if (!human || !describing) return [lacking(`${name}, @vladmandic/human`, '@vladmandic/human is not installed')]
  const frame = await fiveFaces()
  if (!frame) return [lacking(`${name}, @vladmandic/human`, 'AISLE_DATA does not name the folder of recordings')]
  const { nv12, rgb } = frame
  const detector = await startFaceDetector(model, 'coarse')
  const session = await openSession('dlib', (await located('dlib')).graph)
  const compared = async (what: string, library: Human, ours: () => Promise<number>, note: string): Promise<Row[]> => {
    let [found, theirs] = [0, 0]
    const [other, lane] = await byTurns(
      async () => {
        theirs = await library.faces(rgb, nv12.width, nv12.height)
      },
      async () => {
        found = await ours()
      },
    )
    return [
      { name: `${what}, @vladmandic/human (wasm)`, value: other, unit: 'ms', note: `finds ${theirs}` },
      { name: `${what}, our lane`, value: lane, unit: 'ms', note: `finds ${found}; ${note}` },
      { name: `${what}, how much faster`, value: other / lane, unit: '×' },
    ]
  }
  const detect = () => detector.detect(nv12, 0.5)
  const result = [
    ...(await compared(`${name}, detection`, human, async () => (await detect()).length, 'mediapipe-full')),
    ...(await compared(
      `${name}, with descriptors`,
      describing,
      async () => described(session, nv12, await detect()),
      'cut out unaligned, one run of dlib; a benchmark on public pictures only',
    )),
  ]
  await Promise.all([detector.close(), session.release()])
  return result
}

/** How many faces came out of one run of the embedder. */
async function described(session: InferenceSession, picture: Picture, faces: readonly Face[]): Promise<number> {
  const side = 150
  const fields = new Uint8Array(faces.length * side * side * 3)
  for (const [i, { x, y, width, height }] of faces.entries()) {
    const left = Math.min(Math.max(2 * Math.floor(x / 2), 0), picture.width - 2)
    const top = Math.min(Math.max(2 * Math.floor(y / 2), 0), picture.height - 2)
    const region = {
      x: left,
      y: top,
      width: Math.min(2 * Math.ceil(width / 2), picture.width - left),
      height: Math.min(2 * Math.ceil(height / 2), picture.height - top),
    }
    const field = fields.subarray(i * side * side * 3, (i + 1) * side * side * 3)
    new View(picture, region, side, side, 'stretched').draw(picture, field)
  }
  const { embedding } = await session.run({ image: new Tensor('uint8', fields, [faces.length, side, side, 3]) })
  return embedding.dims[0]
}

function rows(name: string, net: number, lane: number, note: string): Row[] {
  return [
    { name: `${name}, session.run alone`, value: net, unit: 'ms', note: `median of ${ROUNDS}; ${note}` },
    { name: `${name}, whole lane`, value: lane, unit: 'ms', note: 'copy, thread, resize, net, suppression' },
    { name: `${name}, cost around the net`, value: 100 * (lane / net - 1), unit: '%', note: 'budget 10 %' },
  ]
}

function lacking(name: string, note: string): Row {
  return { name, value: Number.NaN, unit: 'ms', note }
}

/** Medians, in milliseconds. */
async function byTurns(a: () => Promise<unknown>, b: () => Promise<unknown>): Promise<[number, number]> {
  const took: [number[], number[]] = [[], []]
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const [which, work] of [a, b].entries()) {
      const began = performance.now()
      await work()
      if (round >= 0) took[which].push(performance.now() - began)
    }
  const [first, second] = took.map(times => times.sort((x, y) => x - y)[times.length >> 1])
  return [first, second]
}

async function bareRun(model: Located & { engine: 'onnx' }, side: number) {
  const session: InferenceSession = await openSession(model.name, model.graph)
  const { pixels } = noise(side, side * 2)
  const feeds = { image: new Tensor('uint8', pixels, [1, side, side, 3]) }
  return { run: () => session.run(feeds), close: () => session.release() }
}

async function located(name: string): Promise<Located & { engine: 'onnx' }> {
  const found = await locate(name, cacheFolder())
  if (found.engine !== 'onnx') throw new TypeError(`${name} is not a graph of ONNX Runtime`)
  return found
}

/** Seeded: smooth enough to be no worst case for any cache, rough enough to be no best case. */
function noise(width: number, height: number): Picture {
  let state = 1
  const pixels = new Uint8Array((width * height * 3) / 2).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return 96 + (state >>> 26)
  })
  return { layout: 'nv12', width, height, pixels }
}
