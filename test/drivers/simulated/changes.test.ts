import { expect, test } from 'vitest'
import { depthCamera } from '../../../drivers/simulated/camera.ts'
import { eye } from '../../../drivers/simulated/eye.ts'
import { covers } from '../../../drivers/simulated/furniture.ts'
import { Shop } from '../../../drivers/simulated/shop.ts'
import { CEILING, EYE, store } from './store.ts'

const MOVED_MS = 60_000
const MOVE = { kind: 'shelf' as const, atSeconds: MOVED_MS / 1000, shelf: 'wall', by: [0.5, -1.5] as [number, number] }

test('a shelf that is moved stands elsewhere from then on, and people walk round it', () => {
  const shop = new Shop(store({ seed: 1, arrivalsPerMinute: 10, changes: [MOVE] }))
  shop.advance(MOVED_MS - 20)
  const before = shop.furniture
  shop.advance(MOVED_MS)
  expect(shop.furniture).not.toEqual(before)
  const piece = shop.furniture.find(({ shelf }) => shelf === 'wall')!
  const was = before.find(({ shelf }) => shelf === 'wall')!
  expect(piece.base.from[0] - was.base.from[0]).toBeCloseTo(0.5, 6)
  expect(piece.base.from[1] - was.base.from[1]).toBeCloseTo(-1.5, 6)
  // Who stood there has some seconds to get out of it.
  let [looks, inside] = [0, 0]
  for (let atMs = MOVED_MS + 10_000; atMs < 4 * MOVED_MS; atMs += 500) {
    shop.advance(atMs)
    for (const { x, y } of shop.people) {
      looks++
      if (covers(piece, x, y, 0)) inside++
    }
  }
  expect(looks).toBeGreaterThan(500)
  expect(inside).toBe(0)
})

test('depth cameras see the shelf where it is, and light as holes while it lasts', async () => {
  const light = (atSeconds: number, holeShare: number) => ({ kind: 'light' as const, atSeconds, holeShare })
  const changes = [{ ...MOVE, atSeconds: 2 }, light(3, 0.3), light(4, 0)]
  const scene = store({ arrivalsPerMinute: 0, passersPerMinute: 0, seconds: 5, changes })
  const pictures: number[][] = []
  for await (const { millimetres } of depthCamera(CEILING, scene).open(new AbortController().signal))
    pictures.push([...millimetres])
  const changed = (i: number, j: number) =>
    pictures[i]!.filter((mm, at) => mm > 0 && pictures[j]![at]! > 0 && Math.abs(mm - pictures[j]![at]!) > 300).length
  expect(changed(0, 19)).toBeLessThan(20)
  expect(changed(19, 20)).toBeGreaterThan(500)
  const holes = (i: number) => pictures[i]!.filter(mm => mm === 0).length / pictures[i]!.length
  expect(holes(35) - holes(25)).toBeGreaterThan(0.25)
  expect(holes(35) - holes(25)).toBeLessThan(0.35)
  expect(Math.abs(holes(45) - holes(25))).toBeLessThan(0.01)
})

test('until something is moved a colour camera sees what it would have seen anyway', async () => {
  const wall = { ...MOVE, atSeconds: 30, by: [1.4, -2] as [number, number] }
  const found = async (changes: (typeof wall)[]) => {
    let count = 0
    const scene = store({ seed: 4, arrivalsPerMinute: 15, seconds: 90, changes })
    for await (const { atMs, who } of eye(EYE, scene).open(new AbortController().signal))
      if (atMs < 30_000) count += who.length
    return count
  }
  expect(await found([wall])).toBe(await found([]))
})
