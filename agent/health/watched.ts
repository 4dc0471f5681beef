import type { Config } from '../../config/config.ts'
import type { Baseline } from './baseline.ts'

/** Walks that days are held against, or why there are none. */
export interface Watched {
  /** Of all entrances, or none. */
  readonly baselines: readonly Baseline[]
  /** Absent where days are held against them, and where nobody ever walked over an entrance. */
  readonly why?: string
}

/**
 * Which walks days are held against: those over the entrances, as long as the configuration file is the one that they were made under, and
 * there is one of each. As many come into a shop as leave it, but neither over one of two entrances nor over a line inside.
 */
export function watchedBy(
  { floor }: { readonly floor: Pick<Config['floor'], 'entrances'> },
  kept: readonly Baseline[],
  digest: string | undefined,
): Watched {
  const entrances = floor.entrances.map(({ id }) => id)
  const walked = kept.filter(({ line }) => entrances.includes(line))
  if (walked.length === 0) return { baselines: [] }
  const stale = walked.filter(({ configDigest }) => digest !== undefined && configDigest !== digest)
  const names = (lines: readonly string[]) => lines.join(', ')
  if (stale.length > 0)
    return {
      baselines: [],
      why: `the configuration was changed since somebody walked over ${names(stale.map(({ line }) => line))}`,
    }
  const bare = entrances.filter(id => walked.every(({ line }) => line !== id))
  if (bare.length > 0) return { baselines: [], why: `nobody has walked over ${names(bare)} yet` }
  return { baselines: walked }
}
