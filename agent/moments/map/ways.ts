import type { Counted } from './counted.ts'

/** Touchpoints one after the other, and how many visits at least began so. */
export interface Way {
  readonly touchpoints: readonly string[]
  readonly visits: number
}

/** Longer ways are each walked by hardly anybody. */
const LONGEST = 5

/**
 * The commonest orders in which visitors took notice of touchpoints, from the first one on, most common first. None that fewer than `k` visits
 * share is told: it would be somebody's. Nor is it told how many did not go on, where those are few: numbers are multiples of `k`. Ways that only begin another one that is told, with the same visits, are left out.
 */
export function ways(
  visits: readonly Pick<Counted, 'meetings'>[],
  k: number,
  most: number,
  among?: ReadonlySet<string>,
): readonly Way[] {
  const counts = new Map<string, { readonly touchpoints: readonly string[]; visits: number }>()
  for (const { meetings } of visits) {
    const order = [...meetings]
      .filter(([id, { engaged }]) => engaged && among?.has(id) !== false)
      .sort(([, a], [, b]) => a.firstMs - b.firstMs)
      .map(([id]) => id)
      .slice(0, LONGEST)
    for (let length = 2; length <= order.length; length++) {
      const touchpoints = order.slice(0, length)
      const key = touchpoints.join(' ')
      const way = counts.get(key) ?? { touchpoints, visits: 0 }
      counts.set(key, way)
      way.visits++
    }
  }
  const told = [...counts.values()]
    .map(way => ({ ...way, visits: way.visits - (way.visits % Math.max(1, k)) }))
    .filter(({ visits }) => visits > 0)
  const equals = new Map<number, Way[]>()
  for (const way of told) {
    const those = equals.get(way.visits)
    if (those) those.push(way)
    else equals.set(way.visits, [way])
  }
  return told
    .filter(way => !equals.get(way.visits)!.some(other => goesOn(other, way)))
    .sort((a, b) => b.visits - a.visits || b.touchpoints.length - a.touchpoints.length)
    .slice(0, most)
}

/** All who walked the one walked on to the other. */
function goesOn(longer: Way, way: Way): boolean {
  return (
    longer.visits === way.visits &&
    longer.touchpoints.length > way.touchpoints.length &&
    way.touchpoints.every((id, i) => longer.touchpoints[i] === id)
  )
}
