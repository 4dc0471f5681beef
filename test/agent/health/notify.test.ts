import { expect, test } from 'vitest'
import { notifier } from '../../../agent/health/notify.ts'

test('a child that cannot even be begun ends nobody, and is told once', async () => {
  const told: string[] = []
  // No name of a program at all: spawn throws at once, as it does where memory is short.
  const notify = notifier({ NOTIFY_SOCKET: '/nonexistent' }, why => told.push(why), [''])
  await notify('READY=1')
  await notify('WATCHDOG=1')
  expect(told).toHaveLength(1)
})
