import { expect, test } from 'vitest'
import { Pulse } from '../../../agent/health/pulse.ts'

test('what is wrong with a sensor is told in words while it is, without what lets somebody in', () => {
  const pulse = new Pulse(['eye'])
  const cause = () => pulse.all()[0]!.cause
  pulse.explain('eye', 'nothing is wrong')
  expect(cause()).toBeUndefined()
  pulse.note({ kind: 'sensor.failed', sensor: 'eye', atMs: 1, cause: 'SOURCE_REFUSED', sinceMs: 1 })
  expect(cause()).toBe('SOURCE_REFUSED')
  pulse.explain('eye', 'rtsp://joe:s3cret@192.0.2.7/cam refused us: 401 Unauthorized.')
  expect(cause()).toContain('401 Unauthorized')
  expect(cause()).not.toMatch(/joe|s3cret/)
  pulse.note({ kind: 'sensor.recovered', sensor: 'eye', atMs: 2, sinceMs: 1 })
  expect(cause()).toBeUndefined()
})
