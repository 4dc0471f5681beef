import { expect, test } from 'vitest'
import { Floor } from '../../../config/floor.ts'
import { arm, fingertips } from '../../../drivers/simulated/arm.ts'
import { covers, furnish } from '../../../drivers/simulated/furniture.ts'
import { contains } from '../../../drivers/simulated/geometry.ts'
import { Shop } from '../../../drivers/simulated/shop.ts'
import { Truth } from '../../../drivers/simulated/truth.ts'
import { FLOOR, store } from './store.ts'

const MINUTE = 60_000
const OUTLINE: [number, number][] = [
  [2.4, 4.05],
  [5, 4.05],
  [5, 5],
  [2.4, 5],
]
const WITH_SHELF = Floor.parse({ ...FLOOR, shelves: [{ id: 'wall-shelf', outline: OUTLINE }] })

test('shoppers take things from shelves, for as long as one does, and never from where they cannot reach', () => {
  const truth = new Truth(WITH_SHELF)
  const shop = new Shop(store({ seed: 1, arrivalsPerMinute: 12 }, WITH_SHELF), truth)
  const inside = new Set<string>()
  for (let atMs = 20; atMs <= 6 * MINUTE; atMs += 20) {
    shop.advance(atMs)
    for (const person of shop.people) {
      if (!person.reach) continue
      const [x, y, z] = fingertips(arm(person, person.reach))
      expect(Math.hypot(x - person.x, y - person.y)).toBeLessThan(1.1)
      if (z >= 0.6 && contains(OUTLINE, x, y)) inside.add(`${person.id} ${Math.floor(atMs / 1000)}`)
    }
  }
  const reaches = truth.reaches.filter(({ toMs }) => toMs !== undefined)
  expect(reaches.length).toBeGreaterThan(10)
  expect(new Set(reaches.map(({ shelf }) => shelf))).toContain('wall-shelf')
  for (const { fromMs, toMs } of reaches) expect(toMs! - fromMs).toBeLessThan(3200)
  const long = reaches.filter(({ fromMs, toMs }) => toMs! - fromMs > 500)
  expect(long.length / reaches.length).toBeGreaterThan(0.8)
  for (const { person, shelf, fromMs } of reaches)
    if (shelf === 'wall-shelf') expect(inside.has(`${person} ${Math.floor((fromMs + 20) / 1000)}`)).toBe(true)
})

test('who reaches faces the shelf', () => {
  const shop = new Shop(store({ seed: 2, arrivalsPerMinute: 12 }))
  let looks = 0
  let away = 0
  for (let atMs = 100; atMs <= 4 * MINUTE; atMs += 100) {
    shop.advance(atMs)
    for (const { reach, facing, x, y } of shop.people) {
      if (!reach) continue
      looks++
      const angle = Math.atan2(reach.to[1] - y, reach.to[0] - x) - facing
      if (Math.cos(angle) < 0) away++
    }
  }
  expect(looks).toBeGreaterThan(50)
  expect(away / looks).toBeLessThan(0.1)
})

test('a shelf of the configuration stands there, at the side of its room that is away from the middle, unless one does already', () => {
  const alone = Floor.parse({ outline: FLOOR.outline, shelves: WITH_SHELF.shelves })
  const [piece, ...others] = furnish(alone)
  expect(others).toEqual([])
  expect(piece!.shelf).toBe('wall-shelf')
  expect(covers(piece!, 3.5, 4.9, 0)).toBe(true)
  expect(covers(piece!, 3.5, 4.5, 0)).toBe(false)
  expect(furnish(WITH_SHELF).length).toBe(furnish(FLOOR).length)
})
