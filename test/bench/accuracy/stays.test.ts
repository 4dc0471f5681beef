import { expect, test } from 'vitest'
import { Zone } from '../../../config/floor.ts'
import { pairStays, toldStays, trueStays } from './stays.ts'

const SHELF = Zone.parse({
  id: 'shelf',
  outline: [
    [0, 0],
    [1, 0],
    [1, 1],
  ],
  graceSeconds: 2,
})

test('steps out of a zone that are shorter than its grace do not end a stay; what has not ended is no stay yet', () => {
  const raw = [
    { person: 1, zone: 'shelf', fromMs: 0, toMs: 1000 },
    { person: 2, zone: 'shelf', fromMs: 500, toMs: 700 },
    { person: 1, zone: 'shelf', fromMs: 3000, toMs: 4000 },
    { person: 1, zone: 'shelf', fromMs: 6001, toMs: 7000 },
    { person: 1, zone: 'shelf', fromMs: 20_000 },
  ]
  expect(trueStays(raw, [SHELF])).toEqual([
    { person: 1, zone: 'shelf', fromMs: 0, toMs: 4000 },
    { person: 2, zone: 'shelf', fromMs: 500, toMs: 700 },
    { person: 1, zone: 'shelf', fromMs: 6001, toMs: 7000 },
  ])
})

test('a told stay is that of the person whom its visit followed, none where that became part of another, and pairs with the one that it overlaps most', () => {
  const visit = (id: string) => ({ id, fromMs: 0, toMs: 1, reason: 'exited', trail: new Float64Array(0) })
  const told = toldStays(
    [
      { kind: 'zone.left', visit: 'a', atMs: 5000, zone: 'shelf', dwellMs: 4000, uncertaintyMs: 100 },
      { kind: 'zone.left', visit: 'a', atMs: 9000, zone: 'shelf', dwellMs: 1000, uncertaintyMs: 100 },
      { kind: 'zone.left', visit: 'b', atMs: 5000, zone: 'shelf', dwellMs: 4000, uncertaintyMs: 100 },
      { kind: 'zone.left', visit: 'c', atMs: 5000, zone: 'shelf', dwellMs: 4000, uncertaintyMs: 100 },
    ],
    [
      { told: visit('a'), person: 1, visit: undefined },
      { told: visit('b'), person: undefined, visit: undefined },
    ],
  )
  expect(told.map(({ person, fromMs, toMs }) => [person, fromMs, toMs])).toEqual([
    [1, 1000, 5000],
    [1, 8000, 9000],
    [undefined, 1000, 5000],
  ])
  const real = { person: 1, zone: 'shelf', fromMs: 4500, toMs: 8900 }
  expect(pairStays([real], told)).toEqual([[real, told[1]]])
})
