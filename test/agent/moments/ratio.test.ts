import { expect, test } from 'vitest'
import { logit, sigmoid } from '../../../agent/moments/logistic.ts'
import { RatioTest } from '../../../agent/moments/ratio.ts'
import { Random } from '../../../drivers/simulated/random.ts'

/** What it says where the log-odds of what is told are off by so much, and after how many outcomes. */
function verdict(off: number, seed: number) {
  const test = new RatioTest()
  const random = new Random(seed, 'ratio')
  for (let outcomes = 1; ; outcomes++) {
    const told = random.between(0.45, 0.75)
    const said = test.see(told, random.chance(sigmoid(logit(told) + off)))
    if (said) return { said, outcomes }
  }
}
const seeds = Array.from({ length: 400 }, (_, seed) => seed)
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

test('of outcomes as they were told one in twenty series or fewer is taken for worse, and of those that are worse as many for as told', () => {
  const [same, worse] = [0, -1].map(off => seeds.map(seed => verdict(off, seed)))
  expect(mean(same.map(({ said }) => Number(said === 'worse')))).toBeLessThan(0.06)
  expect(mean(worse.map(({ said }) => Number(said === 'as told')))).toBeLessThan(0.06)
  expect(mean([...same, ...worse].map(({ outcomes }) => outcomes))).toBeLessThan(35)
})

test.each([
  [-0.2, 1 / 8],
  [-0.4, 1 / 3],
])(
  'where the log-odds are off by %d for another reason, as many series are taken for worse as are said to be',
  (off, share) => {
    expect(mean(seeds.map(seed => Number(verdict(off, seed).said === 'worse')))).toBeCloseTo(share, 1)
  },
)

test('outcomes by the thousand weigh no more than settles it', () => {
  const test = new RatioTest()
  for (let i = 0; i < 1000; i++) test.see(0.6, true)
  let bad = 0
  while (test.see(0.6, false) !== 'worse') bad++
  expect(bad).toBe(12)
})

test('outcomes that are better than told are as told', () => {
  expect(mean(seeds.map(seed => Number(verdict(0.7, seed).said === 'worse')))).toBeLessThan(0.01)
})

test('an outcome moves it by how much likelier it was if the odds had fallen, whatever was told', () => {
  for (const told of [0, 1e-9, 0.2, 0.6, 1 - 1e-9, 1])
    for (const wasGood of [false, true]) {
      const test = new RatioTest()
      test.see(told, wasGood)
      const fallen = told === 1 ? 1 : sigmoid(logit(told) - 1)
      const by = wasGood ? fallen / told : (1 - fallen) / (1 - told)
      if (Number.isFinite(by)) expect(test.logRatio).toBeCloseTo(Math.log(by), 6)
      expect(Number.isFinite(test.logRatio)).toBe(true)
    }
})
