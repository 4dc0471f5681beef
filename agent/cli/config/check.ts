import { defineCommand } from 'citty'
import type { Config } from '../../../config/config.ts'
import { why } from '../../../config/fault.ts'
import { missingFiles } from '../../../config/files.ts'
import { examineConfig, loadConfig, type Mistake } from '../../../config/load.ts'
import { fitHomography } from '../../floor/homography.ts'
import { EXIT, print } from '../run.ts'

export const check = defineCommand({
  meta: {
    name: 'check',
    description:
      'Say all that is wrong in a configuration file, which of the files it names are missing, and how well its cameras are calibrated.',
  },
  args: {
    file: { type: 'positional', description: 'The YAML file.', required: true },
    json: { type: 'boolean', description: 'One JSON object: {file, ok, mistakes, calibration}.' },
  },
  run({ args: { file, json } }) {
    const { config, mistakes } = json ? examined(file) : right(loadConfig(file))
    const calibration = config ? config.cameras.map(fitted) : []
    const ok = mistakes.length === 0 && calibration.every(camera => camera.fault === undefined)
    print(json, { file, ok, mistakes, calibration }, () =>
      [
        `${file} ${ok ? 'is right' : 'is not right'}: ${sensors(config!)} sensor(s), ${config!.floor.zones.length} zone(s).`,
        ...mistakes.map(({ path, value, expected }) => `  ${path}: is ${value}, expected ${expected}`),
        ...calibration.map(
          camera => `  ${camera.id}: ${camera.fault ?? `spots fit to within ${camera.worstMetres} m`}`,
        ),
      ].join('\n'),
    )
    if (!ok) process.exitCode = EXIT.failed
  },
})

function examined(file: string): { config?: Config; mistakes: readonly Mistake[] } {
  const found = examineConfig(file)
  return 'config' in found ? right(found.config) : found
}

/** A configuration that is right in itself may still name files that are not there. The agent would start and try again. */
function right(config: Config): { config: Config; mistakes: readonly Mistake[] } {
  return { config, mistakes: missingFiles(config) }
}

function fitted({ id, calibration }: Config['cameras'][number]): { id: string; worstMetres?: number; fault?: string } {
  try {
    const worst = Math.max(...fitHomography(calibration, id).residualsMetres)
    return { id, worstMetres: Math.round(worst * 1000) / 1000 }
  } catch (thrown) {
    return { id, fault: why(thrown) }
  }
}

function sensors({ cameras, depth, wifi, scanners }: Config): number {
  return cameras.length + depth.length + wifi.length + scanners.length
}
