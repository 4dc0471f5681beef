import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Addresses } from '../../../agent/presence/addresses.ts'

interface Row {
  firstMs: number
  lastMs: number
  firstSeq: number
  lastSeq: number
  fingerprint: number
  randomised: boolean
}

function rows(addresses: Addresses): Row[] {
  return Array.from({ length: addresses.count }, (_, row) => ({
    firstMs: addresses.firstMs(row),
    lastMs: addresses.lastMs(row),
    firstSeq: addresses.firstSeq(row),
    lastSeq: addresses.lastSeq(row),
    fingerprint: addresses.fingerprint(row),
    randomised: addresses.randomised(row),
  }))
}

test('remembers what a map remembers', () => {
  const heard = fc.record({
    // Few, and alike in their lower bits, so that they collide.
    high: fc.integer({ min: -3, max: 3 }),
    low: fc.constantFrom(0, 1, -1, 65_536, 131_072, 65_535),
    seq: fc.integer({ min: 0, max: 4095 }),
    randomised: fc.boolean(),
    stepMs: fc.integer({ min: 0, max: 400 }),
    sweep: fc.integer({ min: 0, max: 9 }).map(n => n === 0),
  })
  fc.assert(
    fc.property(fc.array(heard, { maxLength: 200 }), all => {
      const addresses = new Addresses(1000)
      const map = new Map<string, Row>()
      let atMs = 1e12
      for (const { high, low, seq, randomised, stepMs, sweep } of all) {
        atMs += stepMs
        if (sweep) {
          addresses.sweep(atMs)
          for (const [key, row] of map) if (row.lastMs < atMs - 1000) map.delete(key)
        }
        expect(addresses.hear(high, low, high ^ low, seq, randomised, atMs)).toBe(true)
        const known = map.get(`${high} ${low}`)
        if (known) Object.assign(known, { lastMs: atMs, lastSeq: seq })
        else
          map.set(`${high} ${low}`, {
            firstMs: atMs,
            lastMs: atMs,
            firstSeq: seq,
            lastSeq: seq,
            fingerprint: high ^ low,
            randomised,
          })
      }
      expect(rows(addresses)).toEqual([...map.values()])
    }),
  )
})

describe('a flood of new addresses', () => {
  const flood = (addresses: Addresses, count: number, atMs: number, from = 0) => {
    for (let i = from; i < from + count; i++) addresses.hear(i, Math.imul(i, 0x9e3779b1), 0, 0, true, atMs)
  }

  test('is turned away beyond 49,152 of them, and those known are still heard', () => {
    const addresses = new Addresses(300_000)
    flood(addresses, 200_000, 1e12)
    expect(addresses.count).toBe(49_152)
    expect(addresses.turnedAway).toBe(200_000 - 49_152)
    expect(addresses.hear(5, Math.imul(5, 0x9e3779b1), 0, 77, true, 1e12 + 1)).toBe(true)
    expect(addresses.lastSeq(5)).toBe(77)
  })

  test('takes no memory beyond what there was at first', () => {
    const addresses = new Addresses(300_000)
    flood(addresses, 60_000, 1e12)
    const before = process.memoryUsage().arrayBuffers
    for (let i = 1; i < 20; i++) flood(addresses, 60_000, 1e12 + 1000 * i, 60_000 * i)
    expect(process.memoryUsage().arrayBuffers).toBeLessThanOrEqual(before + 100_000)
  })

  test('makes room again when it is over', () => {
    const addresses = new Addresses(300_000)
    flood(addresses, 60_000, 1e12)
    expect(addresses.hear(-1, -1, 0, 0, true, 1e12 + 300_001)).toBe(true)
    expect(addresses.count).toBe(1)
  })
})

test('late news do not turn time back', () => {
  const addresses = new Addresses(1000)
  addresses.hear(1, 1, 0, 10, true, 5000)
  addresses.hear(1, 1, 0, 9, true, 4990)
  expect(rows(addresses)).toMatchObject([{ lastMs: 5000, lastSeq: 10 }])
})

test('clearing leaves nothing', () => {
  const addresses = new Addresses(1000)
  addresses.hear(1, 1, 7, 10, true, 5000)
  addresses.clear()
  expect(addresses.count).toBe(0)
  expect([addresses.fingerprint(0), addresses.lastMs(0)]).toEqual([0, 0])
})
