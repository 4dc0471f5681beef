import type { Config } from './config.ts'
import { readingsOf } from './scanners.ts'

interface Mistake {
  readonly path: PropertyKey[]
  readonly expected: string
}

/** Campaigns whose codes cannot do what they are there for: those of the staff track nobody, and who stands before no zone is not known. */
export function* aims(config: Partial<Config>): Iterable<Mistake> {
  const readings = readingsOf(config)
  const isNowhere = readings.length > 0 && readings.every(({ zone }) => zone === undefined)
  const taken = new Set<string>()
  for (const [i, { prefix, kind, tracks }] of (config.campaigns ?? []).entries()) {
    if (taken.has(prefix)) yield { path: ['campaigns', i, 'prefix'], expected: 'a prefix that no other campaign has' }
    taken.add(prefix)
    if (tracks === 'code') continue
    const path = ['campaigns', i, 'tracks']
    if (kind === 'badge') yield { path, expected: 'code: of the staff nothing is tracked' }
    else if (isNowhere)
      yield { path, expected: 'code, or a scanner with a zone: of one without it nobody knows who stands before it' }
  }
}
