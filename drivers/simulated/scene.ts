import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../../config/config.ts'
import { Simulation } from '../../config/simulation.ts'
import type { Ms } from '../../config/units.ts'
import { now } from '../clock.ts'

/**
 * What every simulated sensor is told of the shop it looks at. Each opening of a sensor makes its own copy of the shop;
 * seed and clock make the copies alike, so nothing is shared and nothing has to wait for another.
 */
export interface Scene {
  readonly simulation: Simulation
  readonly floor: Config['floor']
  readonly campaigns: Config['campaigns']
  readonly scanners: Config['scanners']
  /** The shop's clock at its beginning. */
  readonly startMs: Ms
  /** The clock of the agent at the same instant, where the shop keeps pace with it; otherwise as fast as asked. */
  readonly paceMs?: number
}

/**
 * The shop of a configuration. Made once for all its sensors. Paced, it happens now, and began at `simulation.since` or
 * else at `nowMs`; otherwise it begins at `simulation.startsAt` where that is set.
 */
export function scene(
  config: Pick<Config, 'simulation' | 'floor' | 'campaigns' | 'scanners'>,
  clock: { readonly nowMs: Ms; readonly paced: boolean },
): Scene {
  const simulation = config.simulation ?? Simulation.parse({})
  const began = clock.paced ? simulation.since : simulation.startsAt
  const startMs = began === undefined ? clock.nowMs : Date.parse(began)
  return {
    simulation,
    floor: config.floor,
    campaigns: config.campaigns,
    scanners: config.scanners,
    startMs,
    ...(clock.paced && { paceMs: now() - (clock.nowMs - startMs) }),
  }
}

export interface Tick {
  /** Counts from 0 without holes: what a late consumer of a paced scene did not look at was never there. */
  readonly index: number
  readonly atMs: Ms
}

/**
 * The instants at which a sensor looks, one every `everyMs`, until the scene ends or the signal aborts. A paced scene that
 * has been running for a while goes on at the present; what nobody looked at is not made up for.
 */
export async function* ticks(scene: Scene, everyMs: number, signal: AbortSignal): AsyncGenerator<Tick> {
  const seconds = scene.simulation.seconds ?? Number.POSITIVE_INFINITY
  for (let next = 0, index = 0; !signal.aborted; next++, index++) {
    if (scene.paceMs === undefined) await turn()
    else {
      const elapsedMs = now() - scene.paceMs
      next = Math.max(next, Math.floor(elapsedMs / everyMs))
      if (!(await pause(next * everyMs - elapsedMs, signal))) return
    }
    if (next * everyMs > seconds * 1000 || signal.aborted) return
    yield { index, atMs: scene.startMs + next * everyMs }
  }
}

/** Lets the rest of the process have its turn: a scene as fast as possible must not keep a signal from being given. */
function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** False where the signal ended the wait. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    if (ms > 0) await sleep(ms, undefined, { signal })
    return true
  } catch (thrown) {
    if (signal.aborted) return false
    throw thrown
  }
}
