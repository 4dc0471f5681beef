import { defineCommand } from 'citty'
import { Fault } from '../../config/fault.ts'
import { examineConfig, type Loaded } from '../../config/load.ts'
import { isSound } from '../health/doctor/hop.ts'
import { diagnose } from './doctor/diagnosis.ts'
import { table } from './doctor/table.ts'
import { number } from './number.ts'
import { EXIT, print } from './run.ts'

export const doctor = defineCommand({
  meta: {
    name: 'doctor',
    description:
      'Prove the way from each sensor to the acknowledgement of the broker, hop by hop; say which hop failed, why, and what to do next. Ends with 1 where one failed. A running agent is asked; without one, sensors and broker are opened for a few seconds.',
  },
  args: {
    config: { type: 'string', valueHint: 'FILE', required: true, description: 'The configuration, a YAML file.' },
    sensor: { type: 'string', valueHint: 'ID', description: 'One sensor alone.' },
    patience: {
      type: 'string',
      valueHint: 'SECONDS',
      default: '15',
      description: 'How long a sensor may take to deliver something.',
    },
    json: {
      type: 'boolean',
      description:
        'One JSON object: {ok, running, ways: [{of, hops: [{hop, mark, found, next}]}]}; mark is passed, doubtful, failed or unreached.',
    },
  },
  async run({ args: { config, sensor, patience, json } }) {
    const patienceMs = 1000 * number('--patience', patience, 0.1, 600)
    if (sensor !== undefined) known(sensor, config)
    const { running, ways } = await diagnose(config, {
      patienceMs,
      nowMs: Date.now(),
      ...(sensor !== undefined && { sensor }),
    })
    const ok = ways.every(isSound)
    const isColoured = process.stdout.isTTY === true && !process.env.NO_COLOR
    print(json, { ok, running, ways }, () => table(ways, isColoured))
    if (!ok) process.exitCode = EXIT.failed
  },
})

/** Of a configuration that cannot be read the ways say what is wrong. @throws Fault ARGUMENT_INVALID where it has no such sensor */
function known(sensor: string, file: string): void {
  let loaded: Loaded
  try {
    loaded = examineConfig(file)
  } catch {
    return
  }
  if (!('config' in loaded)) return
  const { cameras, depth, wifi, scanners, identity } = loaded.config
  if ([...cameras, ...depth, ...wifi, ...scanners, ...(identity?.faceDepth ?? [])].some(({ id }) => id === sensor))
    return
  throw new Fault('ARGUMENT_INVALID', {
    argument: '--sensor',
    value: sensor,
    expected: 'the id of a sensor in the configuration',
  })
}
