import { expect, test } from 'vitest'
import { Random } from '../../drivers/simulated/random.ts'
import { flatness, type Held } from './memory.ts'

const random = new Random(1, 'memory')
/** A day of a process, a sample a minute, that breathes by 8 MB. */
const day = (perHour: number): Held[] =>
  Array.from({ length: 24 * 60 }, (_, minute) => ({
    atMs: minute * 60_000,
    megabytes: 200 + (perHour * minute) / 60 + random.between(-8, 8) + (minute < 30 ? 3 * (30 - minute) : 0),
  }))

test('a process that only breathes is flat, however much its start took', () => {
  const { growth, megabytesPerHour } = flatness(day(0))!
  expect(growth).toBeCloseTo(1, 1)
  expect(Math.abs(megabytesPerHour)).toBeLessThan(0.1)
})

test('one that leaks a little each hour is not, and it is told how much', () => {
  const { growth, megabytesPerHour } = flatness(day(1))!
  expect(growth).toBeGreaterThan(1.05)
  expect(Math.abs(megabytesPerHour - 1)).toBeLessThan(0.1)
})

test('a single peak bends nothing', () => {
  const peak = day(0).map(held => (held.atMs === 23 * 3_600_000 ? { ...held, megabytes: 4000 } : held))
  expect(Math.abs(flatness(peak)!.megabytesPerHour)).toBeLessThan(0.1)
  expect(flatness(peak)!.mostMegabytes).toBe(4000)
})

test('of one that did not live long nothing is said', () => {
  expect(flatness(day(0).slice(0, 170))).toBeUndefined()
  expect(flatness([])).toBeUndefined()
})
