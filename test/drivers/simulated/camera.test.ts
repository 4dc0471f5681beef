import { expect, test } from 'vitest'
import { drawBody } from '../../../drivers/simulated/body.ts'
import { stretch } from '../../../drivers/simulated/geometry.ts'
import { born } from '../../../drivers/simulated/person.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { drawRoom } from '../../../drivers/simulated/room.ts'
import { Sensing } from '../../../drivers/simulated/sensing.ts'
import { View } from '../../../drivers/view.ts'
import { CEILING } from './store.ts'

const view = new View(CEILING)
const shelf = { base: stretch([3, 4], [5, 4]), depth: 0.5, height: 1.5 }

test('the floor lies as deep as the lens is high, and a shelf is higher by its height', () => {
  const room = drawRoom(view, [shelf])
  expect(at(room, 4, 1.8, 0)).toBeCloseTo(4.5, 5)
  expect(at(room, 4, 4.25, 1.5)).toBeCloseTo(3, 5)
})

test('a tilted camera sees the floor where the projection says that it lies', () => {
  const tilted = new View({ ...CEILING, pose: { ...CEILING.pose, tiltDegrees: 25 } })
  const [column, row, depth] = tilted.project(4.5, 4, 0)!
  const pixel = Math.floor(row) * tilted.width + Math.floor(column)
  expect(Math.abs(drawRoom(tilted, [])[pixel]! - depth)).toBeLessThan(0.03)
})

test.each([
  [4, 1.8],
  [1, 4],
  [7.5, -0.5],
])('the crown of somebody at %d, %d is as high as they are', (x, y) => {
  const picture = drawRoom(view, [])
  const person = { ...born({ id: 1, group: 1, pace: 1, from: [x, y], errands: [] }, new Random(3, 'crown')) }
  drawBody(person, view, picture)
  let highest = 0
  for (let i = 0; i < picture.length; i++)
    highest = Math.max(highest, 4.5 + picture[i]! * view.rowZ[Math.floor(i / view.width)]!)
  expect(Math.abs(highest - person.height)).toBeLessThan(0.03)
})

test('a child is smaller in all directions', () => {
  const covered = (height: number) => {
    const picture = drawRoom(view, [])
    const floor = picture.slice()
    drawBody(
      { ...born({ id: 1, group: 1, pace: 1, from: [4, 1.8], errands: [] }, new Random(3, 'size')), height },
      view,
      picture,
    )
    return picture.filter((metres, i) => metres < floor[i]! - 0.05).length
  }
  expect(covered(1.1) / covered(1.75)).toBeLessThan(0.65)
})

test('noise grows with the square of the distance, and edges are often not measured', () => {
  const sensing = new Sensing(new Random(1, 'noise'))
  const into = new Uint16Array(100_000)
  const spread = (metres: number) => {
    sensing.measure(new Float32Array(into.length).fill(metres), 100, into)
    const measured = [...into].filter(value => value > 0)
    expect(measured.length / into.length).toBeGreaterThan(0.99)
    const mean = measured.reduce((sum, value) => sum + value, 0) / measured.length
    expect(Math.abs(mean - 1000 * metres)).toBeLessThan(1)
    return Math.sqrt(measured.reduce((sum, value) => sum + (value - mean) ** 2, 0) / measured.length)
  }
  expect(spread(4) / spread(2)).toBeCloseTo(4, 1)

  const step = Float32Array.from(into, (_, i) => (i % 100 < 50 ? 2 : 3))
  sensing.measure(step, 100, into)
  const edge = [...into].filter((_, i) => i % 100 === 50)
  expect(edge.filter(value => value === 0).length / edge.length).toBeGreaterThan(0.5)
})

test('what is beyond the reach of the sensor is a hole', () => {
  const into = new Uint16Array(4)
  new Sensing(new Random(1, 'far')).measure(Float32Array.of(10, 50, 70, Number.POSITIVE_INFINITY), 4, into)
  expect([...into]).toEqual([0, 0, 0, 0])
})

function at(picture: Float32Array, x: number, y: number, z: number): number {
  const [column, row] = view.project(x, y, z)!
  return picture[Math.floor(row) * view.width + Math.floor(column)]!
}
