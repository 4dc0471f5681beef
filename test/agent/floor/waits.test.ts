import { describe, expect, test } from 'vitest'
import { Waits } from '../../../agent/floor/waits.ts'

/** Numbers between 0 and 1 that look drawn by chance and are the same in every run (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** One till, first come first served: how often the interval told on joining held the wait, and the mean error in services. */
function shift(service: (roll: () => number) => number, people: number): { held: number; bias: number } {
  const roll = dice(7)
  const waits = new Waits()
  const leaving: number[] = []
  let [atMs, freeMs, told, held, bias] = [0, 0, 0, 0, 0]
  for (let i = 0; i < people; i++) {
    atMs += -Math.log(1 - roll()) * 75_000
    const done = leaving.filter(one => one <= atMs).length
    const ahead = leaving.length - done
    leaving.splice(0, done)
    freeMs = Math.max(freeMs, atMs) + service(roll)
    leaving.push(freeMs)
    const waitedMs = freeMs - atMs
    const expected = waits.expect(ahead)
    if (expected) {
      told++
      if (waitedMs >= expected.lowMs && waitedMs <= expected.highMs) held++
      bias += (expected.ms - waitedMs) / 60_000
    }
    waits.add(ahead, waitedMs)
  }
  return { held: held / told, bias: bias / told }
}

describe('the expected wait', () => {
  test('is not told before enough people have passed', () => {
    const waits = new Waits()
    for (let i = 0; i < 4; i++) waits.add(i, 60_000 * (i + 1))
    expect(waits.expect(0)).toBeUndefined()
    waits.add(4, 300_000)
    expect(waits.expect(2)).toEqual({ ms: 180_000, lowMs: 180_000, highMs: 180_000 })
  })

  test('holds four waits in five where services are as even as at a till', () => {
    const { held, bias } = shift(roll => 30_000 + 60_000 * roll(), 3000)
    expect(held).toBeGreaterThan(0.7)
    expect(held).toBeLessThan(0.9)
    expect(Math.abs(bias)).toBeLessThan(0.3)
  })

  test('holds about as many where services differ as much as they can', () => {
    const { held } = shift(roll => -Math.log(1 - roll()) * 60_000, 3000)
    expect(held).toBeGreaterThan(0.7)
    expect(held).toBeLessThan(0.92)
  })

  test('follows a till that has become slower', () => {
    const waits = new Waits()
    for (let i = 0; i < 40; i++) waits.add(1, 60_000)
    for (let i = 0; i < 40; i++) waits.add(1, 120_000)
    expect(waits.expect(1)!.ms).toBe(120_000)
  })
})
