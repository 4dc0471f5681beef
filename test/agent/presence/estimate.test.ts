import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Addresses } from '../../../agent/presence/addresses.ts'
import { devices } from '../../../agent/presence/devices.ts'
import { estimate } from '../../../agent/presence/estimate.ts'
import { scans } from '../../../agent/presence/scans.ts'

const START_MS = 1e12

interface Air {
  readonly addresses: Addresses
  readonly rows: Uint32Array
}

/**
 * A film of addresses of one fingerprint: a letter is an address heard in that half second; the letter's place in the alphabet
 * times 150 is its first sequence number, which grows by one each half second. Lines are simultaneous.
 */
function film(...lines: readonly string[]): Air {
  const addresses = new Addresses(1e9)
  const length = Math.max(...lines.map(line => line.length))
  for (let at = 0; at < length; at++)
    for (const line of lines) {
      const letter = line.charCodeAt(at) - 97
      if (letter >= 0 && letter < 26) addresses.hear(letter, letter, 1, letter * 150 + at, true, START_MS + 500 * at)
    }
  return { addresses, rows: Uint32Array.from({ length: addresses.count }, (_, i) => i) }
}

describe('addresses of one fingerprint', () => {
  test.each([
    ['one address once', ['a'], { steady: 0, loose: 1 }],
    ['one address for long', ['a..........a....a'], { steady: 1, loose: 0 }],
    ['one search with four addresses, one after the other', ['abcd'], { steady: 0, loose: 1 }],
    ['two searches', ['ab..........cd'], { steady: 0, loose: 2 }],
    ['two phones at the same time', ['aaaa', '.bbb'], { steady: 0, loose: 2 }],
    ['three searches, two of them at the same time', ['aaa......ccc', '.bb'], { steady: 0, loose: 3 }],
  ])('%s', (_, lines, expected) => {
    const { addresses, rows } = film(...lines)
    expect(scans(addresses, rows)).toEqual(expected)
  })

  test('a sequence number that runs on joins two addresses; one that does not, does not', () => {
    const follow = (seq: number, laterMs: number) => {
      const addresses = new Addresses(1e9)
      addresses.hear(1, 1, 1, 100, true, START_MS)
      addresses.hear(2, 2, 1, seq, true, START_MS + laterMs)
      return scans(addresses, Uint32Array.of(0, 1))
    }
    expect(follow(110, 20_000)).toEqual({ steady: 1, loose: 0 })
    expect(follow(100 + 4090, 20_000)).toEqual({ steady: 0, loose: 2 })
    expect(follow(400, 20_000)).toEqual({ steady: 0, loose: 2 })
    expect(follow(110, 70_000)).toEqual({ steady: 0, loose: 2 })
  })

  test('numbers drawn at random are seldom taken for a run', () => {
    let seed = 5
    const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 20
    const addresses = new Addresses(1e9)
    for (let i = 0; i < 400; i++) addresses.hear(i, i, 1, random(), true, START_MS + 1000 * i)
    const { steady } = scans(
      addresses,
      Uint32Array.from({ length: 400 }, (_, i) => i),
    )
    expect(steady).toBeLessThan(12)
  })
})

describe('devices behind searches', () => {
  /** Bayes' rule by counting: phones with rates drawn from the gamma distribution make searches that are Poisson. */
  function simulated(searches: number, again: number) {
    let state = 12_345
    const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 2 ** 32
    const poisson = (mean: number) => {
      let [count, product] = [0, random()]
      for (const limit = Math.exp(-mean); product > limit; product *= random()) count++
      return count
    }
    let [weight, sum] = [0, 0]
    for (let n = 1; n <= searches; n++)
      for (let trial = 0; trial < 20_000; trial++) {
        let made = n
        // The sum of two exponentials is gamma of shape 2.
        for (let i = 0; i < n && made <= searches; i++) made += poisson((-again / 2) * Math.log(random() * random()))
        if (made !== searches) continue
        weight += 1 / n
        sum += 1
      }
    return sum / weight
  }

  test.each([
    [1, 5],
    [3, 1],
    [4, 5],
    [6, 2],
  ])('%i searches of phones that make %i more agree with a simulation', (searches, again) => {
    expect(devices(searches, again).mean).toBeCloseTo(simulated(searches, again), 1)
  })

  test('are at least one, at most as many as the searches, and more where there are more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0.01, max: 30, noNaN: true }),
        (searches, again) => {
          const { mean, variance } = devices(searches, again)
          expect(mean).toBeGreaterThanOrEqual(1 - 1e-9)
          expect(mean).toBeLessThanOrEqual(searches + 1e-9)
          expect(variance).toBeGreaterThanOrEqual(0)
          expect(devices(searches + 1, again).mean).toBeGreaterThan(mean - 1e-9)
        },
      ),
    )
  })

  test('are a fifth of the searches where each makes five, in a crowd', () => {
    const { mean, variance } = devices(500, 4)
    expect(mean).toBeGreaterThan(90)
    expect(mean).toBeLessThan(110)
    expect(Math.sqrt(variance)).toBeLessThan(20)
  })
})

describe('an estimate', () => {
  test('counts addresses that a manufacturer gave out one by one', () => {
    const addresses = new Addresses(1e9)
    for (let i = 0; i < 20; i++) addresses.hear(i, i, i % 3, 0, false, START_MS)
    expect(estimate(addresses, START_MS, START_MS + 60_000)).toEqual({ estimate: 20, low: 20, high: 20 })
  })

  test('leaves out who was last heard before it', () => {
    const addresses = new Addresses(1e9)
    addresses.hear(1, 1, 1, 0, false, START_MS - 1)
    addresses.hear(2, 2, 1, 0, false, START_MS)
    expect(estimate(addresses, START_MS, START_MS + 60_000).estimate).toBe(1)
  })

  test('lies within its interval, which lies within what was heard', () => {
    const heard = fc.record({
      id: fc.integer({ min: 0, max: 60 }),
      fingerprint: fc.integer({ min: 0, max: 4 }),
      seq: fc.integer({ min: 0, max: 4095 }),
      randomised: fc.boolean(),
      stepMs: fc.integer({ min: 0, max: 4000 }),
    })
    fc.assert(
      fc.property(fc.array(heard, { maxLength: 100 }), all => {
        const addresses = new Addresses(1e9)
        let atMs = START_MS
        for (const { id, fingerprint, seq, randomised, stepMs } of all)
          addresses.hear(id, id, fingerprint, seq, randomised, (atMs += stepMs))
        const { estimate: middle, low, high } = estimate(addresses, START_MS, atMs + 1000)
        expect(low).toBeLessThanOrEqual(middle)
        expect(middle).toBeLessThanOrEqual(high)
        expect(high).toBeLessThanOrEqual(addresses.count)
        expect(low).toBeGreaterThanOrEqual(all.length > 0 ? 1 : 0)
      }),
    )
  })

  test('covers the truth about four times in five where phones behave as assumed', () => {
    let state = 99
    const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 2 ** 32
    const pause = (aMinute: number) => -Math.log(random()) / aMinute
    const WINDOW_MS = 300_000
    let covered = 0
    for (let trial = 0; trial < 200; trial++) {
      const phones = 10 + Math.floor(40 * random())
      const heard: { atMs: number; id: number; fingerprint: number }[] = []
      let id = 0
      for (let phone = 0; phone < phones; phone++) {
        const aMinute = -0.5 * Math.log(random() * random())
        const fingerprint = Math.floor(8 * random())
        heard.push({ atMs: WINDOW_MS * random(), id: id++, fingerprint })
        for (let t = pause(aMinute); t < 5; t += pause(aMinute)) heard.push({ atMs: t * 60_000, id: id++, fingerprint })
      }
      const addresses = new Addresses(1e9)
      for (const { atMs, id, fingerprint } of heard.sort((a, b) => a.atMs - b.atMs))
        addresses.hear(id, id, fingerprint, Math.floor(4096 * random()), true, START_MS + atMs)
      const { low, high } = estimate(addresses, START_MS, START_MS + WINDOW_MS)
      if (low <= phones && phones <= high) covered++
    }
    expect(covered / 200).toBeGreaterThan(0.65)
    expect(covered / 200).toBeLessThan(0.97)
  })
})
