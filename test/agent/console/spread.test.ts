import fc from 'fast-check'
import { expect, test } from 'vitest'

type Dot = { readonly id: number; readonly xMetres: number; readonly yMetres: number; readonly staff: boolean }
// What browsers run has types of its own.
const page = '../../../agent/console/page/spread.js'
const { spread } = (await import(page)) as { spread(dot: Dot, people: readonly Dot[], side: number): [number, number] }

test('whoever share a square are drawn beside each other and within it, whoever is alone in its middle', () => {
  const dot = fc.record({
    id: fc.nat(1e6),
    xMetres: fc.constantFrom(0.25, 0.75),
    yMetres: fc.constantFrom(0.25, 0.75),
    staff: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.uniqueArray(dot, { selector: ({ id }) => id, minLength: 1, maxLength: 12 }), people => {
      const places = people.map(one => spread(one, people, 0.5))
      people.forEach(({ xMetres, yMetres }, i) => {
        expect(Math.hypot(places[i]![0] - xMetres, places[i]![1] - yMetres)).toBeLessThan(0.25)
        const others = people.filter(one => one.xMetres === xMetres && one.yMetres === yMetres)
        if (others.length === 1) expect(places[i]).toEqual([xMetres, yMetres])
      })
      const apart = new Set(places.map(place => place.map(one => one.toFixed(4)).join()))
      expect(apart.size).toBe(people.length)
    }),
  )
})
