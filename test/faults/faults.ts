import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { WAITS } from '../../agent/lanes/supervise.ts'
import { ROOT } from '../../config/root.ts'
import { arrived, committed } from '../chaos/truth.ts'
import { judge } from '../soak/verdict.ts'
import { TROUBLES, type Trouble } from './list.ts'
import { openStage, type Stage } from './stage.ts'

const START_MS = 120_000
/** What is not noticed, or not mended, by then is not. */
const NOTICE_MS = 120_000
const BACK_MS = 180_000
const LOOK_MS = 100
/** Longer than what a sensor takes until it counts as steady. */
const REST_MS = WAITS.steadyMs + 3000
const SILENT = 'doctor did not answer'

/** A trouble, and what came of it. Undefined where that never came. */
export interface Case {
  readonly name: string
  readonly toldMs: number | undefined
  readonly backMs: number | undefined
  /** What doctor said of it, a sentence a hop; none where it found nothing. */
  readonly doctor: readonly string[]
  /** Whether it named what had failed, where it is to. */
  readonly isNamed: boolean
}

export interface Ordeal {
  readonly cases: readonly Case[]
  readonly events: number
  readonly lost: readonly string[]
  readonly twice: readonly string[]
  readonly unended: readonly string[]
}

/** Brings each trouble on a running agent, one after the other, and measures when it notices, what doctor says, and when all is well again. */
export async function faults(only: RegExp, say: (line: string) => void): Promise<Ordeal> {
  const stage = await openStage()
  try {
    await until(() => isWell(stage), START_MS).catch(thrown => {
      throw new Error(`the shop does not get going: ${thrown}\n${stage.agent.said.slice(-3000)}`)
    })
    const cases: Case[] = []
    // What there is to say of this machine without any trouble is not of the trouble.
    const usual = new Set(await diagnosis(stage))
    if ([...usual].some(line => line.startsWith(SILENT))) throw new Error([...usual].join('\n'))
    for (const line of usual) say(`| without any | | | ${line} |`)
    for (const trouble of TROUBLES.filter(({ name }) => only.test(name))) {
      const found = await undergo(stage, trouble, usual)
      cases.push(found)
      say(row(found))
      // The next one is to befall a shop that is not still getting over this one: its waits are short again, its workers are back.
      await delay(REST_MS)
    }
    await stage.agent.stop(START_MS)
    stage.agent.start()
    await until(async () => (await stage.state()).outbox.waiting === 0, START_MS)
    await stage.agent.stop(START_MS)
    await settled(stage)
    const all = arrived(stage.store)
    const came = new Set(all.map(({ id }) => id))
    const { missing, twice, unended } = judge(all)
    // What a killed agent had committed last shows in no hole: its database itself wrote that down.
    const lost = committed(stage.database).flatMap(({ id }) => (came.has(id) ? [] : [id]))
    return { cases, events: all.length, lost: [...new Set([...missing, ...lost])], twice, unended }
  } finally {
    await stage.close()
  }
}

async function undergo(stage: Stage, trouble: Trouble, usual: ReadonlySet<string>): Promise<Case> {
  const from = stage.agent.said.length
  const said = () => (stage.agent.said.length < from ? stage.agent.said : stage.agent.said.slice(from))
  await trouble.strike(stage)
  const beganMs = performance.now()
  const isTold = async () => trouble.isTold(await stage.state().catch(() => undefined), said(), stage)
  const toldMs = await until(isTold, NOTICE_MS).then(
    () => performance.now() - beganMs,
    () => undefined,
  )
  const doctor = trouble.doctor ? (await diagnosis(stage)).filter(line => !usual.has(line)) : []
  await trouble.heal(stage)
  const healedMs = performance.now()
  const backMs = await until(() => isWell(stage), BACK_MS).then(
    () => performance.now() - healedMs,
    () => undefined,
  )
  const isNamed = !trouble.doctor || doctor.some(line => trouble.doctor!.test(line))
  return { name: trouble.name, toldMs, backMs, doctor, isNamed }
}

/** Every sensor is well, be it that a scanner is open and nobody scans; the broker acknowledges, nothing is left out. */
async function isWell(stage: Stage): Promise<boolean> {
  const { sensors, broker, outbox, shed, configuration } = await stage.state()
  const ails = sensors.some(({ state }) => state !== 'well')
  return (
    !ails && broker?.online === true && outbox.waiting < 50 && shed.length === 0 && configuration?.state !== 'trial'
  )
}

async function diagnosis({ config }: Stage): Promise<string[]> {
  const program = fileURLToPath(new URL('dist/agent/cli/main.js', ROOT))
  const text = await new Promise<string>(resolve =>
    execFile(
      process.execPath,
      [program, 'doctor', '--config', config, '--patience', '6', '--json'],
      { timeout: 90_000 },
      (_, out) => resolve(out),
    ),
  )
  try {
    const { ways } = JSON.parse(text) as {
      ways: { of: string; hops: { hop: string; mark: string; found: string; next?: string }[] }[]
    }
    return ways.flatMap(({ of, hops }) =>
      hops
        .filter(({ mark }) => mark === 'failed' || mark === 'doubtful')
        .map(
          ({ hop, mark, found, next }) =>
            `${of}, ${hop} ${mark === 'failed' ? 'failed' : 'is doubtful'}: ${found}. ${next ?? ''}`,
        ),
    )
  } catch {
    return [`${SILENT}: ${text.slice(0, 200)}`]
  }
}

async function settled({ store }: Stage): Promise<void> {
  for (let before = -1, count = 0; before !== count; before = count, count = arrived(store).length) await delay(3000)
}

async function until(isTrue: () => Promise<boolean>, ms: number): Promise<void> {
  const endMs = performance.now() + ms
  while (!(await isTrue().catch(() => false))) {
    if (performance.now() > endMs) throw new Error(`not within ${ms / 1000} s`)
    await delay(LOOK_MS)
  }
}

/** A row of a table in Markdown. */
export function row({ name, toldMs, backMs, doctor, isNamed }: Case): string {
  const seconds = (ms: number | undefined) => (ms === undefined ? 'NEVER' : `${(ms / 1000).toFixed(1)} s`)
  return `| ${name} | ${seconds(toldMs)} | ${seconds(backMs)} | ${isNamed ? '' : 'NOT NAMED. '}${doctor.join('<br>') || '—'} |`
}
