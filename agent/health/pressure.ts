import type { Health } from '../../config/health.ts'
import type { Pressure } from './budget.ts'
import type { ProcessReading } from './vitals.ts'

/** Below this share of each limit there is room. */
const ROOM = 0.85

export interface Load {
  readonly process: ProcessReading
  /** Share of the pictures that fresher ones overtook. */
  readonly overtaken: number
}

/** How the load stands to the limits; and where it is too much, of what, in words. */
export function pressure(
  { process, overtaken }: Load,
  { cpuCores, memoryMegabytes, loopDelayMs, droppedShare }: Health,
): { readonly is: Pressure; readonly why: string } {
  const { cpuShare, residentMegabytes } = process
  const delayMs = process.loopDelayMs.p99
  const [most, had] = [droppedShare * 100, overtaken * 100]
  const all = [
    { is: cpuShare, limit: cpuCores, why: `it takes ${tenth(cpuShare)} of ${cpuCores} cores` },
    {
      is: residentMegabytes,
      limit: memoryMegabytes,
      why: `it holds ${residentMegabytes.toFixed(0)} of ${memoryMegabytes} MB`,
    },
    { is: delayMs, limit: loopDelayMs, why: `it is kept waiting for ${delayMs.toFixed(0)} of ${loopDelayMs} ms` },
    {
      is: overtaken,
      limit: droppedShare,
      why: `${had.toFixed(0)} of ${most.toFixed(0)} % of the pictures are dropped`,
    },
  ].map(({ is, limit, why }) => ({ ratio: limit === undefined ? 0 : is / limit, why }))
  const over = all.filter(({ ratio }) => ratio > 1)
  if (over.length > 0) return { is: 'over', why: over.map(({ why }) => why).join(', ') }
  return { is: all.every(({ ratio }) => ratio < ROOM) ? 'ease' : 'between', why: '' }
}

const tenth = (value: number) => value.toFixed(1)
