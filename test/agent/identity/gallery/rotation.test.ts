import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NUMBERS } from '../../../../agent/identity/faces/template.ts'
import { Rotation } from '../../../../agent/identity/gallery/rotation.ts'
import { template } from './shop.ts'

const key = (fill: number) => Buffer.alloc(32, fill)
const turned = (of: Rotation, numbers: Float32Array) => {
  const out = new Float32Array(NUMBERS)
  of.turn(numbers, out)
  return out
}
const apart = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, i) => value - b[i]))

test('keeps every distance, under every key', () => {
  fc.assert(
    fc.property(fc.nat(255), fc.nat(), fc.nat(), (fill, one, other) => {
      const rotation = new Rotation(key(fill))
      const [a, b] = [template(one), template(other)]
      expect(apart(turned(rotation, a), turned(rotation, b))).toBeCloseTo(apart(a, b), 5)
      expect(Math.hypot(...turned(rotation, a))).toBeCloseTo(1, 5)
    }),
    { numRuns: 8 },
  )
})

test('the same key turns the same way, another key makes strangers of the same numbers', () => {
  const numbers = template(1)
  const first = turned(new Rotation(key(1)), numbers)
  expect(turned(new Rotation(key(1)), numbers)).toEqual(first)
  // Two random directions in 128 dimensions are nearly at right angles: √2 apart, give or take 0.06.
  expect(apart(turned(new Rotation(key(2)), numbers), first)).toBeGreaterThan(1.1)
  expect(apart(numbers, first)).toBeGreaterThan(1.1)
})

test('favours no direction: where one vector goes is spread evenly over many keys', () => {
  const axis = new Float32Array(NUMBERS)
  axis[0] = 1
  const sums = new Float64Array(NUMBERS)
  const squares = new Float64Array(NUMBERS)
  const KEYS = 60
  for (let k = 0; k < KEYS; k++) {
    const bytes = key(0)
    bytes.writeUInt32LE(k)
    for (const [i, value] of turned(new Rotation(bytes), axis).entries()) {
      sums[i] += value / KEYS
      squares[i] += (value * value) / KEYS
    }
  }
  // Each coordinate has mean 0 and variance 1/128; five standard deviations of what so many keys show of either.
  const deviation = Math.sqrt(1 / NUMBERS / KEYS)
  for (const sum of sums) expect(Math.abs(sum)).toBeLessThan(5 * deviation)
  for (const square of squares) expect(Math.abs(square * NUMBERS - 1)).toBeLessThan(5 * Math.sqrt(2 / KEYS) + 0.1)
})

test('forgets its key', () => {
  const rotation = new Rotation(key(1))
  rotation.wipe()
  expect(turned(rotation, template(1)).every(value => value === 0)).toBe(true)
})
