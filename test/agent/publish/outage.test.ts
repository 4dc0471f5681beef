import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SPARE_BYTES } from '../../../agent/publish/spare.ts'
import { LOG_BYTES } from '../../../agent/store/store.ts'
import { describeWith } from '../../needs.ts'
import { afterwards } from './afterwards.ts'
import { outage } from './outage/outage.ts'
import { verdict } from './outage/verdict.ts'

const MINUTE_MS = 60_000

describeWith(['mosquitto'], 'while the broker is away for long', () => {
  test('the disk takes no more than it may, the oldest go first, no end does, the loss is told, and the rest comes in order', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aisle-outage-'))
    afterwards.push(() => rmSync(folder, { recursive: true, force: true }))
    const times = { beforeMs: MINUTE_MS, awayMs: 15 * MINUTE_MS, afterMs: MINUTE_MS }
    const went = await outage({ seed: 1, perMinute: 350, ...times, commitMs: 1000, maxMegabytes: 2, folder })
    const { missing, erased, again, ...wrong } = await verdict(went)
    expect(missing[0]).toBeGreaterThan(1000)
    expect(missing).toEqual([went.dropped, 0])
    expect(erased).toBeLessThan(missing[0])
    expect(wrong).toEqual({ strange: 0, disordered: 0, misnamed: 0, misplaced: 0, unended: 0, untold: 0 })
    // At most what was on its way, each time that a connection broke.
    expect(again).toBeLessThan(500)
    // Of so low a limit half is for the database; what one commit takes too much is room for the next.
    expect(went.peak.database).toBeLessThan(1.1e6)
    expect(went.peak.log).toBeLessThanOrEqual(LOG_BYTES)
    expect(went.peak.spare).toBe(SPARE_BYTES)
    expect(new Set(went.faults.map(({ code }) => code))).toEqual(new Set(['BROKER_UNREACHABLE']))
  }, 300_000)
})
