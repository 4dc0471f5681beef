import { Fault } from '../../../config/fault.ts'
import { REQUESTS } from '../../events/requests.ts'
import { type Outcome, Outcomes } from '../../publish/outcomes.ts'
import type { Desk } from '../../publish/requests.ts'
import type { Here } from './here.ts'

/** Somebody knows what became of a visit. */
export function hearing({ config, store }: Here): Desk {
  const outcomes = new Outcomes(store.db)
  return {
    ...REQUESTS.outcome,
    serve({ visit, outcome, touchpoint = '', from, until }, { asker, atMs }) {
      if (touchpoint !== '' && !config.touchpoints.some(({ id }) => id === touchpoint))
        throw new Fault('TOUCHPOINT_UNKNOWN', { touchpoint })
      const beganMs = outcomes.began(visit, atMs)
      if (beganMs === undefined) throw new Fault('VISIT_UNKNOWN', { visit })
      const fromMs = from === undefined ? beganMs : Date.parse(from)
      const untilMs = until === undefined ? undefined : Date.parse(until)
      if (fromMs > (untilMs ?? atMs)) throw new Fault('OUTCOME_BACKWARDS', { visit })
      const said = { asker, visit, touchpoint, outcome: outcome as Outcome['outcome'], fromMs, untilMs }
      return { kept: outcomes.keep(said, atMs) }
    },
  }
}
