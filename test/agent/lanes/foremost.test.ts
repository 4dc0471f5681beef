import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Foremost } from '../../../agent/lanes/foremost.ts'
import type { Tracks } from '../../../agent/tracking/tracks.ts'

interface Person {
  readonly side: number
  readonly isSeen: boolean
  readonly counts: boolean
}

const tracksOf = (people: readonly Person[]) =>
  ({
    count: people.length,
    id: Float64Array.from(people, (_, i) => 10 + i),
    box: Float32Array.from(people.flatMap(({ side }) => [0, 0, side / 2, side * 2])),
    detection: Int32Array.from(people, ({ isSeen }, i) => (isSeen ? i : -1)),
    confirmed: Uint8Array.from(people, ({ counts }) => (counts ? 1 : 0)),
  }) as unknown as Tracks

test('whoever looms twice as large as anybody else stands there, if they count; of two it is neither', () => {
  const person = fc.record({ side: fc.integer({ min: 1, max: 200 }), isSeen: fc.boolean(), counts: fc.boolean() })
  fc.assert(
    fc.property(fc.array(person, { maxLength: 6 }), people => {
      const foremost = new Foremost()
      foremost.see('desk', tracksOf(people), 1000)
      const seen = people.map((one, i) => ({ ...one, id: 10 + i })).filter(({ isSeen }) => isSeen)
      const [first, second] = seen.toSorted((a, b) => b.side - a.side)
      const wanted = !first?.counts ? 'nobody' : second && second.side >= first.side / 2 ? 'several' : first.id
      // Of two of one size who does not count yet neither does the other.
      if (first && second?.side === first.side) expect(foremost.who('desk', 1000)).toBeTypeOf('string')
      else expect(foremost.who('desk', 1000)).toBe(wanted)
    }),
  )
})

test('what was seen long ago, or by another camera, says nothing', () => {
  const foremost = new Foremost()
  foremost.see('desk', tracksOf([{ side: 100, isSeen: true, counts: true }]), 1000)
  expect(foremost.who('desk', 2000)).toBe(10)
  expect(foremost.who('desk', 2001)).toBe('nobody')
  expect(foremost.who('back', 1000)).toBe('nobody')
})
