import { createHash } from 'node:crypto'
import { day } from '../../../../agent/cli/simulate/day.ts'
import type { Fact } from '../../../../agent/events/tell.ts'
import type { Ms } from '../../../../config/units.ts'
import { Random } from '../../../../drivers/simulated/random.ts'

export interface DayOptions {
  readonly seed: number
  readonly fromMs: Ms
  readonly toMs: Ms
  /** Events of those that the simulated fleet tells, in the mean of the day. */
  readonly perMinute: number
}

/** For whom alone members are told. */
export const AUDIENCE = 'crm'
/** Shares of visits of members, of recognitions that are taken back, and of members who leave for good. */
const MEMBERS = 0.05
const RETRACTED = 0.1
const ERASED = 0.05
/** Share of intervals in which a sensor fails or comes back. */
const SENSOR = 1 / 60

/**
 * What the agent of a busy shop tells in a day: the day of a simulated store of the fleet, and with it what that one leaves out: queues,
 * devices, members and consents, sensors, and the agent itself.
 */
export function* busyDay({ seed, fromMs, toMs, perMinute }: DayOptions): Generator<Fact, void, undefined> {
  const random = new Random(seed, 'beside')
  const configDigest = `sha256:${createHash('sha256').update('outage').digest('hex')}`
  yield { kind: 'agent.started', atMs: fromMs, version: '0.0.0', configDigest }
  let [queue, anchors] = [0, 0]
  let failedMs: Ms | undefined
  const name = (bytes: number) =>
    Array.from({ length: bytes }, () => random.below(256).toString(16).padStart(2, '0')).join('')
  const anchor = () => ({ anchor: { sequence: ++anchors, hash: name(32) } })
  for (const fact of day({ fromMs, toMs, perMinute, random: new Random(seed, 'day') })) {
    yield fact
    const { atMs } = fact
    switch (fact.kind) {
      case 'zone.entered':
      case 'zone.left':
        if (fact.zone !== 'till') break
        queue += fact.kind === 'zone.entered' ? 1 : -1
        yield {
          ...{ kind: 'queue.changed', atMs, zone: 'till', length: queue },
          wait: { ms: 40_000 * queue, lowMs: 20_000 * queue, highMs: 90_000 * queue },
        }
        break
      case 'interval.counted': {
        const { fromMs, toMs } = fact
        const estimate = random.between(10, 80)
        const devices = { estimate, low: estimate * 0.8, high: estimate * 1.25 }
        yield { kind: 'device.counted', atMs, fromMs, toMs, below: 5, devices }
        if (!random.chance(SENSOR)) break
        const sensor = 'ceiling'
        if (failedMs === undefined) yield { kind: 'sensor.failed', atMs, sensor, cause: 'no frames', sinceMs: atMs }
        else yield { kind: 'sensor.recovered', atMs, sensor, sinceMs: failedMs }
        failedMs = failedMs === undefined ? atMs : undefined
        break
      }
      case 'visit.started': {
        if (!random.chance(MEMBERS)) break
        const { visit } = fact
        const [member, recognition, receipt] = [name(16), name(16), name(16)]
        const to = { atMs, audience: AUDIENCE, member }
        yield { kind: 'member.recognised', ...to, recognition, receipt, purpose: 'welcome', visit }
        if (random.chance(RETRACTED)) yield { kind: 'member.retracted', ...to, recognition, by: 'member', visit }
        if (!random.chance(ERASED)) break
        yield { kind: 'consent.withdrawn', atMs, by: 'member', ...anchor() }
        yield { kind: 'consent.withdrawn', atMs, by: 'member', audience: AUDIENCE, receipt }
        yield { kind: 'member.erased', ...to }
        break
      }
    }
  }
  yield { kind: 'agent.stopped', atMs: toMs, reason: 'signal' }
}
