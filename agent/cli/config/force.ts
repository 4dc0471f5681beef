import { dirname, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { examineConfig, parseConfig, whereabouts } from '../../../config/load.ts'
import { digestOf, digestOfFile, putInForce, stage } from '../../../config/staged.ts'
import type { Ms } from '../../../config/units.ts'
import { type Door, openDoor } from '../../console/door.ts'
import { State } from '../../console/state.ts'
import { checked } from '../../health/check/checked.ts'
import { isAbsent } from '../absent.ts'

/** `waiting`: no agent runs, and the next one begins with it on trial. `unsettled`: nobody knows yet. */
export type Outcome = 'unchanged' | 'held' | 'returned' | 'waiting' | 'unsettled'

export interface Forced {
  readonly state: Outcome
  readonly digest: string
  readonly former: string
  /** The one before was broken: it is kept as one that did not hold. */
  readonly mended?: true
  /** Why it did not hold, where that is known. */
  readonly why?: string
}

export interface Forcing {
  /** How long it is waited for the agent to settle. */
  readonly patienceMs: Ms
  /** Between two looks. */
  readonly everyMs?: Ms
  /** Hears how far it is. */
  readonly progress: (words: string) => void
}

/**
 * Puts the text of a configuration in force in the place of a file: checked as by `config check`, staged, handed to the agent that runs with
 * it, and waited for until it holds or the former one is back. Without an agent it is put in force on trial for the next one. The one in
 * force may be broken.
 * @throws Fault CONFIG_INVALID, CONFIG_UNREADABLE, FILE_UNWRITABLE, and DOOR_LOCKED, AGENT_SILENT, DOOR_REFUSED where an agent runs that does not answer us
 */
export async function force(file: string, text: string, from: string, how: Forcing): Promise<Forced> {
  const former = digestOfFile(file)
  const digest = digestOf(text)
  if (digest === former) return { state: 'unchanged', digest, former }
  const was = examineConfig(file)
  const is = await approved(text, file, from)
  const isBroken = 'mistakes' in was
  const about = { digest, former, ...(isBroken && { mended: true as const }) }
  // What somebody broke by hand does not say where its agent listens, and most likely it listens where it will.
  const door = openDoor(isBroken ? is : was.config, file)
  const before = await startOf(door)
  stage(file, text)
  if (before === undefined) {
    putInForce(file, digest, { isBroken })
    return { state: 'waiting', ...about }
  }
  await door.post('/config/apply', { digest })
  how.progress(`${digest} is handed to the agent, which starts anew with it`)
  return { ...about, ...(await settled(digest, before, [openDoor(is, file), door], how)) }
}

/** @throws Fault CONFIG_INVALID */
async function approved(text: string, file: string, from: string): Promise<Config> {
  const found = await checked(parseConfig(text, dirname(resolve(file))), from, Date.now())
  const unfit = found.calibration.filter(({ fault }) => fault !== undefined)
  const list = [
    ...found.mistakes.map(one => `  ${whereabouts(one)}: is ${one.value}, expected ${one.expected}`),
    ...unfit.map(({ id, fault }) => `  ${id}: ${fault}`),
  ]
  if (found.ok && found.config) return found.config
  throw new Fault('CONFIG_INVALID', { file: from, count: list.length, list: list.join('\n') })
}

/** Where its database is another, so is its door: whichever answers. */
async function settled(
  digest: string,
  before: number,
  doors: readonly Door[],
  { patienceMs, everyMs = 500, progress }: Forcing,
): Promise<Pick<Forced, 'state' | 'why'>> {
  const beganMs = performance.now()
  let isTold = false
  while (performance.now() - beganMs < patienceMs) {
    const state = await stateOf(doors)
    // Until it has begun anew it says of the file what is in it, and of itself what was.
    const { digest: now, state: how, returned } = (state?.epoch !== before && state?.configuration) || {}
    if (now === digest && how === 'held') return { state: 'held' }
    if (now === digest && !isTold) progress('it runs with it, on trial')
    if (now === digest) isTold = true
    else if (now !== undefined) return { state: 'returned', ...(returned?.digest === digest && { why: returned.why }) }
    await delay(everyMs)
  }
  return { state: 'unsettled' }
}

async function stateOf(doors: readonly Door[]): Promise<State | undefined> {
  for (const door of doors) {
    // One that is between two runs is not there for a moment.
    const state = State.safeParse(await door.get('/state').catch(() => undefined))
    if (state.success) return state.data
  }
  return undefined
}

/** Which start of the agent this is; undefined where none runs. @throws Fault DOOR_LOCKED, AGENT_SILENT, DOOR_REFUSED where it does not answer us */
export async function startOf(door: Door): Promise<number | undefined> {
  try {
    return State.parse(await door.get('/state')).epoch
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined
    throw thrown
  }
}

/** How it came out, for people. */
export function spoken(file: string, { state, digest, mended, why }: Forced): string {
  const broken = `What was broken lies beside it as ${file}.refused.`
  switch (state) {
    case 'unchanged':
      return `${file} is that already; nothing was done.`
    case 'held':
      if (mended) return `${digest} is in force and holds. ${broken}`
      return `${digest} is in force and holds. The one before lies beside it as ${file}.previous: aislectl config rollback --config ${file}`
    case 'returned':
      return `${digest} did not hold${why === undefined ? '' : `: ${why}`}. The former one is in force again; what did not hold lies beside it as ${file}.refused.`
    case 'waiting':
      if (mended) return `${digest} is in force. No agent runs with it: start it. ${broken}`
      return `${digest} is in force, on trial. No agent runs with it: the next one that starts returns to ${file}.previous where it does not hold.`
    case 'unsettled':
      return `${digest} is in force, and it is not known yet whether it holds. Look again with: aislectl top --config ${file}`
  }
}

export const SETTLED: ReadonlySet<Outcome> = new Set(['unchanged', 'held', 'waiting'])
