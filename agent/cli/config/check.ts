import { defineCommand } from 'citty'
import type { Config } from '../../../config/config.ts'
import { why } from '../../../config/fault.ts'
import { missingFiles } from '../../../config/files.ts'
import { examineConfig, loadConfig, type Mistake } from '../../../config/load.ts'
import { fitPairs } from '../../floor/plane.ts'
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
        ...(config!.broker ? [] : ['  No broker: enough for a replay; aisled needs one.']),
        ...calibration.map(camera => `  ${camera.id}: ${camera.fault ?? fitting(camera)}`),
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

interface Fitted {
  readonly id: string
  /** Absent where the camera is calibrated by its pose. */
  readonly spots?: number
  readonly worstMetres?: number
  readonly fault?: string
}

function fitted({ id, calibration, lens }: Config['cameras'][number]): Fitted {
  if (!Array.isArray(calibration)) return { id }
  const spots = calibration.length
  try {
    const worst = Math.max(...fitPairs(calibration, lens, id).residualsMetres)
    return { id, spots, worstMetres: Math.round(worst * 1000) / 1000 }
  } catch (thrown) {
    return { id, spots, fault: why(thrown) }
  }
}

/** Four spots always fit: only a further one can show a mistake. */
function fitting({ spots, worstMetres }: Fitted): string {
  if (spots === undefined) return 'calibrated by its pose'
  return spots === 4 ? '4 spots always fit; a fifth would check them' : `${spots} spots fit to within ${worstMetres} m`
}

function sensors({ cameras, depth, wifi, scanners }: Config): number {
  return cameras.length + depth.length + wifi.length + scanners.length
}
