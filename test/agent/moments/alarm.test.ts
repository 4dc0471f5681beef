import { expect, test } from 'vitest'
import { Alarm } from '../../../agent/moments/alarm.ts'
import { Random } from '../../../drivers/simulated/random.ts'

/** After how many outcomes it goes off, where what comes out well is off by so much. */
function after(off: number, most: number, seed: number): number {
  const alarm = new Alarm()
  const random = new Random(seed, 'alarm')
  for (let i = 0; i < 300; i++) alarm.see(0.6, random.chance(0.6))
  for (let i = 1; i <= most; i++) {
    const told = random.between(0.45, 0.75)
    if (alarm.see(told, random.chance(told + off))) return i
  }
  return most
}
const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!
const seeds = Array.from({ length: 41 }, (_, seed) => seed)

test('where outcomes are as they were told to be, it stays silent for thousands of them', () => {
  expect(median(seeds.map(seed => after(0, 10_000, seed)))).toBeGreaterThan(2000)
})

test.each([-0.15, 0.15])('where they are off by %d it goes off within a few days', off => {
  expect(median(seeds.map(seed => after(off, 10_000, seed)))).toBeLessThan(250)
})
