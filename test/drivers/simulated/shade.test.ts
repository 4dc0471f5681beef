import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Body } from '../../../drivers/simulated/body.ts'
import { covers } from '../../../drivers/simulated/furniture.ts'
import { stretch } from '../../../drivers/simulated/geometry.ts'
import { Shade, SLICES } from '../../../drivers/simulated/shade.ts'

const spot = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const people = fc.array(fc.tuple(spot(0, 6), spot(2, 8), spot(1.1, 1.95)), { minLength: 1, maxLength: 6 })
const shelf = { base: stretch([1, 3], [4, 3.5]), depth: 0.4, height: 1.5 }

test('what is hidden is what a walk along the line of sight finds hidden', () => {
  fc.assert(
    fc.property(people, spot(1, 4), (spots, lensHeight) => {
      const all = spots.map(([x, y, height], id) => body(id + 1, x, y, height))
      const shade = new Shade([2.5, 0, lensHeight])
      const [first] = all
      fc.pre(!covers(shelf, first!.x, first!.y, 0.3))
      fc.pre(all.every(other => other === first || Math.hypot(other.x - first!.x, other.y - first!.y) > 0.5))
      shade.fall(first!, all, [shelf])
      for (let slice = 0; slice < SLICES; slice++)
        expect(Math.abs(shade.hidden[slice]! - slowly(slice, first!, all, lensHeight))).toBeLessThan(0.03)
    }),
    { numRuns: 60 },
  )
})

test('who stands in the open is seen whole, right behind another hardly, and behind a shelf from the hip up', () => {
  const low = [{ base: stretch([0, 3], [5, 3]), depth: 0.4, height: 1 }]
  const shade = new Shade([2.5, 0, 2])
  const [near, behind, far] = [body(1, 2.5, 1.5, 1.8), body(2, 2.5, 2, 1.7), body(3, 4, 4, 1.7)]
  expect(shade.fall(near, [near, behind, far], low)).toBe(1)
  expect(shade.fall(behind, [near, behind, far], low)).toBeLessThan(0.35)
  const seen = shade.fall(far, [far], low)
  expect(seen).toBeGreaterThan(0.4)
  expect(seen).toBeLessThan(0.8)
})

function body(id: number, x: number, y: number, height: number): Body {
  return { id, x, y, height, velocityX: 0, velocityY: 0, facing: 0, stride: 0 }
}

/** The lowest height of the slice, in steps of a centimetre, from which a thousand steps towards the lens meet nothing. */
function slowly(slice: number, { x, y, height }: Body, all: readonly Body[], lensHeight: number): number {
  const away = Math.hypot(x - 2.5, y)
  const aside = 0.25 * ((2 * slice + 1) / SLICES - 1)
  const [toX, toY] = [x - (aside * y) / away, y + (aside * (x - 2.5)) / away]
  const others = all.filter(other => other.x !== x && Math.hypot(other.x - 2.5, other.y) < away)
  for (let z = 0; z < height; z += 0.01) {
    let isHidden = false
    for (let i = 1000; i > 20 && !isHidden; i--) {
      const [px, py, pz] = [
        2.5 + ((toX - 2.5) * i) / 1000,
        (toY * i) / 1000,
        lensHeight + ((z - lensHeight) * i) / 1000,
      ]
      isHidden =
        (pz < shelf.height && covers(shelf, px, py, 0)) ||
        others.some(other => pz < other.height && Math.hypot(other.x - px, other.y - py) < 0.22)
    }
    if (!isHidden) return z
  }
  return height
}
