import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import { Fault, why } from '../config/fault.ts'
import { held, returnToFormer, standing, wellBefore } from '../config/staged.ts'
import type { Ms } from '../config/units.ts'
import { missed, missing } from './health/trial.ts'
import type { Agent } from './lanes/agent.ts'
import type { ConfigFile, Returned } from './lanes/desk/file.ts'

/**
 * A configuration on trial holds when by then the broker has let the agent in, else nobody could replace it from afar; and every sensor
 * that was well before is well again.
 */
const TRIAL_MS: Ms = 60_000
/** How often the sensors are looked at meanwhile. */
const LOOK_MS: Ms = 100

/** By which a broker is said not to let the agent in. */
const BROKER: ReadonlySet<string> = new Set(['BROKER_REFUSED', 'BROKER_UNREACHABLE'])

export interface Run {
  readonly config: Config
  readonly file: ConfigFile
  readonly signal: AbortSignal
  /** To be called when the broker lets the agent in. */
  readonly onOnline: () => void
  /** To hear of what goes wrong. */
  readonly warn: (fault: Fault) => void
}

export interface Runs {
  readonly load: (file: string) => Config
  readonly start: (run: Run) => Promise<Pick<Agent, 'stopped' | 'sensors'>>
  /** Hears what an agent answered that stopped in order. */
  readonly ended: (left: Awaited<Agent['stopped']>) => void
  readonly signal: AbortSignal
  readonly warn: (fault: Fault) => void
  readonly trialMs?: Ms
}

/**
 * Runs the agent of a configuration file, one after the other in this process, whenever another configuration was put in force: so that
 * it needs nobody to start it again, in a container or on a terminal either, and can return to the former one by itself where the new one
 * does not start, the broker does not let it in, or a sensor is lost with it. That one is on trial is written down beside it, for where it makes the whole process
 * die: then the next starts see to it.
 */
export async function runs(
  path: string,
  { load, start, ended, signal, warn, trialMs = TRIAL_MS }: Runs,
): Promise<void> {
  let returned: Returned | undefined
  for (;;) {
    const was = standing(path)
    if (was === 'fatal') giveUp(new Error('the agent ended twice before it held'))
    let isOnTrial = was === 'trial'
    // That is of the one before.
    if (isOnTrial) returned = undefined
    const before = isOnTrial ? wellBefore(path) : []
    const sinceMs = performance.now()
    const stop = new AbortController()
    let isAgain = false
    const restart = () => {
      isAgain = true
      stop.abort()
    }
    let isOnline = false
    let lastWord = ''
    const hear = (fault: Fault) => {
      if (BROKER.has(fault.code)) lastWord = `: ${fault.details.why}`
      warn(fault)
    }
    let onOnline = () => {}
    const online = new Promise<void>(resolve => {
      onOnline = () => {
        isOnline = true
        resolve()
      }
    })
    try {
      const file: ConfigFile = { path, restart, isOnTrial: () => isOnTrial, ...(returned && { returned }) }
      const run = { file, signal: AbortSignal.any([signal, stop.signal]), onOnline, warn: hear }
      const starting = start({ config: load(path), ...run })
      const stopped = starting.then(agent => agent.stopped)
      const fail = async (reason: string): Promise<never> => {
        stop.abort()
        // A start that hangs may hang for ever.
        if (!(await isLate(stopped))) ended(await stopped)
        throw new Error(reason)
      }
      if (isOnTrial && (await isLate(Promise.race([online, stopped]))))
        await fail(`the broker has not let the agent in for ${trialMs / 1000} s${lastWord}`)
      const isBack = isOnTrial && isOnline && (await areBack(before, starting, stopped, sinceMs, fail))
      // One that came to its end before, since it was to begin anew where the clock was set, has shown nothing yet.
      if (isBack) {
        held(path)
        isOnTrial = false
      }
      ended(await stopped)
    } catch (thrown) {
      // What else was begun for this run ends with it.
      stop.abort()
      if (!isOnTrial || signal.aborted) throw thrown
      giveUp(thrown)
      continue
    }
    if (!isAgain || signal.aborted) return
  }

  /** Whether the sensors are back; false where the agent came to its end before. */
  async function areBack(
    before: readonly string[],
    starting: Promise<Pick<Agent, 'sensors'>>,
    stopped: Promise<unknown>,
    sinceMs: Ms,
    fail: (reason: string) => Promise<never>,
  ): Promise<boolean> {
    let isOver = false
    const over = stopped.finally(() => (isOver = true)).catch(() => {})
    const { sensors } = await starting
    for (;;) {
      const passedMs = performance.now() - sinceMs
      const [first] = missing(before, sensors())
      if (isOver || !first) return !isOver
      if (passedMs >= trialMs) await fail(missed(first))
      await Promise.race([over, delay(LOOK_MS)])
    }
  }

  /** Whether something takes longer than a trial. */
  async function isLate(something: Promise<unknown>): Promise<boolean> {
    const over = new AbortController()
    const late = delay(trialMs, true, { signal: over.signal }).catch(() => false)
    try {
      return await Promise.race([something.then(() => false), late])
    } finally {
      over.abort()
    }
  }

  function giveUp(thrown: unknown): void {
    const { digest, refused } = returnToFormer(path)
    returned = { digest, why: why(thrown), atMs: Date.now() }
    warn(new Fault('CONFIG_RETURNED', { digest, refused, why: why(thrown) }, thrown))
  }
}
