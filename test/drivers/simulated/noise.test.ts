import { expect, test } from 'vitest'
import { Noise, share } from '../../../drivers/simulated/noise.ts'

const noise = new Noise(7, 'eye')
const many = Array.from({ length: 40_000 }, (_, i) => i)

test('the same sensor, thing, instant and purpose give the same error, another of any of them another', () => {
  const first = noise.normal(3, 5000, 2)
  expect(noise.normal(3, 5000, 2)).toBe(first)
  expect(new Noise(7, 'eye').normal(3, 5000, 2)).toBe(first)
  const others = [
    new Noise(8, 'eye').normal(3, 5000, 2),
    new Noise(7, 'eyf').normal(3, 5000, 2),
    noise.normal(4, 5000, 2),
    noise.normal(3, 5001, 2),
    noise.normal(3, 5000, 3),
  ]
  expect(new Set([first, ...others]).size).toBe(6)
})

test.each([
  ['from instant to instant', (i: number) => noise.normal(1, i, 0)],
  ['from person to person', (i: number) => noise.normal(i, 1, 0)],
  ['between instants too', (i: number) => noise.drift(1, i * 3.37, 0)],
])('errors have mean 0, deviation 1 and no memory, %s', (_, draw) => {
  const draws = many.map(draw)
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(Math.abs(mean(draws))).toBeLessThan(0.03)
  expect(mean(draws.map(value => value * value))).toBeCloseTo(1, 1)
  expect(Math.abs(mean(draws.slice(1).map((value, i) => value * draws[i]!)))).toBeLessThan(0.03)
})

test('a drift does not leap', () => {
  for (const i of many.slice(0, 2000))
    expect(Math.abs(noise.drift(1, i / 50, 0) - noise.drift(1, (i + 1) / 50, 0))).toBeLessThan(0.3)
})

test('the share of draws below a draw is even', () => {
  const shares = many.map(i => share(noise.normal(2, i, 1))).sort((a, b) => a - b)
  for (const i of many) expect(Math.abs(shares[i]! - i / many.length)).toBeLessThan(0.02)
})
