import type { Fact } from '../../../agent/events/tell.ts'
import type { Zone } from '../../../config/floor.ts'
import type { Ms } from '../../../config/units.ts'
import type { TrueStay } from '../../../drivers/simulated/truth.ts'
import { solve } from '../mot.ts'
import type { Followed } from './visits.ts'

/** A stay of somebody in a zone. */
export interface Stay {
  readonly person: number | undefined
  readonly zone: string
  readonly fromMs: Ms
  readonly toMs: Ms
}

export interface ToldStay extends Stay {
  readonly uncertaintyMs: number
}

/** What really happened by the agent's own rule: absences of up to the grace do not end a stay. Stays that have not ended are left out. */
export function trueStays(raw: readonly TrueStay[], zones: readonly Zone[]): Stay[] {
  const graceMs = new Map(zones.map(({ id, graceSeconds }) => [id, 1000 * graceSeconds]))
  const open = new Map<string, { person: number; zone: string; fromMs: Ms; toMs: Ms }>()
  const stays: Stay[] = []
  for (const { person, zone, fromMs, toMs } of raw.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const key = `${person} ${zone}`
    const before = open.get(key)
    const endMs = toMs ?? Number.POSITIVE_INFINITY
    if (before && fromMs - before.toMs <= graceMs.get(zone)!) before.toMs = endMs
    else {
      const stay = { person, zone, fromMs, toMs: endMs }
      open.set(key, stay)
      stays.push(stay)
    }
  }
  return stays.filter(({ toMs }) => Number.isFinite(toMs))
}

/** The stays that were told, each with whom its visit followed; without those of visits that turned out to be part of another. */
export function toldStays(facts: readonly Fact[], followed: readonly Followed[]): ToldStay[] {
  const person = new Map(followed.map(({ told, person: whom }) => [told.id, whom]))
  return facts.flatMap(fact =>
    fact.kind === 'zone.left' && person.has(fact.visit)
      ? [
          {
            person: person.get(fact.visit),
            zone: fact.zone,
            fromMs: fact.atMs - fact.dwellMs,
            toMs: fact.atMs,
            uncertaintyMs: fact.uncertaintyMs,
          },
        ]
      : [],
  )
}

/** Pairs stays of one person in one zone, those that overlap most, each once. */
export function pairStays(truth: readonly Stay[], told: readonly ToldStay[]): [Stay, ToldStay][] {
  const heard = grouped(told)
  return [...grouped(truth)].flatMap(([of, happened]) => {
    const others = heard.get(of) ?? []
    const overlap = happened.map(a => others.map(b => Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs)))
    return solve(overlap).map(([a, b]): [Stay, ToldStay] => [happened[a]!, others[b]!])
  })
}

function grouped<T extends Stay>(stays: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const stay of stays) {
    const key = `${stay.person} ${stay.zone}`
    groups.set(key, [...(groups.get(key) ?? []), stay])
  }
  return groups
}
