import { createHash } from 'node:crypto'
import type { Config } from '../../config/config.ts'
import type { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { contextOf } from '../events/context.ts'
import type { Event } from '../events/contract.ts'
import { tell as draft, type Fact } from '../events/tell.ts'
import { VERSION } from '../health/version.ts'
import { discard } from '../publish/discard.ts'
import { Outbox } from '../publish/outbox.ts'
import { connect } from '../publish/publisher.ts'
import { openStore } from '../store/store.ts'
import { live } from './live.ts'
import { merge } from './merge.ts'
import { openLanes } from './open.ts'
import { openStages, type Pace } from './stages.ts'

/** How often it is asked whether events wait or were lost. */
const LAG_MS = 5000

export interface Options {
  readonly pace: Pace
  readonly signal: AbortSignal
  /** How long the stop waits for the broker to take what is left. What it does not take stays in the database. */
  readonly drainMs: number
  /** Hears of everything that went wrong and was got over. */
  readonly warn: (fault: Fault) => void
  /** Hears now and then how many frames of a sensor came too fast to be looked at, since the start. */
  readonly dropped: (sensor: string, frames: number) => void
  /** Hears that the broker has let us in. */
  readonly onOnline?: (url: string) => void
  /** Hears every event that got a number. */
  readonly onEvent?: (event: Event) => void
}

export interface Agent {
  /** Of the broker; undefined where none is configured. */
  readonly url: string | undefined
  /**
   * Resolves when every source has come to its end or the signal has aborted, and everything is stopped, in reverse order.
   * Answers how many events still wait for the broker. In a replay it rejects with what broke a recording off.
   */
  readonly stopped: Promise<{ readonly waiting: number }>
}

/**
 * Starts store, outbox, publisher, stages and lanes of one shop. What a live sensor or the broker does wrong is told to `warn`
 * and got over; this throws only what makes a start impossible.
 * @throws Fault STORE_LOCKED, STORE_UNWRITABLE, PORT_TAKEN, FILE_UNREADABLE, CALIBRATION_UNFIT
 */
export async function startAgent(config: Config, options: Options): Promise<Agent> {
  const { pace, signal, warn, dropped, onEvent, onOnline, drainMs } = options
  const context = contextOf(config)
  // A replay without a broker leaves nothing behind.
  const store = openStore(pace === 'replay' && !config.broker ? { path: ':memory:' } : config.outbox, Date.now())
  for (const notice of store.notices) warn(notice)
  const outbox = new Outbox(store, {
    ...config.outbox,
    context,
    atMs: Date.now(),
    onFault: warn,
    ...(onEvent && { onEvent }),
  })
  const tell = (fact: Fact) => outbox.append(draft(fact, context))
  const around = { config, pace, tell, warn, dropped }
  const stages = openStages(around)
  const lanes = openLanes(stages, around, Date.now())
  const broker = { window: config.outbox.window, version: VERSION, onFault: warn, ...(onOnline && { onOnline }) }
  const publisher = config.broker && (await connect(config.broker, outbox, broker))
  if (!publisher) discard(outbox)

  return { url: publisher?.url, stopped: pace === 'live' ? runLive() : runReplay() }

  async function runLive() {
    tell({ kind: 'agent.started', atMs: Date.now(), version: VERSION, configDigest: digest(config) })
    const lag = setInterval(() => {
      const fact = outbox.lagging(Date.now())
      if (fact) tell(fact)
    }, LAG_MS)
    try {
      await live(lanes, stages, around, signal, Date.now)
    } finally {
      clearInterval(lag)
    }
    await Promise.all(lanes.map(lane => lane.close()))
    stages.close(Date.now())
    tell({ kind: 'agent.stopped', atMs: Date.now(), reason: signal.aborted ? 'signal' : 'finished' })
    return stop()
  }

  async function runReplay() {
    let atMs: Ms = 0
    try {
      await merge(lanes, signal, passedMs => stages.tick((atMs = passedMs)))
    } finally {
      await Promise.all(lanes.map(lane => lane.close()))
      if (atMs > 0) stages.close(atMs)
    }
    return stop()
  }

  async function stop() {
    outbox.flush()
    const left = await publisher?.close(drainMs)
    outbox.close()
    store.close()
    return left ?? { waiting: 0 }
  }
}

/** Tells two configurations apart without telling what is in them. */
function digest(config: Config): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16)
}
