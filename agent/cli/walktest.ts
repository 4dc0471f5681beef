import { defineCommand } from 'citty'
import { Fault } from '../../config/fault.ts'
import { rank } from '../../config/jurisdictions.ts'
import { loadConfig } from '../../config/load.ts'
import { digestOfFile } from '../../config/staged.ts'
import { now } from '../../drivers/clock.ts'
import { type Door, openDoor } from '../console/door.ts'
import { Area } from '../floor/area.ts'
import { fromStretch } from '../floor/doors.ts'
import { type Baseline, baselineFile } from '../health/baseline.ts'
import { type Share, wilson } from '../journey/wilson.ts'
import { asked } from './asked.ts'
import { interruption } from './interruption.ts'
import { number, whole } from './number.ts'
import { EXIT, print } from './run.ts'
import { doubts } from './walktest/doubt.ts'
import { keep, keeping } from './walktest/keep.ts'
import { paced } from './walktest/pace.ts'
import { score } from './walktest/score.ts'
import { viewsOf } from './zones/views.ts'

const STILL_MS = 5000
/** Whoever is farther from the line is not in the way. */
const NEAR_METRES = 3

export const walktest = defineCommand({
  meta: {
    name: 'walktest',
    description:
      'Walk over a line, in and out in turn, while the running agent counts: how many it saw, with an interval, and what it missed, doubled, turned round or made up. Nobody else may be near. Kept beside the database: against the walks over all entrances each later day is held, and that cameras no longer see alike is told of. Ends with 1 where one in ten or more was wrong, and where the walks are in doubt, which are not kept: somebody was near, the agent was started anew, or it told what nobody walked.',
  },
  args: {
    config: asked,
    line: { type: 'string', valueHint: 'LINE', required: true, description: 'The line or entrance.' },
    times: { type: 'string', valueHint: 'N', default: '20', description: 'How often it is walked over.' },
    seconds: {
      type: 'string',
      valueHint: 'SECONDS',
      default: '6',
      description: 'For one walk; half of that between two.',
    },
    dry: { type: 'boolean', description: 'Keep nothing.' },
    json: {
      type: 'boolean',
      description:
        'One JSON object: {line, walks, right, missed, doubled, turned, ghosts, share, low, high, jitterMetres, crowded, doubts, kept, unkept}.',
    },
  },
  async run({ args: { config: file, line: id, times: many, seconds, dry, json } }) {
    const config = loadConfig(file)
    const lines = [...config.floor.entrances, ...config.floor.lines.filter(({ kind }) => kind === 'line')]
    const line = lines.find(one => one.id === id)
    if (!line)
      throw new Fault('ARGUMENT_INVALID', {
        argument: '--line',
        value: id,
        expected: `one of ${lines.map(one => one.id).join(', ') || 'the lines that there are not'}`,
      })
    if (rank(config.privacy.level) < rank('paths'))
      throw new Fault('CONFIG_UNUSABLE', {
        key: 'privacy.level',
        value: config.privacy.level,
        expected: 'paths or more, since crossings are not told below',
      })
    const [times, walkMs] = [whole('--times', many, 1, 1000), 1000 * number('--seconds', seconds, 0.1, 120)]
    const door = openDoor(config, file)
    // Asked first: an agent that is not there is a fault, not a walk that was missed.
    const epoch = await epochOf(door)
    const signal = interruption()
    const say = (words: string) => void process.stderr.write(`${process.stderr.isTTY ? '\x07' : ''}${words}\n`)
    const stop = new AbortController()
    const walked = await paced(door.stream('/walk', AbortSignal.any([signal, stop.signal])), {
      line: id,
      times,
      walkMs,
      restMs: walkMs / 2,
      stillMs: STILL_MS,
      isNear: (x, y) => fromStretch(line, x, y) < NEAR_METRES,
      now,
      say,
      signal,
    })
      .catch(thrown => {
        if (!signal.aborted) throw thrown
      })
      .finally(() => stop.abort())
    // Half a walk is no walk: nothing is kept.
    if (!walked) {
      process.exitCode = EXIT.failed
      return
    }
    const { crowded, lost } = walked
    const counted = score(walked.walks, walked.crossed)
    const share = wilson(counted.right, counted.walks)
    const doubtful = doubts({ ...counted, crowded, lost, isAnother: (await epochOf(door)) !== epoch })
    const middle = [(line.from[0] + line.to[0]) / 2, (line.from[1] + line.to[1]) / 2] as const
    const sensors = viewsOf(config)
      .filter(({ view }) => view.length > 2 && new Area([...view]).contains(...middle))
      .map(one => one.id)
    const jitterMetres =
      walked.jitterMetres === undefined ? {} : { jitterMetres: Math.round(1000 * walked.jitterMetres) / 1000 }
    const configDigest = digestOfFile(file)
    const at = new Date(now()).toISOString()
    const baseline: Baseline = { line: id, at, configDigest, sensors, ...counted, ...jitterMetres }
    const kept = dry || doubtful.length > 0 ? {} : keep(baselineFile(config.outbox.path), baseline)
    const { share: right, low, high } = share
    print(
      json,
      { line: id, ...counted, share: right, low, high, ...jitterMetres, crowded, doubts: doubtful, ...kept },
      () => [...spoken(file, baseline, share, doubtful), ...keeping(config, baseline, kept)].join('\n'),
    )
    if (right <= 0.9 || doubtful.length > 0 || kept.unkept !== undefined) process.exitCode = EXIT.failed
  },
})

/** Which start of the agent it is. @throws Fault as a door does */
async function epochOf(door: Door): Promise<unknown> {
  return ((await door.get('/state')) as { readonly epoch?: unknown }).epoch
}

function* spoken(
  file: string,
  { line, walks, right, missed, doubled, turned, ghosts, jitterMetres }: Baseline,
  { share, low, high }: Share,
  doubtful: readonly string[],
): Generator<string> {
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`
  yield `${line}: ${right} of ${walks} walks were told once and the right way, ${percent(share)} (95 %: ${percent(low)} to ${percent(high)}).`
  yield `  missed ${missed}, doubled ${doubled}, the wrong way round ${turned}; told while nobody walked ${ghosts}`
  if (jitterMetres !== undefined) yield `  somebody who stands still moves by ${(100 * jitterMetres).toFixed(0)} cm`
  for (const doubt of doubtful) yield `  In doubt: ${doubt}.`
  if (doubtful.length > 0) yield '  This says little of the line: walk again.'
  else if (share <= 0.9)
    yield `  Check the calibration (aislectl calibrate check --config ${file} --out check.png), and that a camera sees both sides of the line (aislectl zones draw --config ${file} --out plan.png).`
}
