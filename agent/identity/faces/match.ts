import { LIMITS, strangeness, type Target } from './rule.ts'
import type { Nearest, Search } from './search.ts'

/** `unsure`: it may be a member, but strangers are taken for one like this more often than is allowed. */
export type Match =
  | { readonly is: 'member'; readonly owner: number }
  | { readonly is: 'unsure' }
  | { readonly is: 'nobody' }

export interface Rule {
  readonly target: Target
  /** How much more must speak for those whom somebody was taken for by mistake, by owner. */
  readonly stricter?: ReadonlyMap<number, number>
}

const nearest: Nearest = { row: -1, squared: 0, second: -1, secondSquared: 0 }

/**
 * Who it is, among the templates, or that nobody knows. Only that: how near somebody came is told to nobody, for with it one could
 * climb towards a template.
 */
export function match(search: Search, query: Float32Array, { target, stricter }: Rule): Match {
  search.nearest(query, nearest)
  if (nearest.row < 0) return { is: 'nobody' }
  const owner = search.ownerOf(nearest.row)
  const against = strangeness(nearest) + (stricter?.get(owner) ?? 0)
  nearest.squared = nearest.secondSquared = 0
  if (against <= LIMITS[target]) return { is: 'member', owner }
  return { is: against <= LIMITS[0.01] ? 'unsure' : 'nobody' }
}
