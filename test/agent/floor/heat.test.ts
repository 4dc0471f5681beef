import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Floor } from '../../../agent/floor/floor.ts'
import { Heat } from '../../../agent/floor/heat.ts'
import { shop, tracks } from './walkers.ts'

const OUTLINE: [number, number][] = [
  [0, 0],
  [4, 0],
  [4, 3],
  [2, 3],
  [2, 1],
  [0, 1],
]
const make = () => new Heat({ outline: OUTLINE, gridMetres: 1 })
const sum = (squares: Float32Array) => squares.reduce((total, seconds) => total + seconds, 0)

/** The plan as text, top row first: tenths of seconds in each square. */
const picture = (heat: Heat, k: number) => {
  const seconds = heat.seconds(k)
  return Array.from({ length: heat.rows }, (_, row) =>
    [...seconds.subarray((heat.rows - 1 - row) * heat.columns, (heat.rows - row) * heat.columns)]
      .map(one => (one === 0 ? '.' : Math.round(one * 10)))
      .join(' '),
  )
}

/** What some people do: who, where, and how long after the look before. */
const looks = fc.array(
  fc.record({
    person: fc.integer({ min: 1, max: 4 }),
    x: fc.double({ min: -1, max: 5, noNaN: true }),
    y: fc.double({ min: -1, max: 4, noNaN: true }),
    afterMs: fc.integer({ min: 0, max: 3000 }),
  }),
  { maxLength: 60 },
)

describe('a heat map', () => {
  test('counts seconds where somebody was, half of each step for the square that it left', () => {
    const heat = make()
    heat.see(1, 0.5, 0.5, 0)
    heat.see(1, 0.6, 0.5, 1000)
    heat.see(1, 1.5, 0.5, 2000)
    heat.see(1, 2.5, 1.5, 2400)
    expect(sum(heat.seconds(1))).toBe(0)
    heat.end(1)
    expect(picture(heat, 1)).toEqual(['. . . .', '. . 2 .', '15 7 . .'])
  })

  test('is what the rule says when it is told slowly over everything that was seen', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: 1, max: 3 }), (all, k) => {
        const heat = make()
        const told = new Map<string, { seconds: number; who: Set<number> }>()
        const last = new Map<number, { x: number; y: number; atMs: number }>()
        const add = (person: number, x: number, y: number, seconds: number) => {
          const [column, row] = [Math.floor(x), Math.floor(y)]
          const isShop = column >= 0 && column < 4 && row >= 0 && row < 3 && (row === 0 || column >= 2)
          if (!isShop || seconds === 0) return
          const square = told.get(`${column} ${row}`) ?? { seconds: 0, who: new Set() }
          square.seconds += seconds
          square.who.add(person)
          told.set(`${column} ${row}`, square)
        }
        let atMs = 0
        for (const { person, x, y, afterMs } of all) {
          atMs += afterMs
          heat.see(person, x, y, atMs)
          const before = last.get(person)
          const seconds = before && atMs - before.atMs <= 2000 ? (atMs - before.atMs) / 1000 : 0
          if (before) add(person, before.x, before.y, seconds / 2)
          add(person, x, y, seconds / 2)
          if (!before || atMs > before.atMs) last.set(person, { x, y, atMs })
        }
        for (const person of last.keys()) heat.end(person)
        const seconds = heat.seconds(k)
        for (let row = 0; row < 3; row++)
          for (let column = 0; column < 4; column++) {
            const square = told.get(`${column} ${row}`)
            const wanted = square && square.who.size >= k ? square.seconds : 0
            expect(seconds[row * 4 + column]).toBeCloseTo(wanted, 3)
          }
        expect(heat.withheld(k)).toBe([...told.values()].filter(({ who }) => who.size < k).length)
      }),
    )
  })

  test('shows nothing where fewer than k have been, however often they came back', () => {
    const heat = make()
    for (let atMs = 0; atMs < 20_000; atMs += 1000) heat.see(1, atMs % 2000 ? 0.5 : 1.5, 0.5, atMs)
    heat.end(1)
    expect(sum(heat.seconds(1))).toBeCloseTo(19)
    expect(sum(heat.seconds(2))).toBe(0)
    expect(heat.withheld(2)).toBe(2)
  })

  test('counts two who turn out to be one as one', () => {
    const heat = make()
    for (const person of [1, 2]) {
      heat.see(person, 0.5, 0.5, 1000 * person)
      heat.see(person, 0.5, 0.5, 1000 * person + 500)
    }
    heat.merge(2, 1)
    heat.see(1, 0.5, 0.5, 3500)
    heat.end(1)
    expect(picture(heat, 1)).toEqual(['. . . .', '. . . .', '20 . . .'])
    expect(sum(heat.seconds(2))).toBe(0)
  })
})

describe('on the floor', () => {
  test('somebody leaves as many seconds as they were seen in the shop', () => {
    const config = shop()
    const heat = new Heat(config.floor)
    const floor = new Floor(config, heat)
    for (let frame = 0; frame <= 100; frame++)
      floor.place('ceiling', tracks(100 * frame, [{ id: 7, x: 2.25 + 0.02 * frame, y: 4.25 }]))
    expect(sum(heat.seconds(1))).toBe(0)
    floor.close(11_000)
    expect(sum(heat.seconds(1))).toBeCloseTo(10, 1)
  })

  test('who works here leaves nothing, what they left before included', () => {
    const config = shop()
    const heat = new Heat(config.floor)
    const floor = new Floor(config, heat)
    const stand = (from: number, to: number) => {
      for (let frame = from; frame <= to; frame++)
        floor.place('ceiling', tracks(100 * frame, [{ id: 7, x: 2, y: 4.25 }]))
    }
    stand(0, 50)
    for (const { id } of floor.people()) floor.employ(id)
    stand(51, 100)
    floor.close(11_000)
    expect(sum(heat.seconds(1))).toBe(0)
  })
})
