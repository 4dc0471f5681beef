import { expect, test } from 'vitest'
import { calibrationError, diagram } from '../../../../agent/moments/worth/reliability.ts'
import { Random } from '../../../../drivers/simulated/random.ts'

const said = (shift: number) => {
  const random = new Random(1, 'said')
  return Array.from({ length: 20_000 }, () => {
    const good = random.between(0.1, 0.8)
    return { probability: good + shift, isGood: random.chance(good) }
  })
}

test('who tells the truth has hardly any error, and who tells too much as much as that', () => {
  expect(calibrationError(diagram(said(0)))).toBeLessThan(0.015)
  expect(calibrationError(diagram(said(0.15)))).toBeCloseTo(0.15, 2)
})

test('a diagram says what was told and what was found, bin by bin', () => {
  const bins = diagram([
    { probability: 0.31, isGood: true },
    { probability: 0.39, isGood: false },
    { probability: 1, isGood: true },
  ])
  expect(bins).toHaveLength(10)
  expect(bins[3]).toEqual({ from: 0.3, to: 0.4, count: 2, told: 0.35, found: 0.5 })
  expect(bins[9]).toMatchObject({ count: 1, told: 1, found: 1 })
  expect(bins[0]!.told).toBeNaN()
  expect(calibrationError(bins)).toBeCloseTo((2 * 0.15) / 3, 9)
})
