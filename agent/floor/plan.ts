import type { Floor, Line, Entrance as Segment, Zone } from '../../config/floor.ts'
import { Area } from './area.ts'
import { Queue } from './queue.ts'
import { type Rule, rule } from './zones.ts'

/** The floor plan, made ready once for everybody who walks on it. */
export interface Plan {
  readonly outline: Area
  readonly crossings: readonly { readonly kind: 'entrance' | Line['kind']; readonly line: Segment }[]
  readonly zones: readonly PlannedZone[]
  /** Whoever is first seen in one of these is staff. */
  readonly staff: readonly Area[]
}

export interface PlannedZone {
  readonly zone: Zone
  readonly area: Area
  readonly rule: Rule
  readonly queue?: Queue
}

export function plan(floor: Floor): Plan {
  return {
    outline: new Area(floor.outline),
    crossings: [
      ...floor.entrances.map(line => ({ kind: 'entrance' as const, line })),
      ...floor.lines.map(line => ({ kind: line.kind, line })),
    ],
    staff: floor.zones.filter(({ kind }) => kind === 'staff').map(({ outline }) => new Area(outline)),
    zones: floor.zones
      .filter(({ kind }) => kind !== 'staff')
      .map(zone => ({
        zone,
        area: new Area(zone.outline),
        rule: rule(zone),
        ...(zone.kind === 'queue' ? { queue: new Queue(zone.id) } : {}),
      })),
  }
}
