import type { Floor, Line, Zone } from '../../config/floor.ts'
import { Area } from './area.ts'
import { Queue } from './queue.ts'
import { type Rule, rule } from './zones.ts'

/** The floor plan, made ready once for everybody who walks on it. */
export interface Plan {
  readonly outline: Area
  readonly crossings: readonly { readonly kind: 'entrance' | 'line'; readonly line: Line }[]
  readonly zones: readonly PlannedZone[]
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
      ...floor.lines.map(line => ({ kind: 'line' as const, line })),
    ],
    zones: floor.zones.map(zone => ({
      zone,
      area: new Area(zone.outline),
      rule: rule(zone),
      ...(zone.kind === 'queue' ? { queue: new Queue(zone.id) } : {}),
    })),
  }
}
