import { expect, test } from 'vitest'
import { Coverage } from '../../../agent/lanes/coverage.ts'

function watched(sensors: readonly string[]) {
  const told: boolean[] = []
  return { told, coverage: new Coverage(sensors, 0, isWhole => told.push(isWhole)) }
}

test('nothing is whole before every sensor has delivered', () => {
  const { told, coverage } = watched(['a', 'b'])
  coverage.mark('a', 'awaited', false, 1)
  coverage.mark('b', 'awaited', false, 2)
  expect(told).toEqual([false, false, true])
})

test('a sensor with two gaps is whole when both have closed', () => {
  const { told, coverage } = watched(['a'])
  coverage.mark('a', 'awaited', false, 1)
  coverage.mark('a', 'degraded', true, 2)
  coverage.mark('a', 'failed', true, 3)
  coverage.mark('a', 'failed', false, 4)
  coverage.mark('a', 'degraded', false, 5)
  expect(told).toEqual([false, true, false, false, false, true])
})

test('a sensor that does not see the floor changes nothing', () => {
  const { told, coverage } = watched(['a'])
  coverage.mark('ears', 'failed', true, 1)
  expect(told).toEqual([false])
})
