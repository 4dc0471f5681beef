import { expect, test } from 'vitest'
import { sentence } from '../../../agent/events/sentence.ts'

const said = (data: object) =>
  sentence({ time: '2026-03-02T10:00:00.000Z', type: 'aisle.device.counted.v1', data } as never)

test('a count of devices is told with its interval, or by what it is below, and never both', () => {
  expect(said({ below: 5, devices: { estimate: 12, low: 10, high: 14 } })).toBe(
    '10:00:00  device.counted      devices 12 (10–14)',
  )
  expect(said({ below: 5 })).toBe('10:00:00  device.counted      devices fewer than 5')
})
