import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { outage } from '../agent/publish/outage/outage.ts'
import { verdict } from '../agent/publish/outage/verdict.ts'
import type { Row } from './row.ts'

const SEED = 5
const HOUR_MS = 3_600_000
/** Of a busy shop: four visitors a minute, in the mean of day and night. */
const PER_MINUTE = 100
/** As the configuration has it by default, which a day does not fill; and one that is full before noon. */
const LIMITS = [512, 32]

/**
 * A mosquitto goes away for 24 hours of a busy shop, simulated as fast as it goes, and comes back: what the outbox takes of the disk, what of it is
 * dropped, and how fast the rest is brought to the broker and to a subscriber in a process of its own, who holds it against what was told.
 */
export async function bench(): Promise<Row[]> {
  const rows: Row[] = []
  for (const limit of LIMITS) rows.push(...(await day(limit)))
  return rows
}

async function day(maxMegabytes: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-bench-'))
  try {
    const times = { beforeMs: HOUR_MS / 4, awayMs: 24 * HOUR_MS, afterMs: HOUR_MS / 4 }
    const beganMs = performance.now()
    const went = await outage({ seed: SEED, perMinute: PER_MINUTE, ...times, commitMs: 10, maxMegabytes, folder })
    const seconds = (performance.now() - beganMs) / 1000
    const { missing, erased, ...wrong } = await verdict(went)
    const { peak, bytes, gone, back, commits, drained, drainMs, workedMs, faults } = went
    const [first, last] = missing
    const row = (name: string, value: number, unit: string, note?: string): Row => ({
      ...{ name: `outage, limit ${maxMegabytes} MB: ${name}`, value, unit },
      ...(note && { note }),
    })
    const { database, log, spare } = peak
    const [inDatabase, inLog, inSpare] = [database, log, spare].map(size => (size / 1e6).toFixed(1))
    const codes = faults.map(({ code }) => code).join(', ')
    return [
      row(
        'events in 24 h',
        back - gone,
        '',
        `${commits} commits on the disk; all in ${seconds.toFixed(0)} s; faults ${codes}`,
      ),
      row(
        'disk, peak / limit',
        bytes / 1e6 / maxMegabytes,
        'ratio',
        `database ${inDatabase}, log ${inLog}, spare ${inSpare} MB; aim ≤ 1`,
      ),
      row('dropped of what goes first', first - erased, 'events', 'the oldest of them'),
      row(
        'gone with whom they told of',
        erased,
        'events',
        'told to a subscriber of a member who was erased before the broker came back',
      ),
      row('dropped of ends and erasures', last, 'events', 'aim 0'),
      row(
        'dropped before their time',
        wrong.misplaced,
        'events',
        'though something was kept that had to go before; aim 0',
      ),
      row('loss that was told − loss', wrong.untold, 'events', 'aim 0'),
      row(
        'drained',
        (drained / drainMs) * 1000,
        'events/s',
        `${drained} events, first to last acknowledgement; aim ≥ 5,000; ${((drained / workedMs) * 1000).toFixed(0)} for each second of our own work`,
      ),
      row('out of order', wrong.disordered, 'events', `of a stream; came again ${wrong.again}; aim 0`),
      row(
        'wrong, or behind a wrong one',
        wrong.strange + wrong.misnamed,
        'events',
        'text or `previous` are not as they were told; aim 0',
      ),
      row('ends lost', wrong.unended, 'visits', 'told to have begun, and not exactly one end came; aim 0'),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
