import { readFileSync } from 'node:fs'

/** How much a process held in memory, and when by the time of the shop. */
export interface Held {
  readonly atMs: number
  readonly megabytes: number
}

export interface Flatness {
  readonly samples: number
  readonly hours: number
  readonly firstMegabytes: number
  readonly lastMegabytes: number
  readonly mostMegabytes: number
  /** Of the last third by the first; 1 is flat. */
  readonly growth: number
  /** Median of the slopes between any two samples (Theil 1950, Sen 1968): single peaks do not bend it. */
  readonly megabytesPerHour: number
}

/** What a start takes is not what a day adds: of a whole day, by the time of the shop. */
const WARM_MS = 60 * 60_000
const HOUR_MS = 3_600_000
/** Of so many samples every pair is looked at. */
const MOST = 400

/** What became of the memory of one process; undefined where it did not live for three times as long as it takes to warm up. */
export function flatness(all: readonly Held[], warmMs = WARM_MS): Flatness | undefined {
  const beganMs = all[0]?.atMs ?? 0
  const warm = all.filter(({ atMs }) => atMs - beganMs >= warmMs)
  const [first, last] = [warm[0], warm.at(-1)]
  if (!first || !last || last.atMs - beganMs < 3 * warmMs) return undefined
  const third = (last.atMs - first.atMs) / 3
  const early = median(warm.filter(({ atMs }) => atMs <= first.atMs + third).map(({ megabytes }) => megabytes))
  const late = median(warm.filter(({ atMs }) => atMs >= last.atMs - third).map(({ megabytes }) => megabytes))
  return {
    samples: warm.length,
    hours: (last.atMs - beganMs) / HOUR_MS,
    firstMegabytes: early,
    lastMegabytes: late,
    mostMegabytes: warm.reduce((most, { megabytes }) => Math.max(most, megabytes), 0),
    growth: late / early,
    megabytesPerHour: slope(thinned(warm)) * HOUR_MS,
  }
}

function slope(all: readonly Held[]): number {
  const slopes: number[] = []
  for (const [i, one] of all.entries())
    for (const other of all.slice(i + 1))
      if (other.atMs > one.atMs) slopes.push((other.megabytes - one.megabytes) / (other.atMs - one.atMs))
  return median(slopes)
}

function thinned(all: readonly Held[]): readonly Held[] {
  const step = Math.ceil(all.length / MOST)
  return all.filter((_, i) => i % step === 0)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

/** What a process holds in memory, as the kernel counts it. */
export function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000
}
