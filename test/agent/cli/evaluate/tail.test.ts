import { expect, test } from 'vitest'
import { tailLimit } from '../../../../agent/cli/evaluate/tail.ts'
import { Random } from '../../../../drivers/simulated/random.ts'

const shops = 400
const visits = 1000

/** How often the limit of one sample lets through others of the same kind, on average over many samples. */
function letThrough(target: number, draw: (random: Random) => number): number {
  const random = new Random(7, 'tail')
  let through = 0
  for (let i = 0; i < shops; i++) {
    const limit = tailLimit(
      Array.from({ length: visits }, () => draw(random)),
      target,
    )
    for (let k = 0; k < visits; k++) if (draw(random) <= limit) through++
  }
  return through / shops / visits
}

test('of an exponential tail a limit fitted to some lets through about the share of others that it is for', () => {
  const exponential = (random: Random) => Math.log(1 - random.unit())
  for (const target of [0.01, 0.001]) {
    const share = letThrough(target, exponential)
    expect(share / target).toBeGreaterThan(0.8)
    expect(share / target).toBeLessThan(1.5)
  }
})

test('of a lighter one, as distances have, it lets through fewer; and the smallest of all values does not decide alone', () => {
  expect(letThrough(0.001, random => random.normal())).toBeLessThan(0.001)
  const values = Array.from({ length: visits }, (_, i) => i / visits)
  const odd = values.with(0, -0.2)
  expect(Math.abs(tailLimit(odd, 0.001) - tailLimit(values, 0.001))).toBeLessThan(0.02)
})

test('people without a face are there, but near nobody; of too few there is no limit', () => {
  const values = Array.from({ length: 100 }, (_, i) => Math.log((i + 0.5) / 100))
  const faceless = Array.from({ length: 100 }, () => Number.POSITIVE_INFINITY)
  expect(tailLimit([...values, ...faceless], 0.01)).toBeGreaterThan(tailLimit(values, 0.01))
  expect(tailLimit([0.1, 0.2, 0.3], 0.001)).toBe(Number.NEGATIVE_INFINITY)
})
