import { type Level, rank } from '../../config/jurisdictions.ts'
import type { EventName } from './contract.ts'

type FamilyOf<N> = N extends `${infer F}.${string}` ? F : never

/** The lowest privacy level at which a family of events leaves the shop. */
const LEAST: Readonly<Record<FamilyOf<EventName>, Level>> = {
  interval: 'counts',
  occupancy: 'counts',
  queue: 'counts',
  sensor: 'counts',
  agent: 'counts',
  consent: 'counts',
  visit: 'paths',
  zone: 'paths',
  line: 'paths',
  path: 'paths',
  shelf: 'paths',
  code: 'paths',
  moment: 'paths',
  touchpoint: 'paths',
  device: 'devices',
  member: 'members',
}

/** Whoever heard of a member is to forget them also where the shop has sunk to a lower level since. */
const ALWAYS: ReadonlySet<EventName> = new Set(['member.erased'])

/** Whether an event may leave at all at a privacy level. Pure. */
export function leavesAt(name: EventName, level: Level): boolean {
  if (ALWAYS.has(name)) return true
  return rank(level) >= rank(LEAST[name.split('.', 1)[0] as FamilyOf<EventName>])
}
