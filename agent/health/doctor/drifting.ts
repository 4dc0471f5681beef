import type { Config } from '../../../config/config.ts'
import { why } from '../../../config/fault.ts'
import { digestOfFile } from '../../../config/staged.ts'
import { type Baseline, baselineFile, readBaselines } from '../baseline.ts'
import { watchedBy } from '../watched.ts'
import { doubtful, type Found, passed } from './hop.ts'

/** Whether days are held against walks over the entrances. Nobody has to walk; where somebody did, it is said when that is for nothing. */
export function drifting(config: Pick<Config, 'floor' | 'outbox'>, file: string): Found {
  const next = `Walk over each entrance: aislectl walktest --config ${file} --line LINE, then start the agent anew.`
  let kept: readonly Baseline[]
  try {
    kept = readBaselines(baselineFile(config.outbox.path))
  } catch (thrown) {
    return doubtful(why(thrown), next)
  }
  const { baselines, why: reason } = watchedBy(config, kept, digestOfFile(file))
  if (reason !== undefined) return doubtful(`not watched: ${reason}`, next)
  const lines = baselines.map(({ line }) => line).join(', ')
  return passed(
    lines === '' ? 'nobody walked over an entrance: not watched' : `days are held against walks over ${lines}`,
  )
}
