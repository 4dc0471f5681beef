import type { Health } from '../../config/health.ts'
import type { Ms } from '../../config/units.ts'
import type { Pressure } from './budget.ts'
import type { ProcessReading } from './vitals.ts'

/** Below this share of each limit there is room. */
const ROOM = 0.85
/** Whoever takes fewer cores than this and cannot keep up is kept from it by others. */
const LITTLE_CORES = 0.25

export interface Load {
  readonly process: ProcessReading
  /** Of a camera, the share of the pictures that fresher ones overtook; the worst of all cameras. */
  readonly overtaken: number
  /** And how long after their capture they are dealt with. */
  readonly lateMs: Ms
}

/**
 * How the load stands to the limits; and where it is too much, of what, in words that stay true when it is over. The first two are what the
 * agent takes, the others what comes of it where the machine has no more to give: be it that others take it, of which its own share tells nothing.
 */
export function pressure(
  { process, overtaken, lateMs }: Load,
  { cpuCores, memoryMegabytes, loopDelayMs, droppedShare, lateSeconds }: Health,
): { readonly is: Pressure; readonly why: string } {
  const { cpuShare, residentMegabytes } = process
  const delayMs = process.loopDelayMs.p99
  const [most, had] = [droppedShare * 100, overtaken * 100]
  const all = [
    { is: cpuShare, limit: cpuCores, why: `it took ${tenth(cpuShare)} cores (at most ${cpuCores})`, isOwn: true },
    {
      is: residentMegabytes,
      limit: memoryMegabytes,
      why: `it held ${residentMegabytes.toFixed(0)} MB (at most ${memoryMegabytes})`,
      isOwn: true,
    },
    {
      is: delayMs,
      limit: loopDelayMs,
      why: `it was kept waiting for ${tenth(delayMs / 1000)} s (at most ${loopDelayMs / 1000} s)`,
    },
    {
      is: overtaken,
      limit: droppedShare,
      why: `${had.toFixed(0)} % of the pictures were dropped (at most ${most.toFixed(0)} %)`,
    },
    {
      is: lateMs,
      limit: 1000 * lateSeconds,
      why: `pictures were ${tenth(lateMs / 1000)} s old when they were looked at (at most ${lateSeconds} s)`,
    },
  ].map(({ limit, is, ...one }) => ({ ...one, ratio: limit === undefined ? 0 : is / limit }))
  const over = all.filter(({ ratio }) => ratio > 1)
  if (over.length > 0) {
    const others = cpuShare < LITTLE_CORES ? ', so something else held it up' : ''
    const own = over.every(({ isOwn }) => isOwn) ? '' : `; it took ${tenth(cpuShare)} cores itself${others}`
    return { is: 'over', why: `${over.map(({ why }) => why).join(', ')}${own}` }
  }
  return { is: all.every(({ ratio }) => ratio < ROOM) ? 'ease' : 'between', why: '' }
}

const tenth = (value: number) => value.toFixed(1)
