import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ALONG_X, ALONG_Y, Fit } from '../../../agent/tracking/fit.ts'
import { AXIS, HEIGHT, OFF, TRACK, WIDTH, X, Y } from '../../../agent/tracking/kalman.ts'

/** Surprises along x, y, width and height. */
type Off = readonly [x: number, y: number, width: number, height: number]

function after(offs: Iterable<Off>): Float64Array {
  const fit = new Fit()
  const s = new Float64Array(2 * TRACK)
  for (const off of offs) {
    ;[X, Y, WIDTH, HEIGHT].forEach((axis, k) => {
      s[TRACK + axis + OFF] = off[k]!
    })
    fit.learn(s, TRACK)
  }
  return fit.spread
}

/** Student's t of four degrees of freedom over four axes, drawn evenly: a normal over the root of a chi square that all four share. */
function* drawn(sigma: Off, raised: number): Generator<Off> {
  let state = 7
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
  for (let k = 0; k < 60_000; k++) {
    const by = 1 / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2 + normal() ** 2) / 4)
    const height = normal()
    const y = raised * height + Math.sqrt(1 - raised * raised) * normal()
    yield [sigma[0] * by * normal(), sigma[1] * by * y, sigma[2] * by * normal(), sigma[3] * by * height]
  }
}

test('how far boxes come from where they were foreseen is learned for each axis', () => {
  const sigma = [0.4, 0.7, 1.5, 1] as const
  const spread = after(drawn(sigma, 0))
  sigma.forEach((is, axis) => {
    expect(spread[axis]! / is).toBeGreaterThan(0.85)
    expect(spread[axis]! / is).toBeLessThan(1.15)
  })
  expect(Math.abs(spread[ALONG_X]!)).toBeLessThan(0.1)
  expect(Math.abs(spread[ALONG_Y]!)).toBeLessThan(0.1)
})

test('where the feet stay and the head moves, the centre goes with the height', () => {
  for (const raised of [-0.5, 0.5]) {
    const along = after(drawn([1, 1, 1, 1], raised))[ALONG_Y]!
    expect(Math.abs(along - raised)).toBeLessThan(0.1)
  }
})

test('one surprise, however large, changes next to nothing, and any number of them leave it within bounds', () => {
  const off = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(off, off, off, off, (...offs) => {
      const once = after([offs])
      for (let axis = 0; axis * AXIS < TRACK; axis++) expect(Math.abs(once[axis]! - 1)).toBeLessThan(0.01)
      const often = after(new Array(5000).fill(offs))
      for (let axis = 0; axis * AXIS < TRACK; axis++) {
        expect(often[axis]).toBeGreaterThanOrEqual(0.1)
        expect(often[axis]).toBeLessThanOrEqual(3)
      }
      for (const pair of [ALONG_X, ALONG_Y]) expect(Math.abs(often[pair]!)).toBeLessThan(1)
    }),
    { numRuns: 20 },
  )
})
