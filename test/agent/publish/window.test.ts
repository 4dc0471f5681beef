import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Entry } from '../../../agent/publish/entry.ts'
import { Window } from '../../../agent/publish/window.ts'

const entry = (position: number): Entry => ({
  position,
  stream: '',
  rank: 0,
  epoch: 1,
  sequence: position,
  atMs: 0,
  topic: '',
  body: '',
})

test('in whatever order acknowledgements come, entries leave in the order in which they were sent', () => {
  const size = fc.integer({ min: 1, max: 20 })
  fc.assert(
    fc.property(size, fc.array(fc.nat(), { maxLength: 200 }), (size, choices) => {
      const window = new Window(size)
      const flying: number[] = []
      const settled: number[] = []
      let next = 0
      for (const choice of choices) {
        while (window.room > 0) {
          window.add(entry(++next))
          flying.push(next)
        }
        expect(window.room).toBe(0)
        expect(next - settled.length).toBe(size)
        if (flying.length > 0) window.acknowledge(flying.splice(choice % flying.length, 1)[0]!)
        settled.push(...window.take().map(({ position }) => position))
      }
      for (const position of flying) window.acknowledge(position)
      settled.push(...window.take().map(({ position }) => position))
      expect(settled).toEqual(Array.from({ length: next }, (_, i) => i + 1))
      expect(window.isEmpty).toBe(true)
    }),
  )
})
