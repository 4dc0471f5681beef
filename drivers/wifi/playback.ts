import { setTimeout as sleep } from 'node:timers/promises'
import type { Ms } from '../../config/units.ts'
import { now } from '../clock.ts'
import type { Source } from '../source.ts'
import type { FrameBatch } from './batch.ts'

/** Frames this close together are handed on together. */
const TOGETHER_MS = 200

/** A capture as if it happened now: frames come when they came, and bear the time of their coming. */
export function playback(capture: Source<FrameBatch>): Source<FrameBatch> {
  return { id: capture.id, open: signal => play(capture, signal) }
}

async function* play(capture: Source<FrameBatch>, signal: AbortSignal): AsyncGenerator<FrameBatch> {
  const openedMs = now()
  let firstMs: Ms | undefined
  for await (const batch of capture.open(signal)) {
    if (batch.count === 0) yield batch
    for (let from = 0; from < batch.count; ) {
      firstMs ??= batch.atMs[from]
      let to = from + 1
      while (to < batch.count && batch.atMs[to] - batch.atMs[from] < TOGETHER_MS) to++
      const dueMs = openedMs + batch.atMs[to - 1] - firstMs
      if (!(await until(dueMs, signal))) return
      yield part(batch, from, to, openedMs - firstMs)
      from = to
    }
  }
}

/** Frames `from` to `to`, their times moved on. What was damaged is told with the first of them. */
function part(batch: FrameBatch, from: number, to: number, byMs: number): FrameBatch {
  return {
    ...batch,
    count: to - from,
    start: batch.start.subarray(from, to),
    length: batch.length.subarray(from, to),
    atMs: batch.atMs.slice(from, to).map(atMs => atMs + byMs),
    rssi: batch.rssi.subarray(from, to),
    mhz: batch.mhz.subarray(from, to),
    malformed: from === 0 ? batch.malformed : 0,
    truncated: to === batch.count && batch.truncated,
  }
}

/** False where the signal ended the wait. */
async function until(dueMs: Ms, signal: AbortSignal): Promise<boolean> {
  const waitMs = dueMs - now()
  if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined)
  return !signal.aborted
}
