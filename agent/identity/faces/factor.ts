import type { Signal } from '../../../config/jurisdictions.ts'
import type { Liveness } from './relief.ts'

/**
 * What has to speak for somebody besides their face, each demand with those before it. There is none below the first: without a
 * depth camera that sees a living face, a face alone names nobody.
 */
export const DEMANDS = ['code-without-depth', 'code', 'code-and-depth'] as const
export type Demand = (typeof DEMANDS)[number]

/** The stricter of two. What is set can only add to what is demanded anyway. */
export function stricter(a: Demand, b: Demand): Demand {
  return DEMANDS[Math.max(DEMANDS.indexOf(a), DEMANDS.indexOf(b), 0)]
}

/** Whether a face may be matched at all. A pass and a session at a kiosk name a member by a code; a lane names nobody. */
export function suffices(demand: Demand, signal: Signal, liveness: Liveness): boolean {
  if (liveness === 'flat') return false
  const hasCode = signal === 'pass' || signal === 'kiosk'
  switch (demand) {
    case 'code-without-depth':
      return hasCode || liveness === 'live'
    case 'code':
      return hasCode
    case 'code-and-depth':
      return hasCode && liveness === 'live'
  }
}
