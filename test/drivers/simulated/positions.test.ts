import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Positions } from '../../../drivers/simulated/positions.ts'

test('everybody is where they were at any instant, to the millimetre where they walk straight', () => {
  const walkers = fc.array(
    fc.record({ x: coordinate(), y: coordinate(), speed: fc.double({ min: -2, max: 2, noNaN: true }) }),
  )
  const start = fc.integer({ min: 0, max: 2 ** 42 })
  fc.assert(
    fc.property(
      walkers,
      start,
      fc.array(fc.integer({ min: 0, max: 4980 }), { maxLength: 20 }),
      (people, fromMs, asked) => {
        const positions = new Positions()
        const xOf = (id: number, ms: number) => people[id]!.x + (people[id]!.speed * ms) / 1000
        for (let ms = 0; ms <= 5000; ms += 20)
          for (const [id, { y }] of people.entries()) positions.see(id, xOf(id, ms), y, fromMs + ms)
        const out = new Float64Array(3 * people.length)
        const one = new Float64Array(2)
        for (const ms of asked) {
          expect(positions.at(fromMs + ms, out)).toBe(people.length)
          people.forEach(({ y }, id) => {
            expect(out[3 * id]).toBe(id)
            expect(Math.abs(out[3 * id + 1]! - xOf(id, ms))).toBeLessThan(0.001)
            expect(Math.abs(out[3 * id + 2]! - y)).toBeLessThan(0.001)
            expect(positions.of(id, fromMs + ms, one)).toBe(true)
            expect([...one]).toEqual([...out.subarray(3 * id + 1, 3 * id + 3)])
          })
        }
      },
    ),
    { numRuns: 30 },
  )
})

test('before, after and without anybody there is nobody', () => {
  const positions = new Positions()
  const out = new Float64Array(3)
  expect(positions.at(0, out)).toBe(0)
  positions.see(1, 2, 3, 1000)
  expect(positions.at(990, out)).toBe(0)
  expect(positions.at(1000, out)).toBe(1)
  expect(positions.at(1100, out)).toBe(0)
  expect(positions.of(2, 1000, out)).toBe(false)
})

function coordinate() {
  return fc.double({ min: -50, max: 50, noNaN: true })
}
