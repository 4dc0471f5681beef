import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { HealthFact } from '../health/fact.ts'
import type { Lane, Latest } from './lane.ts'
import type { Stages, Surroundings } from './stages.ts'
import { supervise } from './supervise.ts'

/** Time runs this far behind the clock on the wall, so that a picture still being looked at is not overtaken by its own absence. */
const LAG_MS = 500
const TICK_MS = 250
/** How often it is told how many frames came too fast to be looked at. */
const LOSSES_MS = 60_000

/** Runs lanes over live sensors until the signal aborts or every source has come to its end. A lane's troubles stay its own. */
export async function live(
  lanes: readonly Lane[],
  stages: Stages,
  around: Surroundings,
  signal: AbortSignal,
  now: () => Ms,
): Promise<void> {
  const clock = setInterval(() => stages.tick(now() - LAG_MS), TICK_MS)
  const runs = lanes.map(lane => ({ lane, latest: lane.latest?.() }))
  const losses = setInterval(() => tellLosses(runs, around), LOSSES_MS)
  const down = new Set<string>()
  const follow = (lane: Lane) => (fact: HealthFact) => {
    around.tell(fact)
    if (!lane.floor) return
    if (fact.kind === 'sensor.recovered') down.delete(lane.source.id)
    else down.add(lane.source.id)
    stages.journey.covered(down.size === 0, fact.atMs)
  }
  try {
    await Promise.all(
      runs.map(({ lane, latest }) => run(lane, latest, { tell: follow(lane), warn: around.warn, signal, now })),
    )
  } finally {
    clearInterval(clock)
    clearInterval(losses)
    tellLosses(runs, around)
  }
}

interface Watch {
  readonly tell: (fact: HealthFact) => void
  readonly warn: (fault: Fault) => void
  readonly signal: AbortSignal
  readonly now: () => Ms
}

/** A stage that fails on an item (a model that is missing, an engine that died) degrades the sensor until one goes through. */
async function run(lane: Lane, latest: Latest<unknown> | undefined, { tell, warn, signal, now }: Watch): Promise<void> {
  const sensor = lane.source.id
  const supervised = supervise(lane.source, { signal, tell, now, failed: warn })
  let degradedSinceMs: Ms | undefined
  for await (const item of latest ? latest.of(supervised) : supervised) {
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

function tellLosses(
  runs: readonly { lane: Lane; latest: Latest<unknown> | undefined }[],
  { dropped }: Surroundings,
): void {
  for (const { lane, latest } of runs) if (latest && latest.dropped > 0) dropped(lane.source.id, latest.dropped)
}
