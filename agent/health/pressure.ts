import type { Health } from '../../config/health.ts'
import type { Ms } from '../../config/units.ts'
import type { Pressure } from './budget.ts'
import type { ProcessReading } from './vitals.ts'

/** Below this share of each limit there is room. */
const ROOM = 0.85

export interface Load {
  readonly process: ProcessReading
  /** Of a camera, the share of the pictures that fresher ones overtook; the worst of all cameras. */
  readonly overtaken: number
  /** And how long after their capture they are dealt with. */
  readonly lateMs: Ms
}

/**
 * How the load stands to the limits; and where it is too much, of what, in words. The first two are what the agent takes, the others what
 * comes of it where the machine has no more to give: be it that others take it, of which its own share tells nothing.
 */
export function pressure(
  { process, overtaken, lateMs }: Load,
  { cpuCores, memoryMegabytes, loopDelayMs, droppedShare, lateSeconds }: Health,
): { readonly is: Pressure; readonly why: string } {
  const { cpuShare, residentMegabytes } = process
  const delayMs = process.loopDelayMs.p99
  const [most, had] = [droppedShare * 100, overtaken * 100]
  // Whoever takes little and cannot keep up is kept from it by others.
  const own = `while it takes ${tenth(cpuShare)} cores`
  const all = [
    { is: cpuShare, limit: cpuCores, why: `it takes ${tenth(cpuShare)} of ${cpuCores} cores` },
    {
      is: residentMegabytes,
      limit: memoryMegabytes,
      why: `it holds ${residentMegabytes.toFixed(0)} of ${memoryMegabytes} MB`,
    },
    {
      is: delayMs,
      limit: loopDelayMs,
      why: `it is kept waiting for ${delayMs.toFixed(0)} of ${loopDelayMs} ms, ${own}`,
    },
    {
      is: overtaken,
      limit: droppedShare,
      why: `${had.toFixed(0)} of ${most.toFixed(0)} % of the pictures are dropped, ${own}`,
    },
    {
      is: lateMs,
      limit: 1000 * lateSeconds,
      why: `pictures are ${tenth(lateMs / 1000)} of ${lateSeconds} s old when they are looked at, ${own}`,
    },
  ].map(({ is, limit, why }) => ({ ratio: limit === undefined ? 0 : is / limit, why }))
  const over = all.filter(({ ratio }) => ratio > 1)
  if (over.length > 0) return { is: 'over', why: over.map(({ why }) => why).join(', ') }
  return { is: all.every(({ ratio }) => ratio < ROOM) ? 'ease' : 'between', why: '' }
}

const tenth = (value: number) => value.toFixed(1)
