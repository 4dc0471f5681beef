import { Fault } from '../../../config/fault.ts'
import { REQUESTS } from '../../events/requests.ts'
import { takeIn } from '../../identity/intake.ts'
import type { Desk } from '../../publish/requests.ts'
import type { Around } from './around.ts'

/** A signed paper of the member system is taken into the ledger, as by `aislectl consent import`. */
export function taking({ ledger, changed }: Around): Desk {
  return {
    ...REQUESTS['consent.put'],
    async serve({ token }, { atMs }) {
      const { became, ...taken } = await takeIn(ledger, token, atMs)
      changed()
      if (!('reason' in taken)) return { became, ...taken, isNews: true }
      const { reason, receipt, token: kind } = taken
      if (reason !== 'replayed') throw new Fault('TOKEN_REFUSED', { why: reason })
      return { became: BECAME[kind] ?? became, ...(receipt !== undefined && { receipt }), isNews: false }
    },
  }
}

/** What a paper became that was taken in before. */
const BECAME: Readonly<Record<string, string>> = { consent: 'granted', withdrawal: 'withdrawn', revocations: 'listed' }
