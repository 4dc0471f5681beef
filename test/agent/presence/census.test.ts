import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Addresses } from '../../../agent/presence/addresses.ts'
import { Census } from '../../../agent/presence/census.ts'
import type { PresenceFact } from '../../../agent/presence/fact.ts'
import { Probe } from '../../../agent/presence/probe.ts'
import { emptyBatch, type FrameBatch } from '../../../drivers/wifi/batch.ts'
import { probeRequest } from '../../drivers/wifi/air.ts'

const NOON_MS = Date.UTC(2025, 5, 2, 12)
const MINUTE_MS = 60_000
const RULE = { k: 5, windowMinutes: 5, everySeconds: 60 }

interface Heard {
  readonly atMs: number
  readonly from: string
  readonly rssi?: number
}

function batch(heard: readonly Heard[]): FrameBatch {
  const requests = heard.map(({ from }) => probeRequest({ from }))
  const made = emptyBatch(Buffer.concat(requests), heard.length)
  let start = 0
  for (const [row, { atMs, rssi = -60 }] of heard.entries()) {
    made.start[row] = start
    made.length[row] = requests[row]!.length
    made.atMs[row] = atMs
    made.rssi[row] = rssi
    start += requests[row]!.length
    made.count++
  }
  return made
}

/** So many phones whose addresses their manufacturer gave them, at that time. */
const phones = (count: number, atMs: number, rssi?: number): Heard[] =>
  Array.from({ length: count }, (_, i) => ({
    atMs,
    from: `3c22fb${i.toString(16).padStart(6, '0')}`,
    ...(rssi !== undefined && { rssi }),
  }))

function drain(census: Census, nowMs: number): PresenceFact[] {
  const facts: PresenceFact[] = []
  for (let fact = census.tick(nowMs); fact; fact = census.tick(nowMs)) facts.push(fact)
  return facts
}

describe('a census', () => {
  test('tells how many devices there were at each whole minute', () => {
    const census = new Census(RULE, 'UTC')
    census.see(batch(phones(8, NOON_MS + 1000)))
    expect(drain(census, NOON_MS + MINUTE_MS)).toEqual([
      {
        kind: 'device.counted',
        atMs: NOON_MS + MINUTE_MS,
        fromMs: NOON_MS + 1000,
        toMs: NOON_MS + MINUTE_MS,
        devices: { estimate: 8, low: 8, high: 8 },
        below: 5,
      },
    ])
  })

  test.each([0, 1, 4])('of %i devices tells only that there were fewer than k', count => {
    const census = new Census(RULE, 'UTC')
    census.tick(NOON_MS)
    census.see(batch(phones(count, NOON_MS + 1000)))
    const [fact] = drain(census, NOON_MS + MINUTE_MS)
    expect(fact).toEqual({
      kind: 'device.counted',
      atMs: NOON_MS + MINUTE_MS,
      fromMs: NOON_MS,
      toMs: NOON_MS + MINUTE_MS,
      below: 5,
    })
  })

  test('never tells a bound below k', () => {
    const census = new Census(RULE, 'UTC')
    const strangers = Array.from({ length: 30 }, (_, i) => ({
      atMs: NOON_MS + 9000 * i,
      from: `02${i.toString(16).padStart(10, '0')}`,
    }))
    census.see(batch(strangers))
    const told = drain(census, NOON_MS + 5 * MINUTE_MS).filter(fact => fact.devices)
    expect(told.length).toBeGreaterThan(0)
    for (const { devices } of told)
      expect(Math.min(devices!.low, devices!.estimate, devices!.high)).toBeGreaterThanOrEqual(5)
  })

  test('lets a device go when it has not been heard for the window', () => {
    const census = new Census(RULE, 'UTC')
    census.see(batch(phones(8, NOON_MS + 1000)))
    const counts = drain(census, NOON_MS + 8 * MINUTE_MS).map(fact => fact.devices?.estimate)
    expect(counts.slice(0, 6)).toEqual([8, 8, 8, 8, 8, undefined])
  })

  test('counts one batch over many minutes as it would have counted many', () => {
    const heard = Array.from({ length: 600 }, (_, i) => ({
      atMs: NOON_MS + 2000 * i,
      from: `3c22fb${((i * i) % 97).toString(16).padStart(6, '0')}`,
    }))
    const once = new Census(RULE, 'UTC')
    once.see(batch(heard))
    const often = new Census(RULE, 'UTC')
    const facts = heard.flatMap(one => {
      often.see(batch([one]))
      return drain(often, one.atMs)
    })
    expect(facts.length).toBe(19)
    expect(drain(once, heard.at(-1)!.atMs)).toEqual(facts)
  })

  test('counts a device that two sniffers hear once', () => {
    const census = new Census(RULE, 'UTC')
    census.see(batch(phones(8, NOON_MS + 1000)))
    census.see(batch(phones(8, NOON_MS + 900)))
    expect(drain(census, NOON_MS + MINUTE_MS)[0]?.devices?.estimate).toBe(8)
    expect(census.requests).toBe(16)
  })

  test('leaves out who is too weak, and keeps who is of unknown strength', () => {
    const census = new Census(RULE, 'UTC')
    census.see(batch([...phones(8, NOON_MS + 1000, -90), ...phones(6, NOON_MS + 1000, 0)]), -80)
    expect(drain(census, NOON_MS + MINUTE_MS)[0]?.devices?.estimate).toBe(6)
  })

  test('begins anew at midnight of the shop', () => {
    const midnight = Date.parse('2025-06-02T22:00:00Z')
    const census = new Census(RULE, 'Europe/Vienna')
    census.see(batch(phones(8, midnight - 90_000)))
    census.see(batch(phones(6, midnight + 1000)))
    const facts = drain(census, midnight + MINUTE_MS)
    expect(facts.map(fact => [(fact.atMs - midnight) / MINUTE_MS, fact.devices?.estimate])).toEqual([
      [-1, 8],
      [0, 8],
      [1, 6],
    ])
    expect(facts.at(-1)?.fromMs).toBe(midnight)
  })

  test('begins anew when the clock was set back, and goes on after a long silence', () => {
    const census = new Census(RULE, 'UTC')
    census.see(batch(phones(8, NOON_MS + 1000)))
    census.see(batch(phones(6, NOON_MS - 7_200_000)))
    expect(drain(census, NOON_MS - 7_200_000 + MINUTE_MS).at(-1)?.devices?.estimate).toBe(6)
    const later = NOON_MS + 90 * 86_400_000
    const facts = drain(census, later)
    expect(facts.length).toBeLessThan(20)
    census.see(batch(phones(9, later + 1000)))
    expect(drain(census, later + MINUTE_MS).at(-1)?.devices?.estimate).toBe(9)
  })
})

test('whatever the clock says, counts come at whole minutes and say when they began', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4e12 }), { maxLength: 30 }), times => {
      const census = new Census(RULE, 'Europe/Vienna')
      census.see(batch(times.map((atMs, i) => ({ atMs, from: `3c22fb${i.toString(16).padStart(6, '0')}` }))))
      for (const fact of drain(census, 4e12)) {
        expect(fact.atMs % MINUTE_MS).toBe(0)
        expect(fact.fromMs).toBeLessThanOrEqual(fact.toMs)
        expect(fact.fromMs).toBeGreaterThanOrEqual(fact.toMs - 5 * MINUTE_MS)
      }
    }),
    { numRuns: 50 },
  )
})

describe('addresses', () => {
  afterEach(() => void vi.restoreAllMocks())

  test('are remembered under a pseudonym that differs from census to census, and forgotten with the batch', () => {
    const hear = vi.spyOn(Addresses.prototype, 'hear')
    const forget = vi.spyOn(Probe.prototype, 'forget')
    const pseudonyms = [1, 2].map(() => {
      hear.mockClear()
      new Census(RULE, 'UTC').see(batch(phones(50, NOON_MS + 1000)))
      return hear.mock.calls.map(([high, low]) => `${high} ${low}`)
    })
    expect(forget).toHaveBeenCalledTimes(2)
    expect(new Set(pseudonyms.flat()).size).toBe(100)
    for (const [high, low, fingerprint] of hear.mock.calls)
      for (const part of [high, low, fingerprint]) {
        expect(part >>> 8).not.toBe(0x3c22fb)
        expect(part).not.toBe(0x3c22fb)
      }
  })

  test('have another pseudonym after midnight', () => {
    const hear = vi.spyOn(Addresses.prototype, 'hear')
    const census = new Census(RULE, 'UTC')
    census.see(
      batch([...phones(1, NOON_MS), ...phones(1, NOON_MS + 11 * 3_600_000), ...phones(1, NOON_MS + 13 * 3_600_000)]),
    )
    const [noon, evening, night] = hear.mock.calls.map(([high, low]) => `${high} ${low}`)
    expect(evening).toBe(noon)
    expect(night).not.toBe(noon)
  })
})
