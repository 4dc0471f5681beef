import { expect, test } from 'vitest'
import { knowsOf } from '../../../agent/moments/knows.ts'
import { Config } from '../../../config/config.ts'

const box = (x0: number, y0: number, x1: number, y1: number) => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
]
const above = {
  feed: { driver: 'recording', folder: 'x', fps: 10 },
  intrinsics: { width: 640, height: 400, fx: 400, fy: 400, cx: 320, cy: 200 },
  pose: { position: [5, 2], heightMetres: 3 },
}
const knows = (more: object = {}, floor: object = {}, isForMembers = false) =>
  knowsOf(
    Config.parse({
      store: { tenant: 't', store: 's', agent: 'a' },
      floor: {
        outline: box(0, 0, 10, 8),
        zones: [
          { id: 'near', outline: box(1, 1, 3, 3) },
          { id: 'around', outline: box(4, 4, 9, 8) },
          { id: 'far', outline: box(6, 0, 8, 1) },
          { id: 'till', kind: 'queue', outline: box(9, 0, 10, 3) },
        ],
        shelves: [
          { id: 'wall', outline: box(0, 0.5, 0.5, 3.5) },
          { id: 'island', outline: box(6, 5.5, 7, 6.5) },
        ],
        ...floor,
      },
      ...more,
    }),
    isForMembers,
  )

test('hands are seen at zones beside a shelf or around one, where a depth camera looks', () => {
  expect([...knows({ depth: [{ id: 'a', ...above }] }).hands]).toEqual(['near', 'around'])
  expect([...knows().hands]).toEqual([])
})

test('of a shop that tells nothing apart nothing is known', () => {
  const { queues, ...rest } = knows()
  expect([rest, [...queues]]).toEqual([{ assists: false, scans: false, staff: false, hands: new Set() }, ['till']])
})

test.each([
  ['a zone of theirs', {}, { zones: [{ id: 'back', kind: 'staff', outline: box(0, 0, 1, 1) }] }],
  ['a line of theirs', {}, { lines: [{ id: 'back', kind: 'staff', from: [0, 0], to: [1, 0] }] }],
  ['a badge', { campaigns: [{ id: 'staff', prefix: 'B-', kind: 'badge', tracks: 'code' }] }, {}],
])('staff are told from visitors by %s', (_, more, floor) => {
  expect(knows(more, floor).staff).toBe(true)
})

test('scans of products are joined with visits where their campaign tracks persons', () => {
  const of = (tracks: string) => knows({ campaigns: [{ id: 'labels', prefix: 'A-', kind: 'product', tracks }] }).scans
  expect([of('person'), of('code')]).toEqual([true, false])
})
