import { redact } from '../../config/redact.ts'
import type { Ms } from '../../config/units.ts'
import type { Quality } from '../floor/fact.ts'
import type { HealthFact } from '../health/fact.ts'
import type { ConsentFact, ToWhom } from '../identity/fact.ts'
import type { MemberFact } from '../identity/gallery/fact.ts'
import type { JourneyFact } from '../journey/fact.ts'
import type { MomentFact } from '../moments/fact.ts'
import type { MapFact } from '../moments/map/fact.ts'
import type { PresenceFact } from '../presence/fact.ts'
import type { Context } from './context.ts'
import type { Data, EventName } from './contract.ts'
import type { Draft } from './draft.ts'
import { iso } from './envelope.ts'
import { STAY_BINS_SECONDS } from './families/interval.ts'
import { MAX_CORNERS } from './families/path.ts'
import { square, squares } from './grid.ts'

/** Whatever a stage can have to say to the world. */
export type Fact = JourneyFact | MomentFact | PresenceFact | ConsentFact | MemberFact | HealthFact | MapFact

/**
 * The border: what leaves the shop of a fact, and in which form. Milliseconds become seconds (to a tenth), positions the
 * centres of squares, counts below `k` nothing at all, sentences lose every address. Pure.
 */
export function tell(fact: Fact, context: Context): Draft {
  const measured = some('quality', 'quality' in fact ? quality(fact.quality) : undefined)
  const say = <N extends EventName>(name: N, data: Data<N>, subject?: string): Draft =>
    ({
      name,
      source: context.source,
      atMs: fact.atMs,
      simulated: context.simulated,
      data: { ...data, ...measured },
      ...(subject === undefined ? {} : { subject }),
    }) as unknown as Draft
  const at = (kind: 'zone' | 'line' | 'shelf' | 'scanner', id: string) =>
    some('touchpoint', context.touchpoints.at(kind, id))
  const zone = (id: string) => ({ zone: id, ...at('zone', id) })
  switch (fact.kind) {
    case 'visit.started':
      return say(
        fact.kind,
        { ...some('entrance', fact.entrance), ...some('groupSize', fact.groupSize), ...some('late', fact.late) },
        fact.visit,
      )
    case 'visit.joined':
      return say(fact.kind, { ...some('previousVisit', fact.previous), ...some('entrance', fact.entrance) }, fact.visit)
    case 'visit.ended':
      return say(
        fact.kind,
        {
          reason: fact.reason,
          ...some('mergedInto', fact.into),
          ...some('entrance', fact.entrance),
          ...some('groupSize', fact.groupSize),
          startedAt: iso(fact.startedMs),
          durationSeconds: seconds(fact.atMs - fact.startedMs),
          ...some('late', fact.late),
        },
        fact.visit,
      )
    case 'visit.passed':
      return say(fact.kind, { durationSeconds: seconds(fact.durationMs) })
    case 'visit.returned':
      return say(fact.kind, { previousVisit: fact.previous, awaySeconds: seconds(fact.awayMs) }, fact.visit)
    case 'zone.entered':
      return say(fact.kind, zone(fact.zone), fact.visit)
    case 'zone.dwelled':
      return say(fact.kind, { ...zone(fact.zone), dwellSeconds: seconds(fact.dwellMs) }, fact.visit)
    case 'zone.left':
      return say(
        fact.kind,
        { ...zone(fact.zone), dwellSeconds: seconds(fact.dwellMs), uncertaintySeconds: seconds(fact.uncertaintyMs) },
        fact.visit,
      )
    case 'line.crossed':
      return say(fact.kind, { line: fact.line, direction: fact.direction, ...at('line', fact.line) }, fact.visit)
    case 'path.completed':
      return say(
        fact.kind,
        {
          squares: squares(fact.trail, context.gridMetres, MAX_CORNERS),
          lengthMetres: tenth(fact.lengthMetres),
          zones: fact.zones.slice(0, MAX_CORNERS),
          stops: fact.stops.slice(0, MAX_CORNERS).map(stop => ({
            square: square(stop.x, stop.y, context.gridMetres),
            durationSeconds: seconds(stop.durationMs),
          })),
        },
        fact.visit,
      )
    case 'queue.changed':
      return say(fact.kind, { ...zone(fact.zone), length: fact.length, ...some('wait', wait(fact.wait)) })
    case 'shelf.reached':
      return say(
        fact.kind,
        {
          shelf: fact.shelf,
          ...at('shelf', fact.shelf),
          ...some('hand', fact.hand),
          durationSeconds: seconds(fact.durationMs),
        },
        fact.visit,
      )
    case 'occupancy.changed':
      return say(fact.kind, { ...(fact.zone === undefined ? {} : zone(fact.zone)), count: fact.count })
    case 'interval.counted': {
      const { in: entered, out, passes, visits, people } = fact
      const counts = { in: entered, out, passes, visits, people, stays: stays(fact.durationsMs) }
      const { coverage, confidence = 1 } = fact
      const measured = quality({ coverage, confidence })!
      return say(fact.kind, { ...span(fact), ...counts, coverage: measured.coverage, quality: measured })
    }
    case 'device.counted':
      return say(fact.kind, { ...span(fact), below: fact.below, ...some('devices', devices(fact)) })
    case 'code.scanned': {
      const code = { scanner: fact.scanner, ...at('scanner', fact.scanner), code: fact.code }
      return say(fact.kind, { ...code, ...some('campaign', fact.campaign) }, fact.visit)
    }
    case 'moment.opened': {
      const validUntil = fact.untilMs === undefined ? undefined : iso(fact.untilMs)
      const said = { ...moment(fact), reasons: [...fact.reasons], ...some('validUntil', validUntil) }
      return say(fact.kind, said, fact.visit)
    }
    case 'moment.closed': {
      const { openedMs, why, outcome } = fact
      return say(fact.kind, { ...moment(fact), openedAt: iso(openedMs), why, ...some('outcome', outcome) }, fact.visit)
    }
    case 'touchpoint.mapped': {
      const { day, from, days, below, visits, split, row } = fact
      return say(fact.kind, { day, from, days, below, visits, ...some('split', split), ...row })
    }
    case 'member.recognised': {
      const { audience, member, recognition, receipt, purpose, place, visit } = fact
      const where = place ? at(place.kind, place.id) : {}
      return say(fact.kind, { audience, member, recognition, receipt, purpose, ...where }, visit)
    }
    case 'member.retracted': {
      const { audience, member, recognition, by } = fact
      return say(fact.kind, { audience, member, recognition, by }, fact.visit)
    }
    case 'member.enrolled':
      return say(fact.kind, { audience: fact.audience, member: fact.member, receipt: fact.receipt })
    case 'member.erased':
      return say(fact.kind, { audience: fact.audience, member: fact.member })
    case 'consent.granted':
      return say(fact.kind, toWhom(fact))
    case 'consent.withdrawn':
      return say(fact.kind, { reason: fact.by, ...toWhom(fact) })
    case 'consent.refused': {
      const { reason, signal, place } = fact
      const where = place === undefined || signal === 'kiosk' ? {} : at(signal === 'lane' ? 'zone' : 'scanner', place)
      return say(fact.kind, { reason, ...some('purpose', fact.purpose), ...where, ...toWhom(fact) })
    }
    case 'sensor.failed':
    case 'sensor.degraded':
      return say(fact.kind, { sensor: fact.sensor, cause: redact(fact.cause), since: iso(fact.sinceMs) })
    case 'sensor.recovered':
      return say(fact.kind, { sensor: fact.sensor, since: iso(fact.sinceMs) })
    case 'agent.started':
      return say(fact.kind, { version: fact.version, configDigest: fact.configDigest, ...some('anchor', fact.anchor) })
    case 'agent.stopped':
      return say(fact.kind, { reason: fact.reason })
    case 'agent.lagging': {
      const oldestAt = fact.oldestMs === undefined ? undefined : iso(fact.oldestMs)
      return say(fact.kind, { waiting: fact.waiting, dropped: fact.dropped, ...some('oldestAt', oldestAt) })
    }
    default:
      return fact satisfies never
  }
}

/** The key with its value, or nothing where there is none. */
function some<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
}

function toWhom(fact: ToWhom) {
  return 'anchor' in fact ? { anchor: fact.anchor } : { audience: fact.audience, receipt: fact.receipt }
}

const tenth = (value: number): number => Math.max(0, Math.round(value * 10) / 10)
const seconds = (ms: number): number => tenth(ms / 1000)
const share = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.round(value * 1000) / 1000
const span = ({ fromMs, toMs }: { fromMs: Ms; toMs: Ms }) => ({ from: iso(fromMs), to: iso(toMs) })

function moment({ touchpoint, advice, mode, rule, probability, decidedBy }: MomentFact) {
  const judged = { ...some('probability', share(probability)), ...some('decidedBy', decidedBy) }
  return { touchpoint, advice, ...some('rule', rule), ...judged, mode }
}

function quality(of: Quality | undefined) {
  return of && { coverage: share(of.coverage)!, confidence: share(of.confidence)! }
}

function wait(of: { ms: number; lowMs: number; highMs: number } | undefined) {
  return of && { estimateSeconds: seconds(of.ms), lowSeconds: seconds(of.lowMs), highSeconds: seconds(of.highMs) }
}

/** The estimate in whole devices; one that turns out below `k` is not told, whoever counted it. */
function devices({ devices: counted, below }: PresenceFact) {
  if (!counted || Math.round(counted.estimate) < below) return undefined
  return { estimate: Math.round(counted.estimate), low: Math.round(counted.low), high: Math.round(counted.high) }
}

function stays(durationsMs: readonly number[]) {
  const bins: { underSeconds?: number; visits: number }[] = STAY_BINS_SECONDS.map(underSeconds => ({
    underSeconds,
    visits: 0,
  }))
  bins.push({ visits: 0 })
  for (const ms of durationsMs)
    bins.find(bin => bin.underSeconds === undefined || ms < bin.underSeconds * 1000)!.visits++
  return bins
}
