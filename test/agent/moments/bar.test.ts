import { expect, test } from 'vitest'
import { Bar } from '../../../agent/moments/bar.ts'
import { Random } from '../../../drivers/simulated/random.ts'

const share = (best: (random: Random) => number, wanted: number) => {
  const bar = new Bar()
  const random = new Random(1, 'bar')
  let approached = 0
  for (let i = 0; i < 6000; i++) {
    const isApproached = best(random) > bar.height
    if (isApproached && i >= 3000) approached++
    bar.pass(isApproached, wanted)
  }
  return approached / 3000
}

test.each([0.1, 0.2, 0.5])('the bar lets as many through as are wanted: %d', wanted => {
  expect(share(random => random.between(0, 0.8), wanted)).toBeCloseTo(wanted, 1)
})

test('where hardly anybody is worth anything, only those', () => {
  expect(share(random => (random.chance(0.05) ? 0.3 : -0.4), 0.2)).toBeCloseTo(0.05, 1)
})

test('where nobody is, nobody', () => {
  expect(share(() => -0.1, 0.2)).toBe(0)
})
