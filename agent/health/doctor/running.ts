import type { Ms } from '../../../config/units.ts'
import { advised } from './advice.ts'
import { doubtful, type Found, failed, passed, type Step } from './hop.ts'
import { spared } from './spared.ts'

/** Of a camera, a picture older than this is no picture of now. */
const OLD_SECONDS = 10

/** What a running agent says of one of its sensors. */
export interface Told {
  readonly id: string
  readonly kind: string
  readonly state: 'awaited' | 'well' | 'degraded' | 'failed' | 'ended'
  readonly cause?: string | undefined
  readonly sinceSeconds?: number | undefined
  readonly ageSeconds?: number | undefined
  readonly perSecond?: number | undefined
  readonly dropped?: number | undefined
  readonly latencyMs?: { readonly p50: Ms; readonly p99: Ms } | undefined
  readonly stageMs?: { readonly mean: Ms } | undefined
}

/** The hops of a sensor that an agent has open: nobody opens it a second time, for many serve one reader only. */
export function running(told: Told): Step[] {
  const isSteady = told.kind !== 'scanner' && told.kind !== 'wifi'
  return [
    { hop: 'login', next: '', run: () => admitted(told) },
    { hop: 'delivery', next: '', run: () => delivering(told, isSteady) },
    ...(isSteady ? [{ hop: 'work', next: '', run: () => working(told) }] : []),
  ]
}

export function admitted({ id, state, cause = '' }: Told): Found {
  if (state === 'awaited') return passed('it does not refuse the agent')
  if (state !== 'failed' || !/refused|401|403|Unauthorized|denied|EACCES/i.test(cause))
    return passed('the agent has it open')
  const { what, next } = advised(cause)
  return failed(what, next ?? `Check the user name and the password of ${id}, and what this user may open.`)
}

export function delivering({ id, state, cause, sinceSeconds, ageSeconds, perSecond }: Told, isSteady: boolean): Found {
  const age = ageSeconds === undefined ? 'nothing yet' : `last ${ageSeconds.toFixed(1)} s ago`
  const rate = perSecond === undefined ? '' : `, ${perSecond.toFixed(1)} a second`
  const since = sinceSeconds === undefined ? '' : ` for ${sinceSeconds.toFixed(0)} s`
  const { what, next } = advised(cause ?? '')
  const remedy = next ?? `Check its power, its cable and its address; the log of the agent says more of ${id}.`
  if (state === 'failed') return failed(`failed${since}: ${what || age}`, remedy)
  // Pictures do come, so what is behind is still put to the proof.
  const other = state === 'degraded' ? spared(id, cause) : undefined
  if (other && (ageSeconds ?? Number.POSITIVE_INFINITY) <= OLD_SECONDS)
    return doubtful(`degraded${since}: ${other.what}`, other.next)
  if (state === 'degraded') return failed(`degraded${since}: ${what || age}`, remedy)
  if (state === 'ended') return passed('a recording, and it is over')
  if (!isSteady && state === 'awaited') return doubtful('the agent does not have it open yet', 'Ask again in a minute.')
  if (!isSteady) return passed(`${age}${rate}`)
  if (state === 'awaited' || ageSeconds === undefined) return failed('it has delivered nothing yet', remedy)
  return ageSeconds > OLD_SECONDS ? failed(`${age}: it is frozen`, remedy) : passed(`${age}${rate}`)
}

/** What it delivers is looked at, and in time. */
function working({ perSecond, stageMs, latencyMs, state }: Told): Found {
  if (state === 'ended') return passed('all was looked at')
  if (!stageMs) return doubtful('nothing was looked at yet', 'Ask again in a minute.')
  const said = `${stageMs.mean.toFixed(1)} ms each${latencyMs ? `, ${latencyMs.p50.toFixed(0)} ms after capture (p99 ${latencyMs.p99.toFixed(0)})` : ''}`
  // Whoever needs longer for one than the time between two leaves some out.
  if (perSecond !== undefined && stageMs.mean * perSecond > 900)
    return doubtful(`${said}: this machine is at its limit`, 'Lower maxFps, or give it fewer cameras.')
  return passed(said)
}
