import { InferenceSession, Tensor } from 'onnxruntime-node'
import { type Nearest, Search } from '../../agent/identity/faces/search.ts'
import { NUMBERS } from '../../agent/identity/faces/template.ts'
import { Random } from '../../drivers/simulated/random.ts'
import { Graph } from '../../models/onnx/graph.ts'
import { FLOAT } from '../../models/onnx/tensor.ts'
import type { Row } from './row.ts'

const BUDGET_MS: Readonly<Record<number, number>> = { 10000: 0.3, 100000: 3 }
const QUERIES = 200
const WARM_UP = 50
/** About what dlib's net makes of photographs: lengths, squares of the distances of strangers and of two looks of one person. */
const LENGTH = 0.9
const STRANGERS = 0.64
const LOOKS = 0.16
/** Most of the differences lie in a few directions. */
const DIRECTIONS = 25

/** Our search beside a plain loop and ONNX Runtime on the same templates, by turns. Half of the queries are of somebody in them. */
export async function bench(): Promise<Row[]> {
  const rows: Row[] = []
  for (const [count, budget] of Object.entries(BUDGET_MS)) rows.push(...(await measured(Number(count), budget)))
  return rows
}

async function measured(count: number, budget: number): Promise<Row[]> {
  const templates = people(count)
  const queries = asked(templates, count)
  const search = new Search()
  for (let i = 0; i < count; i++) search.add(templates.subarray(i * NUMBERS, (i + 1) * NUMBERS), i)
  const runtime = await multiplied(templates, count)
  const [ours, loop, matmul]: [number[], number[], number[]] = [[], [], []]
  const into: Nearest = { row: 0, squared: 0, second: 0, secondSquared: 0 }
  let wrong = 0
  for (const [i, query] of queries.entries()) {
    const began = performance.now()
    search.nearest(query, into)
    const searched = performance.now()
    const plain = nearest(templates, count, query)
    const looped = performance.now()
    await runtime.run(query)
    const ran = performance.now()
    if (plain !== into.row) wrong++
    if (i < WARM_UP) continue
    ours.push(searched - began)
    loop.push(looped - searched)
    matmul.push(ran - looped)
  }
  await runtime.close()
  const name = `match, ${count.toLocaleString('en')} templates`
  const ms = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1]
  return [
    {
      name: `${name}, ours`,
      value: ms(ours),
      unit: 'ms',
      note: `median of ${ours.length}; budget ${budget}; bytes first, then in full whoever may be nearest`,
    },
    { name: `${name}, ours, slowest of 20`, value: ours[Math.floor(0.95 * ours.length)], unit: 'ms' },
    { name: `${name}, plain loop`, value: ms(loop), unit: 'ms' },
    { name: `${name}, ONNX Runtime MatMul`, value: ms(matmul), unit: 'ms', note: 'without finding the greatest' },
    { name: `${name}, answers unlike the plain loop's`, value: wrong, unit: `of ${queries.length}` },
  ]
}

function people(count: number): Float32Array {
  const random = new Random(1, 'templates')
  const centre = Float32Array.from({ length: NUMBERS }, () => (LENGTH * random.normal()) / Math.sqrt(NUMBERS))
  const templates = new Float32Array(count * NUMBERS)
  for (let at = 0; at < templates.length; at += NUMBERS)
    for (let i = 0; i < NUMBERS; i++) templates[at + i] = centre[i] + spread(i, STRANGERS) * random.normal()
  return templates
}

function asked(templates: Float32Array, count: number): Float32Array[] {
  const random = new Random(2, 'queries')
  const strangers = people(count + QUERIES)
  return Array.from({ length: QUERIES + WARM_UP }, (_, k) => {
    const [from, at] = k % 2 ? [templates, random.below(count)] : [strangers, count + random.below(QUERIES)]
    return Float32Array.from({ length: NUMBERS }, (_, i) => from[at * NUMBERS + i] + spread(i, LOOKS) * random.normal())
  })
}

/** Deviation along each direction such that two are `squared` apart on average. */
function spread(direction: number, squared: number): number {
  const share = (1 - Math.exp(-1 / DIRECTIONS)) / (1 - Math.exp(-NUMBERS / DIRECTIONS))
  return Math.sqrt((squared / 2) * share * Math.exp(-direction / DIRECTIONS))
}

function nearest(templates: Float32Array, count: number, query: Float32Array): number {
  let [row, best] = [-1, Number.POSITIVE_INFINITY]
  for (let i = 0, at = 0; i < count; i++) {
    let sum = 0
    for (let k = 0; k < NUMBERS; k++, at++) {
      const apart = templates[at] - query[k]
      sum += apart * apart
    }
    if (sum < best) {
      best = sum
      row = i
    }
  }
  return row
}

async function multiplied(templates: Float32Array, count: number) {
  const graph = new Graph('match')
  const [of, by] = [graph.input('templates', FLOAT, [count, NUMBERS]), graph.input('query', FLOAT, [NUMBERS, 1])]
  graph.output('products', graph.add('MatMul', [of, by]), FLOAT, [count, 1])
  const session = await InferenceSession.create(graph.finish(), { intraOpNumThreads: 1, interOpNumThreads: 1 })
  const held = new Tensor('float32', templates, [count, NUMBERS])
  return {
    run: (query: Float32Array) => session.run({ templates: held, query: new Tensor('float32', query, [NUMBERS, 1]) }),
    close: () => session.release(),
  }
}
