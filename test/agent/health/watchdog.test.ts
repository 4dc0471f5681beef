import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { notifier } from '../../../agent/health/notify.ts'
import { Pulse } from '../../../agent/health/pulse.ts'
import { watchdog, watchdogMs } from '../../../agent/health/watchdog.ts'

describe('a watchdog of 60 seconds', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('gives three signs of life in that time while all is well, and none after the end', () => {
    const said: string[] = []
    const notify = async (...words: readonly string[]) => void said.push(...words)
    const dog = watchdog(60_000, { notify, stuck: () => undefined, told: () => {} })
    vi.advanceTimersByTime(60_000)
    expect(said).toEqual(['WATCHDOG=1', 'WATCHDOG=1', 'WATCHDOG=1'])
    dog.close()
    vi.advanceTimersByTime(60_000)
    expect(said).toHaveLength(3)
  })

  test('falls silent while a lane is stuck, tells of it once, and speaks again when it moves', () => {
    const said: string[] = []
    const told: string[] = []
    const pulse = new Pulse(['door', 'ears'])
    const notify = async (...words: readonly string[]) => void said.push(...words)
    const stuck = () => pulse.stuck(performance.now())
    watchdog(60_000, { notify, stuck, told: sensor => told.push(sensor) })
    pulse.busy('door', performance.now())
    vi.advanceTimersByTime(120_000)
    expect(said).toHaveLength(6)
    vi.advanceTimersByTime(60_000)
    expect({ signs: said.length, told }).toEqual({ signs: 6, told: ['door'] })
    pulse.busy('door', undefined)
    vi.advanceTimersByTime(20_000)
    expect(said).toHaveLength(7)
  })

  test('does not take a sensor that has failed for a lane that is stuck', () => {
    const pulse = new Pulse(['door'])
    pulse.note({ kind: 'sensor.failed', sensor: 'door', atMs: 0, cause: 'SOURCE_LOST', sinceMs: 0 })
    vi.advanceTimersByTime(3_600_000)
    expect(pulse.stuck(performance.now())).toBeUndefined()
  })
})

test.each([
  [{ WATCHDOG_USEC: '60000000' }, 60_000],
  [{ WATCHDOG_USEC: '60000000', WATCHDOG_PID: '7' }, 60_000],
  [{ WATCHDOG_USEC: '60000000', WATCHDOG_PID: '8' }, undefined],
  [{ WATCHDOG_USEC: 'soon' }, undefined],
  [{}, undefined],
])('what %o asks of process 7 is a sign of life within %s ms', (env, ms) => {
  expect(watchdogMs(env, 7)).toBe(ms)
})

describe('what is told to systemd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-notify-'))
  afterEach(() => rmSync(join(folder, 'said'), { force: true }))

  test('goes through its tool, where somebody listens', async () => {
    const tool = join(folder, 'tool')
    writeFileSync(tool, `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> ${folder}/said\n`, { mode: 0o755 })
    const notify = notifier({ ...process.env, NOTIFY_SOCKET: '/run/here' }, expect.unreachable, [tool])
    await notify('READY=1', 'STATUS=well')
    expect(readFileSync(join(folder, 'said'), 'utf8')).toBe('/run/here READY=1 STATUS=well\n')
  })

  test('is told to nobody elsewhere', async () => {
    await notifier({}, expect.unreachable, ['/nonexistent/tool'])('READY=1')
  })

  test('that cannot be told is said once, and ends nothing', async () => {
    const failed: string[] = []
    const notify = notifier({ NOTIFY_SOCKET: '/run/here' }, why => failed.push(why), ['/nonexistent/tool'])
    await notify('READY=1')
    await notify('WATCHDOG=1')
    expect(failed).toEqual([expect.stringContaining('ENOENT')])
  })
})
