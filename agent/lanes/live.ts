import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { Ailments } from '../health/ailments.ts'
import type { HealthFact } from '../health/fact.ts'
import type { Meter } from '../health/meter.ts'
import type { Pulse } from '../health/pulse.ts'
import { Coverage } from './coverage.ts'
import type { Lane, Latest } from './lane.ts'
import { tellLosses } from './losses.ts'
import { LAG_MS } from './part.ts'
import type { Stages, Surroundings } from './stages.ts'
import { supervise, WAITS, type Waits } from './supervise.ts'
import { Watchdog } from './watchdog.ts'
import { PATIENCE_MS, Watermark } from './watermark.ts'

const TICK_MS = 250
/** How often it is looked after whether a sensor has fallen silent. */
const WATCH_MS = 1000
/** How often it is told what could not be used. */
const LOSSES_MS = 60_000

/** Runs lanes over live sensors until the signal aborts or every source has come to its end. A lane's troubles stay its own. */
export async function live(
  lanes: readonly Lane[],
  stages: Stages,
  around: Surroundings,
  signal: AbortSignal,
  now: () => Ms,
  waits: Waits = WAITS,
): Promise<void> {
  const eyes = [...lanes.filter(lane => lane.floor).map(lane => lane.source.id), ...(stages.part?.names ?? [])]
  const { floor, journey } = stages
  const coverage = new Coverage(
    eyes,
    now(),
    (isWhole, atMs, share) => journey.covered(isWhole, atMs, share),
    (sensor, isDark) => (isDark ? floor.dark(sensor) : floor.light(sensor)),
  )
  stages.part?.watch((node, isSilent, atMs) => {
    coverage.mark(node, 'awaited', false, atMs)
    coverage.mark(node, 'failed', isSilent, atMs)
  })
  const runs = lanes.map(lane => ({ lane, latest: lane.latest?.() }))
  const account = () => {
    for (const { lane, latest } of runs) tellLosses([lane], around.lost, latest && { dropped: latest.dropped })
  }
  const watermark = new Watermark(stages.part?.lagMs ?? LAG_MS)
  const clock = setInterval(() => stages.tick(watermark.at(now())), TICK_MS)
  const vigils = setInterval(() => watchdog.tick(now()), WATCH_MS)
  const losses = setInterval(account, LOSSES_MS)
  const { warn, pulse, meters } = around
  const ailments = around.ailments ?? new Ailments(around.tell)
  const every = () => around.thrift?.every ?? 1
  const watchdog = new Watchdog({ config: around.config, ailments, coverage, warn, every })
  const show = (sensor: string, takenMs: Ms | undefined) => {
    if (takenMs === undefined) watermark.forget(sensor)
    else watermark.show(sensor, takenMs)
    stages.wait(watermark.seen(now()))
  }
  const watch = { warn, ailments, coverage, signal, now, waits, pulse, every, watchdog, show }
  try {
    await Promise.all(runs.map(({ lane, latest }) => run(lane, latest, watch, meters?.of(lane.source.id))))
  } finally {
    clearInterval(clock)
    clearInterval(losses)
    clearInterval(vigils)
    account()
  }
}

interface Watch {
  readonly warn: (fault: Fault) => void
  readonly ailments: Ailments
  readonly coverage: Coverage
  readonly signal: AbortSignal
  readonly now: () => Ms
  readonly waits: Waits
  readonly pulse: Pulse | undefined
  /** One of so many pictures is looked at. */
  readonly every: () => number
  readonly watchdog: Watchdog
  /** What was taken then has been looked at; undefined: nothing comes any more. */
  readonly show: (sensor: string, takenMs: Ms | undefined) => void
}

/**
 * A stage that fails on an item (a model that is missing, an engine that died) degrades the sensor until one goes through. Items
 * are passed over meanwhile, for a time that doubles: what failed once will mostly fail again, and trying costs.
 */
async function run(
  lane: Lane,
  latest: Latest<unknown> | undefined,
  watch: Watch,
  meter: Meter | undefined,
): Promise<void> {
  const { warn, ailments, coverage, signal, now, waits, pulse, every, watchdog, show } = watch
  const sensor = lane.source.id
  const follow = (fact: HealthFact) => {
    const hasFailed = fact.kind === 'sensor.failed'
    const { cause, sinceMs } = { cause: '', sinceMs: 0, ...fact }
    ailments.mark(sensor, 'source', hasFailed ? { is: 'failed', cause, sinceMs } : undefined, fact.atMs)
    coverage.mark(sensor, 'failed', hasFailed, fact.atMs)
    if (hasFailed && lane.floor) show(sensor, undefined)
  }
  const failed = (fault: Fault) => {
    warn(fault)
    pulse?.explain(sensor, fault.message)
  }
  const supervised = supervise(lane.source, { signal, tell: follow, now, failed, waits })
  const vigil = watchdog.watch(lane, now())
  const isEmpty = (item: unknown) => lane.atMs(item) === Number.NEGATIVE_INFINITY
  const arrived = (item: unknown) => {
    // That it is open is a sign of life of nobody.
    if (vigil && !isEmpty(item)) vigil.arrivedMs = now()
  }
  if (latest) meter?.follow(latest)
  let degraded: { readonly sinceMs: Ms; readonly untilMs: number; readonly waitMs: number } | undefined
  const arriving = thinned(supervised, arrived, latest ? every : () => 1, meter)
  for await (const item of latest ? latest.of(arriving) : arriving) {
    coverage.mark(sensor, 'awaited', false, now())
    if (isEmpty(item)) pulse?.open(sensor)
    else pulse?.beat(sensor, now())
    const beganMs = performance.now()
    if (degraded && beganMs < degraded.untilMs) {
      meter?.pass()
      if (vigil) vigil.handledMs = now()
      continue
    }
    const lateMs = now() - lane.atMs(item)
    // Whoever is in it may be gone by now. That nobody looks at its pictures, the watchdog says.
    if (lane.floor && lateMs > PATIENCE_MS && !isEmpty(item)) {
      meter?.late(lateMs)
      continue
    }
    pulse?.busy(sensor, beganMs)
    try {
      await lane.see(item)
      if (lane.floor) show(sensor, lane.atMs(item))
      if (!isEmpty(item)) meter?.done(now() - lane.atMs(item), performance.now() - beganMs)
      ailments.mark(sensor, 'stage', undefined, now())
      degraded = undefined
    } catch (thrown) {
      meter?.pass()
      const sinceMs = degraded?.sinceMs ?? now()
      if (!degraded) {
        const fault =
          thrown instanceof Fault ? thrown : new Fault('ENGINE_FAILED', { model: sensor, why: why(thrown) }, thrown)
        ailments.mark(sensor, 'stage', { is: 'degraded', cause: fault.code, sinceMs }, sinceMs)
        failed(fault)
      }
      const waitMs = degraded ? Math.min(2 * degraded.waitMs, waits.longestMs) : waits.firstMs
      degraded = { sinceMs, waitMs, untilMs: performance.now() + waitMs }
    }
    pulse?.busy(sensor, undefined)
    coverage.mark(sensor, 'degraded', degraded !== undefined, now())
    if (vigil) vigil.handledMs = now()
  }
  watchdog.unwatch(lane)
  if (lane.floor) show(sensor, undefined)
  await lane.settle?.()
  if (signal.aborted) return
  coverage.mark(sensor, 'ended', true, now())
  pulse?.end(sensor)
}

/** One of so many, to keep to the budget: what is left out is not even copied. */
async function* thinned<T>(
  items: AsyncIterable<T>,
  arrived: (item: T) => void,
  every: () => number,
  meter: Meter | undefined,
): AsyncIterable<T> {
  let left = 0
  for await (const item of items) {
    arrived(item)
    if (left > 0) {
      left--
      if (meter) meter.thinned++
      continue
    }
    left = every() - 1
    yield item
  }
}
