import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { HealthFact } from '../health/fact.ts'
import type { Lane } from './lane.ts'
import type { Stages, Surroundings } from './stages.ts'
import { supervise } from './supervise.ts'

/** Time runs this far behind the clock on the wall, so that a picture still being looked at is not overtaken by its own absence. */
const LAG_MS = 500
const TICK_MS = 250

/** Runs lanes over live sensors until the signal aborts or every source has come to its end. A lane's troubles stay its own. */
export async function live(
  lanes: readonly Lane[],
  stages: Stages,
  around: Surroundings,
  signal: AbortSignal,
  now: () => Ms,
): Promise<void> {
  const clock = setInterval(() => stages.tick(now() - LAG_MS), TICK_MS)
  const down = new Set<string>()
  const follow = (lane: Lane) => (fact: HealthFact) => {
    around.tell(fact)
    if (!lane.floor) return
    if (fact.kind === 'sensor.recovered') down.delete(lane.source.id)
    else down.add(lane.source.id)
    stages.journey.covered(down.size === 0, fact.atMs)
  }
  try {
    await Promise.all(lanes.map(lane => run(lane, { tell: follow(lane), warn: around.warn, signal, now })))
  } finally {
    clearInterval(clock)
  }
}

interface Watch {
  readonly tell: (fact: HealthFact) => void
  readonly warn: (fault: Fault) => void
  readonly signal: AbortSignal
  readonly now: () => Ms
}

/** A stage that fails on an item (a model that is missing, an engine that died) degrades the sensor until one goes through. */
async function run(lane: Lane, { tell, warn, signal, now }: Watch): Promise<void> {
  const sensor = lane.source.id
  const supervised = supervise(lane.source, { signal, tell, now, failed: warn })
  let degradedSinceMs: Ms | undefined
  for await (const item of lane.latest ? lane.latest().of(supervised) : supervised) {
    try {
      await lane.see(item)
      if (degradedSinceMs !== undefined)
        tell({ kind: 'sensor.recovered', sensor, atMs: now(), sinceMs: degradedSinceMs })
      degradedSinceMs = undefined
    } catch (thrown) {
      if (degradedSinceMs !== undefined) continue
      const fault =
        thrown instanceof Fault ? thrown : new Fault('ENGINE_FAILED', { model: sensor, why: why(thrown) }, thrown)
      degradedSinceMs = now()
      warn(fault)
      tell({ kind: 'sensor.degraded', sensor, atMs: degradedSinceMs, cause: fault.code, sinceMs: degradedSinceMs })
    }
  }
}
