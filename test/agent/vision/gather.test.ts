import { expect, test } from 'vitest'
import { Gathering } from '../../../agent/vision/gather.ts'
import type { Picture } from '../../../agent/vision/picture.ts'
import { View } from '../../../agent/vision/view.ts'

const picture: Picture = { layout: 'rgb', width: 200, height: 100, pixels: new Uint8Array(200 * 100 * 3) }
const view = (x: number, side: number) => new View(picture, { x, y: 0, width: side, height: side }, 50, 50, 'centred')

/** Boxes x y width height score in pixels of the picture, each with one point in its middle, as a net finds them in a view. */
function add(gathering: Gathering, seen: View, ...found: [number, number, number, number, number][]): void {
  const to = (inPicture: number, zero: number, scale: number) => (inPicture - zero) / scale
  const corner = (x: number, y: number) => [to(x, seen.x(0), seen.scaleX), to(y, seen.y(0), seen.scaleY)]
  gathering.add(
    seen,
    Float32Array.from(found.flatMap(([x, y, width, height]) => [...corner(x, y), ...corner(x + width, y + height)])),
    Float32Array.from(found.flatMap(([x, y, width, height]) => corner(x + width / 2, y + height / 2))),
    Float32Array.from(found, ([, , , , score]) => score),
    0.3,
  )
}

const told = (gathering: Gathering) =>
  gathering
    .faces()
    .map(({ x, y, width, height, score }) => [x, y, width, height, score].map(n => Math.round(n * 10) / 10))

test('faces come back to where they are in the picture, best first, with their points', () => {
  const gathering = new Gathering()
  add(gathering, view(0, 100), [10, 20, 30, 30, 0.5])
  add(gathering, view(100, 100), [150, 40, 20, 24, 0.9])
  expect(told(gathering)).toEqual([
    [150, 40, 20, 24, 0.9],
    [10, 20, 30, 30, 0.5],
  ])
  expect(gathering.faces()[0].keypoints.map(Math.round)).toEqual([160, 52])
})

test('a face that two views see is told once, by the better one', () => {
  const gathering = new Gathering()
  add(gathering, view(0, 100), [70, 20, 30, 30, 0.6])
  add(gathering, view(60, 100), [71, 21, 30, 30, 0.8])
  expect(told(gathering)).toEqual([[71, 21, 30, 30, 0.8]])
})

test('a part of a face at the edge of a view is no second face', () => {
  const gathering = new Gathering()
  add(gathering, view(0, 100), [88, 20, 12, 30, 0.7])
  add(gathering, view(60, 100), [80, 20, 30, 30, 0.8])
  expect(told(gathering)).toEqual([[80, 20, 30, 30, 0.8]])
})

test('people cheek by cheek are two', () => {
  const gathering = new Gathering()
  add(gathering, view(0, 100), [10, 20, 30, 30, 0.7], [32, 20, 30, 30, 0.8])
  expect(told(gathering)).toHaveLength(2)
})

test('a gathering that was cleared has forgotten all', () => {
  const gathering = new Gathering()
  add(gathering, view(0, 100), [10, 20, 30, 30, 0.7])
  gathering.clear()
  expect(gathering.faces()).toEqual([])
})
