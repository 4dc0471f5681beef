import { REQUESTS } from '../../events/requests.ts'
import type { Desk } from '../../publish/requests.ts'
import type { Verdict, Verdicts } from '../verdicts.ts'

/** Somebody knows what became of a visit. */
export function hearing(verdicts: Verdicts): Desk {
  return {
    ...REQUESTS.outcome,
    serve({ visit, outcome, touchpoint, from, until }, { asker, atMs }) {
      const fromMs = from === undefined ? undefined : Date.parse(from)
      const untilMs = until === undefined ? undefined : Date.parse(until)
      return verdicts.take({ asker, visit, outcome: outcome as Verdict['outcome'], touchpoint, fromMs, untilMs }, atMs)
    },
  }
}
