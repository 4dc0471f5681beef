import type { Config } from '../../../config/config.ts'
import type { Ms } from '../../../config/units.ts'
import type { Checked } from '../check/checked.ts'
import { isClockKept } from '../clock.ts'
import { type Test, testCertificates, testWeights } from '../selftest.ts'
import { busy } from './busy.ts'
import { drifting } from './drifting.ts'
import { files, folder } from './files.ts'
import { doubtful, type Found, failed, passed, type Step } from './hop.ts'
import { learned } from './learned.ts'
import { found } from './store.ts'

/** What may lie at the path of a feed is the way of its sensor. */
const OF_SENSOR = /^(?:cameras|depth|wifi|scanners|identity\.faceDepth)\[\d+\]\.feed\.(?:path|device|folder)$/

/** What the agent finds on this machine before it opens anything. `database` is how its database is, `file` that of the configuration. */
export function machine(
  config: Config,
  { mistakes, calibration }: Checked,
  database: () => Found | Promise<Found>,
  nowMs: Ms,
  file: string,
): Step[] {
  const simulated = calibration.length === 0
  return [
    {
      hop: 'files',
      next: 'Mend the paths.',
      run: () =>
        files(
          config,
          mistakes.filter(({ path }) => !OF_SENSOR.test(path)),
        ),
    },
    ...(simulated
      ? []
      : [
          {
            hop: 'calibration',
            next: `aislectl calibrate pairs --config ${file}`,
            run: () => calibrated(calibration, file),
          },
        ]),
    { hop: 'folder', next: 'Check outbox.path.', run: () => folder(config.outbox.path) },
    { hop: 'database', next: 'Check outbox.path.', run: database },
    {
      hop: 'models',
      next: 'aislectl models pull',
      run: async () => together(await testWeights(config), 'none is needed'),
    },
    ...(config.broker?.kind === 'remote'
      ? [
          {
            hop: 'certificates',
            next: '',
            run: () => together(testCertificates(config.broker, nowMs), 'none are named'),
          },
        ]
      : []),
    { hop: 'drift', next: `aislectl walktest --config ${file} --line LINE`, run: () => drifting(config, file) },
    ...(config.moments && config.touchpoints.length > 0 && config.node.kind !== 'sensor'
      ? [
          {
            hop: 'moments',
            next: `aislectl moments report --config ${file}`,
            run: () => learned(config, nowMs),
          },
        ]
      : []),
    { hop: 'clock', next: 'timedatectl', run: timed },
    { hop: 'load', next: 'top', run: () => busy() },
  ]
}

function calibrated(calibration: Checked['calibration'], file: string): Found {
  const wrong = calibration.find(({ fault }) => fault !== undefined)
  if (wrong)
    return failed(
      `${wrong.id}: ${wrong.fault}`,
      `Measure its spots again: aislectl calibrate check --config ${file} --camera ${wrong.id} --out ${wrong.id}.png`,
    )
  return passed(
    calibration
      .map(({ id, worstMetres }) => `${id}${worstMetres === undefined ? '' : ` ±${worstMetres.toFixed(2)} m`}`)
      .join(', '),
  )
}

async function timed(): Promise<Found> {
  const isKept = await isClockKept()
  if (isKept === true) return passed('kept by a time server')
  return doubtful(
    isKept === false ? 'no time server keeps it' : 'nobody knows whether a time server keeps it',
    'timedatectl set-ntp true; events are marked as of an uncertain time until then.',
  )
}

/** The first that did not pass, or all. */
function together(tests: readonly Test[], none: string): Found {
  const wrong = tests.find(test => !test.passed)
  if (wrong) return { ...found(wrong), found: `${wrong.check}: ${wrong.found}` }
  return passed(
    tests.length === 0 ? none : tests.map(({ check, found }) => `${check.replace(/^\w+ /, '')} ${found}`).join('; '),
  )
}
