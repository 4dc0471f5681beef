import { Fault } from '../../../config/fault.ts'
import { type Baseline, baselineFile, keepBaseline, readBaselines } from '../../health/baseline.ts'
import { watchedBy } from '../../health/watched.ts'

/** In which file walks were kept, or why they could not be. */
export interface Kept {
  readonly kept?: string
  readonly unkept?: string
}

/** Keeps walks. Where that cannot be nobody has walked for nothing: it is answered why. */
export function keep(file: string, baseline: Baseline): Kept {
  try {
    keepBaseline(file, baseline)
    return { kept: file }
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    return { unkept: thrown.message }
  }
}

/** Says whether walks were kept, and whether days are held against them. */
export function* keeping(
  config: Parameters<typeof watchedBy>[0] & { readonly outbox: { readonly path: string } },
  { line, configDigest }: Pick<Baseline, 'line' | 'configDigest'>,
  { kept, unkept }: Kept,
): Generator<string> {
  if (kept === undefined) {
    yield `  Nothing was kept${unkept === undefined ? '.' : `: ${unkept}`}`
    return
  }
  yield `  Kept in ${kept}.`
  if (config.floor.entrances.every(({ id }) => id !== line)) {
    yield '  Days are not held against it: over a line inside, not as many need to go one way as the other.'
    return
  }
  const { why } = watchedBy(config, readBaselines(baselineFile(config.outbox.path)), configDigest)
  yield why === undefined
    ? '  Days are held against it from the next start of the agent.'
    : `  Days are not held against it yet: ${why}.`
}
