import type { Demand, Witnesses } from '../../../config/identity.ts'
import type { Signal } from '../../../config/jurisdictions.ts'
import type { Liveness } from './relief.ts'

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

/** Whether anybody may be enrolled where this is what sees that it is no picture that is held there. A depth camera must see it at each look. */
export function attests(wanted: Witnesses, hasDepth: boolean, isAttended: boolean): boolean {
  switch (wanted) {
    case 'depth-or-staff':
      return hasDepth || isAttended
    case 'depth':
      return hasDepth
    case 'depth-and-staff':
      return hasDepth && isAttended
  }
}
