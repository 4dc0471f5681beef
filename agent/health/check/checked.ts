import type { Config } from '../../../config/config.ts'
import { missingFiles } from '../../../config/files.ts'
import type { Loaded, Mistake } from '../../../config/load.ts'
import type { Ms } from '../../../config/units.ts'
import { type Fitted, fitted } from './fitted.ts'
import { hints } from './hints.ts'
import { mispaired } from './paired.ts'

/** What there is to say of one configuration. */
export interface Checked {
  readonly config?: Config
  readonly ok: boolean
  readonly mistakes: readonly Mistake[]
  readonly calibration: readonly Fitted[]
  readonly hints: readonly string[]
}

/** All that is wrong in a configuration, which of the files it names are missing, how well its cameras are calibrated; `file` is what it is called in hints. */
export async function checked(found: Loaded, file: string, nowMs: Ms): Promise<Checked> {
  if ('mistakes' in found) return { ok: false, mistakes: found.mistakes, calibration: [], hints: [] }
  const { config } = found
  // A configuration that is right in itself may still name files that are not there. The agent would start and try again.
  const mistakes = [...missingFiles(config), ...mispaired(config)]
  const calibration = config.cameras.map(fitted)
  const ok = mistakes.length === 0 && calibration.every(camera => camera.fault === undefined)
  return { config, ok, mistakes, calibration, hints: await hints(config, file, nowMs) }
}
