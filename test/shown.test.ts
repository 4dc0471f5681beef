import { describe, expect, test } from 'vitest'
import { seen } from '../agent/cli/calibrate/paste.ts'
import { pixelsOf } from '../agent/floor/pixel.ts'
import { planeOf } from '../agent/floor/plane.ts'
import { examineSpots } from '../agent/floor/spots.ts'
import { parseConfig } from '../config/load.ts'
import { Pose } from '../config/optics.ts'
import { discords } from '../config/together.ts'
import { View } from '../drivers/view.ts'
import { documents, examples as shown } from './documents.ts'

const SENSORS = documents().find(({ path }) => path === 'drivers/README.md')!.text
const examples = shown().map(text => {
  const loaded = parseConfig(text, '/')
  if ('mistakes' in loaded) throw new Error(JSON.stringify(loaded.mistakes))
  return loaded.config
})
/** Who walks in is seen from as far as this before the door. */
const OUTSIDE = 1

describe('what the documents show', () => {
  test('is configurations that are right, also as machines of one store', () => {
    expect(examples.length).toBeGreaterThanOrEqual(3)
    expect(discords(examples.map((config, i) => ({ file: `${i}.yaml`, config })))).toEqual([])
  })

  test('calibrates a camera by spots that fit, and that sees its own door', () => {
    const { cameras, floor } = examples.find(({ cameras }) => cameras.length > 0)!
    const [camera] = cameras
    const { calibration, lens, id } = camera!
    if (!Array.isArray(calibration)) throw new Error('calibrated by its pose')
    expect(calibration.length).toBeGreaterThanOrEqual(6)
    const { isPoor, suspect } = examineSpots(calibration, lens, id)
    expect({ isPoor, suspect }).toEqual({ isPoor: false, suspect: undefined })
    const pixel = pixelsOf(planeOf(camera!))
    const at = new Float64Array(2)
    for (const { from, to } of floor.entrances)
      for (const [x, y] of [from, to]) {
        expect(pixel(x, y - OUTSIDE, at)).toBe(true)
        expect(at[0]).toBeGreaterThan(0)
        expect(at[0]).toBeLessThan(1920)
        expect(at[1]).toBeGreaterThan(0)
      }
  })

  test('hangs a camera so that even the top of its picture shows floor of which a pixel is not much', () => {
    const line = /calibrate pose (--size.*)/.exec(SENSORS)![1]!
    const option = (name: string) => new RegExp(`--${name} (\\S+)`).exec(line)![1]!.split(/[x,]/).map(Number)
    const [width, height] = option('size') as [number, number]
    const fx = width / 2 / Math.tan((option('fov')[0]! * Math.PI) / 360)
    const pose = Pose.parse({
      position: option('position'),
      heightMetres: option('height')[0],
      tiltDegrees: option('tilt')[0],
      headingDegrees: option('heading')[0],
    })
    const view = new View({ intrinsics: { width, height, fx, fy: fx, cx: width / 2, cy: height / 2 }, pose })
    const rows = seen(view)
    expect(rows).toHaveLength(5)
    for (const { pixelMetres } of rows) expect(pixelMetres).toBeLessThan(0.1)
    const { floor } = examples.find(({ cameras }) => cameras.length > 0)!
    for (const { from, to } of floor.entrances)
      for (const [x, y] of [from, to]) {
        const [column, row] = view.project(x, y - OUTSIDE, 0)!
        expect(column > 0 && column < width && row > 0 && row < height).toBe(true)
      }
  })
})
