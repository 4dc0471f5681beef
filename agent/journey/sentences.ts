import type { Ms } from '../../config/units.ts'
import type { Quality, Trail } from '../floor/fact.ts'
import { between, lengthMetres, stops } from '../floor/trail.ts'
import type { EndReason, JourneyFact } from './fact.ts'
import type { Visit } from './visit.ts'

export type WithQuality = { readonly quality?: Quality }

type Told<Kind> = Extract<JourneyFact, { kind: Kind }>

export function started(
  { id, startedMs, entrance }: Visit,
  companions: number,
  quality: WithQuality,
): Told<'visit.started'> {
  return {
    kind: 'visit.started',
    visit: id,
    atMs: startedMs,
    ...(entrance === undefined ? {} : { entrance }),
    ...(companions > 0 && { groupSize: 1 + companions }),
    ...quality,
  }
}

/** The way that a visit took, out of all that was seen of somebody; undefined where nothing was. */
export function path(
  { id, startedMs, route }: Visit,
  seen: Trail,
  atMs: Ms,
  quality: WithQuality,
): Told<'path.completed'> | undefined {
  const trail = between(seen, startedMs, atMs)
  if (trail.length === 0) return undefined
  return {
    kind: 'path.completed',
    visit: id,
    atMs,
    trail,
    lengthMetres: lengthMetres(trail),
    zones: route,
    stops: stops(trail),
    ...quality,
  }
}

/** `companions` of a visit that counts; `into`, the visit that goes on. */
export function ended(
  { id, startedMs, entrance }: Visit,
  atMs: Ms,
  reason: EndReason,
  companions: number | undefined,
  into: Visit | undefined,
  quality: WithQuality,
): Told<'visit.ended'> {
  return {
    kind: 'visit.ended',
    visit: id,
    atMs,
    startedMs,
    reason,
    ...(entrance === undefined ? {} : { entrance }),
    ...(companions === undefined ? {} : { groupSize: 1 + companions }),
    ...(into ? { into: into.id } : {}),
    ...quality,
  }
}
