import { expect, test } from 'vitest'
import { Board } from '../../../agent/console/board.ts'

type Heard = Parameters<Board['hear']>[0]
const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 9) + seconds * 1000).toISOString()
const event = (seconds: number, name: string, data: object, subject?: string) =>
  ({ time: at(seconds), type: `aisle.${name}.v1`, data, ...(subject && { subject }) }) as unknown as Heard

test('counts are the last that were told, and the longest stay is that of who has been there for longest', () => {
  const board = new Board()
  expect([board.count, board.countIn('promo'), board.longestSinceMs('promo')]).toEqual([undefined, 0, undefined])
  for (const one of [
    event(0, 'occupancy.changed', { count: 2 }),
    event(1, 'zone.entered', { zone: 'promo' }, 'visit-one'),
    event(1, 'occupancy.changed', { zone: 'promo', count: 1 }),
    event(4, 'zone.entered', { zone: 'promo' }, 'visit-two'),
    event(4, 'occupancy.changed', { zone: 'promo', count: 2 }),
  ])
    board.hear(one)
  expect([board.count, board.countIn('promo')]).toEqual([2, 2])
  expect(board.longestSinceMs('promo')).toBe(Date.parse(at(1)))
  board.hear(event(9, 'zone.left', { zone: 'promo', dwellSeconds: 8 }, 'visit-one'))
  expect(board.longestSinceMs('promo')).toBe(Date.parse(at(4)))
  // Whoever is gone stays nowhere, whatever else was told of them.
  board.hear(event(10, 'visit.ended', { reason: 'merged' }, 'visit-two'))
  expect(board.longestSinceMs('promo')).toBeUndefined()
})

test('a queue has the wait that was told with its length', () => {
  const board = new Board()
  board.hear(
    event(0, 'queue.changed', {
      zone: 'pay',
      length: 2,
      wait: { estimateSeconds: 60, lowSeconds: 30, highSeconds: 90 },
    }),
  )
  expect(board.queue('pay')).toEqual({ length: 2, wait: { low: 30, estimate: 60, high: 90 } })
  board.hear(event(1, 'queue.changed', { zone: 'pay', length: 0 }))
  expect(board.queue('pay')).toEqual({ length: 0 })
})

test('the last fifty events are kept for who begins to look', () => {
  const board = new Board()
  for (let i = 0; i < 60; i++) board.hear(event(i, 'occupancy.changed', { count: i }))
  expect(board.recent).toHaveLength(50)
  expect(board.recent.at(-1)?.time).toBe(at(59))
})
