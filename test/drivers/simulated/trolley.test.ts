import { expect, test } from 'vitest'
import { drawBody } from '../../../drivers/simulated/body.ts'
import { born } from '../../../drivers/simulated/person.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { drawRoom } from '../../../drivers/simulated/room.ts'
import { Shop } from '../../../drivers/simulated/shop.ts'
import { AHEAD } from '../../../drivers/simulated/trolley.ts'
import { View } from '../../../drivers/view.ts'
import { watch } from './habits.ts'
import { CEILING, FLOOR, store } from './store.ts'

const view = new View(CEILING)

test('a trolley is as high as a trolley and what lies in it, in front of who pushes it', () => {
  const person = {
    ...born({ id: 1, group: 1, pace: 1, from: [4, 1.4], errands: [] }, new Random(1, 'pusher')),
    trolley: { x: 4, y: 1.4 + AHEAD, heading: Math.PI / 2, load: 0.2 },
  }
  const picture = drawRoom(view, [])
  drawBody(person, view, picture)
  expect(heightAt(picture, 4, 2.15, 1.15)).toBeCloseTo(1.15, 2)
  expect(heightAt(picture, 4, 2.5, 0.95)).toBeCloseTo(0.95, 2)
  expect(heightAt(picture, 4, 3.2, 0)).toBeCloseTo(0, 2)
})

test('trolleys stay before who pushes them, out of the shelves, and hold nobody up', () => {
  const scene = store({ seed: 3, arrivalsPerMinute: 6, trolleyShare: 0.6 })
  const shop = new Shop(scene)
  let looks = 0
  for (let atMs = 200; atMs < 180_000; atMs += 200) {
    shop.advance(atMs)
    for (const { trolley, x, y } of shop.people) {
      if (!trolley) continue
      looks++
      expect(Math.hypot(trolley.x - x, trolley.y - y)).toBeCloseTo(AHEAD, 1)
    }
  }
  expect(looks).toBeGreaterThan(500)
  const { truth, stuck, looks: all } = watch(scene, FLOOR, 300_000)
  expect([...truth.people.values()].some(({ hasTrolley }) => hasTrolley)).toBe(true)
  expect(stuck / all).toBeLessThan(0.005)
  expect(truth.visits.filter(({ enteredMs, leftMs }) => enteredMs < 60_000 && leftMs === undefined)).toEqual([])
})

function heightAt(picture: Float32Array, x: number, y: number, z: number): number {
  const [column, row] = view.project(x, y, z)!
  const depth = picture[Math.floor(row) * view.width + Math.floor(column)]!
  return 4.5 + depth * view.rowZ[Math.floor(row)]!
}
