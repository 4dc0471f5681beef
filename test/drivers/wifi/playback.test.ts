import { expect, test } from 'vitest'
import type { Source } from '../../../drivers/source.ts'
import { emptyBatch, type FrameBatch } from '../../../drivers/wifi/batch.ts'
import { playback } from '../../../drivers/wifi/playback.ts'

/** A capture of one batch whose frames came at these times, and an empty one at its end. */
function capture(times: readonly number[]): Source<FrameBatch> {
  return {
    id: 'ears',
    async *open() {
      const batch = emptyBatch(new Uint8Array(4 * times.length), times.length)
      batch.count = times.length
      batch.malformed = 3
      times.forEach((atMs, i) => {
        batch.atMs[i] = atMs
        batch.start[i] = 4 * i
      })
      yield batch
      yield { ...emptyBatch(new Uint8Array(0), 0), truncated: true }
    },
  }
}

test('frames come when they came, bear the time of their coming, and none is lost', async () => {
  const times = [1000, 1010, 1150, 1400, 1410, 1700]
  const began = Date.now()
  const heard: { atMs: number; nowMs: number; start: number }[] = []
  let malformed = 0
  let isTruncated = false
  for await (const batch of playback(capture(times)).open(new AbortController().signal)) {
    malformed += batch.malformed
    isTruncated ||= batch.truncated
    for (let i = 0; i < batch.count; i++) heard.push({ atMs: batch.atMs[i], nowMs: Date.now(), start: batch.start[i] })
  }
  expect(heard.map(({ start }) => start)).toEqual(times.map((_, i) => 4 * i))
  const first = heard[0].atMs
  expect(first).toBeGreaterThanOrEqual(began)
  expect(heard.map(({ atMs }) => atMs - first)).toEqual(times.map(atMs => atMs - times[0]))
  for (const { atMs, nowMs } of heard) expect(nowMs).toBeGreaterThanOrEqual(atMs - 2)
  expect([malformed, isTruncated]).toEqual([3, true])
})

test('an abort ends the wait for the next frame', async () => {
  const stop = new AbortController()
  let count = 0
  for await (const batch of playback(capture([0, 3_600_000])).open(stop.signal)) {
    count += batch.count
    stop.abort()
  }
  expect(count).toBe(1)
})
