import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compare, idOf, PUBLIC, placeOf } from '../../../agent/events/wire.ts'

const slug = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/)
const place = fc.record({
  stream: fc.oneof(fc.constant(PUBLIC), slug),
  epoch: fc.nat(999_999_999_999),
  sequence: fc.nat(9_999_999_999),
})

test('an id names the place that it was made of', () => {
  fc.assert(fc.property(place, one => void expect(placeOf(idOf(one))).toEqual(one)))
})

test('what is no id names none', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const found = placeOf(text)
      if (found) expect(placeOf(idOf(found))).toEqual(found)
      else expect(text).not.toMatch(/^\d{1,12}-\d{1,10}$/)
    }),
  )
  for (const text of ['', '1', '1-', '-1', '1-2-', '1-2-A', '1-2-a/b', ' 1-2', '1-2\n'])
    expect(placeOf(text)).toBeUndefined()
})

test('places of a stream come by epoch, then by number', () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      const [x, y] = [a, b].map(({ epoch, sequence }) => BigInt(epoch) * 10n ** 10n + BigInt(sequence))
      expect(Math.sign(compare(a, b))).toBe(x < y ? -1 : x > y ? 1 : 0)
    }),
  )
})
