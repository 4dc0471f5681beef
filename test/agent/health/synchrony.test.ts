import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Synchrony } from '../../../agent/health/synchrony.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** One of a machine whose clock is kept, or not, or nobody knows; and whose clock on the wall is ahead of ours by `aheadMs`. */
function machine(kept: boolean | undefined, aheadMs = 0) {
  const at = { kept, aheadMs, asked: 0 }
  const synchrony = new Synchrony(
    () => at.aheadMs,
    async () => {
      at.asked++
      return at.kept
    },
  )
  return { at, synchrony }
}

test('times are believed where the clock is kept or nobody knows, and ours is no second off', async () => {
  const ahead = fc.oneof(fc.integer({ min: -2000, max: 2000 }), fc.double({ min: -1e11, max: 1e11, noNaN: true }))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(true, false, undefined), ahead, async (kept, aheadMs) => {
      const { synchrony } = machine(kept, aheadMs)
      await synchrony.ask()
      expect(synchrony.holds).toBe(kept !== false && aheadMs > -1000 && aheadMs < 1000)
      expect(synchrony.stepMs).toBe(aheadMs > 30_000 || aheadMs < -30_000 ? aheadMs : undefined)
      synchrony.close()
    }),
  )
})

test('a clock that a time server begins to keep, or keeps no more, is found out within a minute', async () => {
  const { at, synchrony } = machine(false)
  await synchrony.ask()
  expect(synchrony.holds).toBe(false)
  for (const kept of [true, false, true]) {
    at.kept = kept
    await vi.advanceTimersByTimeAsync(60_000)
    expect(synchrony.holds).toBe(kept)
  }
  synchrony.close()
})

test('once closed it asks nobody any more', async () => {
  const { at, synchrony } = machine(true)
  await synchrony.ask()
  synchrony.close()
  await vi.advanceTimersByTimeAsync(600_000)
  expect(at.asked).toBe(1)
})
