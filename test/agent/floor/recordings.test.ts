import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { project } from '../../../agent/floor/homography.ts'
import { footOf, planeOf } from '../../../agent/floor/plane.ts'
import { solvePose } from '../../../agent/floor/pose.ts'
import { readMot } from '../../../agent/tracking/mot.ts'
import type { PointPair } from '../../../config/cameras.ts'
import type { Point } from '../../../config/shapes.ts'
import { describeWith, recordings } from '../../needs.ts'

const intrinsics = (width: number, height: number) => ({
  width,
  height,
  fx: width,
  fy: width,
  cx: width / 2,
  cy: height / 2,
})

describeWith(['recordings'], 'a real camera of which nobody says how it hangs', () => {
  test('is found from few of the people whose places are known, and then puts all the others where they are', () => {
    const places = new Map<string, Point>()
    for (const line of readFileSync(recordings('video', 'vtest-groundtruth', 'world_m.csv'), 'utf8').split('\n')) {
      const [frame, id, x, y] = line.split(',').map(Number)
      if (Number.isFinite(y)) places.set(`${frame} ${id}`, [x, y])
    }
    const file = recordings('video', 'vtest-groundtruth', 'gt', 'gt.txt')
    const people = readMot(readFileSync(file, 'utf8'), file).flatMap(({ frame, id, x, y, width, height }) => {
      const floor = places.get(`${frame} ${id}`)
      return floor ? [{ box: Float32Array.of(x, y, width, height), floor }] : []
    })
    const isTaught = (_: unknown, i: number) => i % 200 === 0
    const pairs = people.filter(isTaught).map(
      ({ box: [x, y, width, height], floor }): PointPair => ({
        image: [x + width / 2, y + height],
        floor,
      }),
    )
    const { optics, pose } = solvePose(pairs, { intrinsics: intrinsics(768, 576) }, { focal: 'unknown' })
    const plane = planeOf({ id: 'view-1', calibration: { ...optics, pose } })
    const at = new Float64Array(2)
    const errors = people
      .filter((one, i) => !isTaught(one, i))
      .map(({ box, floor }) => {
        footOf(plane, box, 0, at)
        return Math.hypot(at[0] - floor[0], at[1] - floor[1])
      })
      .toSorted((a, b) => a - b)
    expect(errors.length).toBeGreaterThan(4000)
    expect(errors[errors.length >> 1]).toBeLessThan(0.05)
    expect(errors[Math.floor(0.95 * errors.length)]).toBeLessThan(0.15)
  })

  test('is found from a published homography, whose pinhole has square pixels and no bend', () => {
    const published = Float64Array.from(
      readFileSync(recordings('trajectories', 'eth', 'H.txt'), 'utf8')
        .trim()
        .split(/\s+/),
      Number,
    )
    const at = new Float64Array(2)
    const pairs = [60, 200, 340, 480, 580].flatMap(column =>
      [80, 200, 320, 440].map((row): PointPair => {
        // Its authors write the row first.
        project(published, row, column, at)
        return { image: [column, row], floor: [at[0], at[1]] }
      }),
    )
    const { missedMetres, pose } = solvePose(pairs, { intrinsics: intrinsics(640, 480) }, { focal: 'unknown' })
    expect(Math.max(...missedMetres)).toBeLessThan(0.2)
    expect(pose.heightMetres).toBeGreaterThan(10)
  })
})
