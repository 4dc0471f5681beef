import { describe, expect, test } from 'vitest'
import { Detections } from '../../../../agent/vision/detections.ts'
import { Overhead } from '../../../../agent/vision/overhead/overhead.ts'
import type { Depth } from '../../../../config/depth.ts'
import type { Simulation } from '../../../../config/simulation.ts'
import { depthCamera } from '../../../../drivers/simulated/camera.ts'
import { Shop } from '../../../../drivers/simulated/shop.ts'
import { View } from '../../../../drivers/view.ts'
import { CEILING, store } from '../../../drivers/simulated/store.ts'

/** From here up a detection may begin a track. */
const SURE = 0.5
/** A head that is found is within this of the truth, metres; people walk abreast at more than twice that. */
const NEAR = 0.2

/** Whether a place falls into the picture, well within its edge. */
function sees(view: View, x: number, y: number, z: number): boolean {
  const [column, row] = view.project(x, y, z) ?? [-1, -1]
  return Math.min(column, row, view.width - column, view.height - row) >= 12
}

interface Score {
  readonly recall: number
  readonly precision: number
  readonly errorMetres: number
  readonly heads: number
  /** Of the heads below 1.45 m. */
  readonly children: number
  readonly childRecall: number
}

/** Heads of a simulated shop against where everybody was, picture by picture. */
async function measure(simulation: Partial<Simulation>, camera: Depth = CEILING): Promise<Score> {
  const scene = store({ seconds: 25, ...simulation })
  const shop = new Shop(scene)
  const view = new View(camera)
  const overhead = new Overhead(camera)
  const into = new Detections()
  let [found, missed, invented, error, children, foundChildren] = [0, 0, 0, 0, 0, 0]
  for await (const frame of depthCamera(camera, scene).open(new AbortController().signal)) {
    shop.advance(frame.atMs)
    overhead.heads(frame, into)
    const sure = spots(into)
    for (const { x, y, height } of shop.people) {
      const nearest = sure.toSorted((a, b) => distance(a, [x, y]) - distance(b, [x, y]))[0]
      const isFound = nearest !== undefined && distance(nearest, [x, y]) < NEAR
      if (isFound) sure.splice(sure.indexOf(nearest), 1)
      if (!sees(view, x, y, height)) continue
      if (isFound) error += distance(nearest, [x, y])
      if (height < 1.45) children++
      if (height < 1.45 && isFound) foundChildren++
      found += isFound ? 1 : 0
      missed += isFound ? 0 : 1
    }
    invented += sure.length
  }
  const heads = found + missed
  const shares = { recall: found / heads, precision: found / (found + invented), childRecall: foundChildren / children }
  return { ...shares, errorMetres: error / found, heads, children }
}

describe('in the simulated shop the heads of everybody in view are found within centimetres, and hardly any others', () => {
  test.each([21, 22])('on an ordinary day (seed %d)', async seed => {
    const { recall, precision, errorMetres } = await measure({ seed, arrivalsPerMinute: 16 })
    expect(recall).toBeGreaterThan(0.985)
    expect(precision).toBeGreaterThan(0.99)
    expect(errorMetres).toBeLessThan(0.02)
  })

  test.each([31])('in a crowd with trolleys and children (seed %d)', async seed => {
    const day = { arrivalsPerMinute: 60, trolleyShare: 0.4 }
    const { recall, precision, errorMetres, heads, children, childRecall } = await measure({ seed, ...day })
    expect(heads).toBeGreaterThan(2000)
    expect(children).toBeGreaterThan(100)
    expect(recall).toBeGreaterThan(0.97)
    expect(childRecall).toBeGreaterThan(0.9)
    expect(precision).toBeGreaterThan(0.97)
    expect(errorMetres).toBeLessThan(0.02)
  })
})

function spots({ box, score, count }: Detections): [number, number][] {
  const all = Array.from({ length: count }, (_, i) => i).filter(i => score[i]! >= SURE)
  return all.map(i => [box[4 * i]! + 0.25, box[4 * i + 1]! + 0.25])
}

function distance([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): number {
  return Math.hypot(ax - bx, ay - by)
}
