import { createHash } from 'node:crypto'
import { Fault } from '../../../config/fault.ts'
import type { Ms } from '../../../config/units.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { VERSION } from '../../health/version.ts'
import { within } from '../../publish/within.ts'
import type { Asked } from './asked.ts'
import { Counts, Times } from './counts.ts'
import { day } from './day.ts'
import type { Figures, Second } from './figures.ts'
import { identity } from './identity.ts'
import { Listener } from './listener.ts'
import { Meter } from './meter.ts'
import { ONE_EACH } from './notes.ts'
import { Play } from './play.ts'
import { type Around, SimulatedStore } from './store.ts'
import { Tally } from './tally.ts'
import { missing, type Totals, totals } from './totals.ts'
import { until, wait } from './until.ts'

/** Longer than an agent waits at most between two attempts, and one attempt: where nothing gets on in this time, nothing will. */
const HOPELESS: Ms = 45_000
/** For the last events to come to the listeners, where some are missing. */
const SILENT: Ms = 10_000
const FAREWELL: Ms = 20_000

/** What a run came to. */
export interface Report {
  readonly simulated: true
  readonly url: string
  readonly stores: number
  /** Stores that the broker had let in when the shops opened. */
  readonly online: number
  /** Nobody cut it short. */
  readonly isComplete: boolean
  readonly phases: readonly Figures[]
  readonly totals: Totals
  /** Why connections did not come about, and how many. */
  readonly why: Readonly<Record<string, number>>
}

/**
 * Runs a fleet from the first connection to the last farewell. Aborting closes all shops at once.
 * @throws Fault BROKER_UNREACHABLE, BROKER_REFUSED, FILE_UNREADABLE, ARGUMENT_INVALID
 */
export async function course(asked: Asked, signal: AbortSignal, onSecond: (second: Second) => void): Promise<Report> {
  const { broker, tenant, window } = asked
  const counts = new Counts()
  const around: Around = {
    url: broker.url,
    protocol: broker.protocol === '5' ? 5 : 4,
    window,
    epoch: Math.floor(Date.now() / 1000),
    counts,
    times: new Times(),
    isCut: false,
    access: identity(broker),
  }
  const stores = Array.from(
    { length: asked.stores },
    (_, i) => new SimulatedStore(tenant, `store-${String(asked.first + i).padStart(6, '0')}`, around),
  )
  const listeners = await listen(asked, around, stores)
  const meter = new Meter(around, asked.pids, () => stores.reduce((sum, { waiting }) => sum + waiting, 0), onSecond)
  const plays: Play[] = []
  try {
    const online = await storm(stores, around, signal)
    meter.begin('steady')
    const [fromMs, halfMs] = [Date.now(), asked.minutes * 30_000]
    const toMs = fromMs + 2 * halfMs + asked.outageMs
    for (const [i, store] of stores.entries()) {
      const random = new Random(asked.seed, `store ${asked.first + i}`)
      plays.push(new Play(store, day({ fromMs, toMs, perMinute: asked.rate, random })))
    }
    if (asked.outageMs > 0) {
      await wait(halfMs, signal)
      meter.begin('outage')
      around.isCut = true
      for (const store of stores) store.cut()
      await wait(asked.outageMs, signal)
      meter.begin('return')
      around.isCut = false
      const isBack = () => counts.online >= online && !stores.some(store => store.isOnline && store.isBehind)
      await until(isBack, { progress: () => counts.taken + counts.opened, hopelessMs: HOPELESS, signal })
      meter.begin('steady')
    }
    await wait(toMs - Date.now(), signal)
    meter.begin('closing')
    for (const play of plays) play.finish(Date.now(), signal.aborted)
    const tallies = new Set(listeners.map(({ tally }) => tally))
    const progress = () => counts.taken + counts.heard
    await until(() => !stores.some(({ waiting }) => waiting > 0), { progress, hopelessMs: HOPELESS })
    await until(() => missing(tallies, stores) === 0, { progress, hopelessMs: SILENT })
    meter.close()
    return {
      simulated: true,
      url: broker.url,
      stores: stores.length,
      online,
      isComplete: !signal.aborted,
      phases: meter.phases,
      totals: totals(stores, listeners, counts),
      why: Object.fromEntries([...counts.why].sort(([, a], [, b]) => b - a)),
    }
  } finally {
    meter.close()
    for (const play of plays) play.stop()
    await within(FAREWELL, Promise.all(stores.map(store => store.farewell())))
    for (const store of stores) store.abort()
    await Promise.all(listeners.map(listener => listener.close()))
  }
}

async function listen(asked: Asked, around: Around, stores: readonly SimulatedStore[]): Promise<Listener[]> {
  const { broker, tenant, isShared } = asked
  const tally = () =>
    new Tally(
      stores.map(({ source }) => source),
      around.epoch,
    )
  const shared = tally()
  const listeners: Listener[] = []
  try {
    for (let i = 0; i < asked.listeners; i++) {
      const name = `listener-${asked.first}-${i + 1}`
      const options = { name, tenant, isShared, tally: isShared ? shared : tally(), hearsStatus: i === 0 }
      listeners.push(await Listener.open(broker, around, options))
    }
    return listeners
  } catch (thrown) {
    await Promise.all(listeners.map(listener => listener.close()))
    throw thrown
  }
}

/** All ask to be let in at the same time, as after the broker was away. Answers how many came in. @throws Fault where nobody did */
async function storm(stores: readonly SimulatedStore[], around: Around, signal: AbortSignal): Promise<number> {
  const { counts, url } = around
  const configDigest = `sha256:${createHash('sha256').update(around.url).digest('hex')}`
  for (const store of stores) store.tell({ kind: 'agent.started', atMs: Date.now(), version: VERSION, configDigest })
  for (const store of stores) store.connect()
  const isRefused = () => counts.online === 0 && counts.refused >= stores.length
  const progress = () => counts.opened + counts.online
  await until(() => counts.online === stores.length || isRefused(), { progress, hopelessMs: HOPELESS, signal })
  if (counts.online > 0 || signal.aborted) return counts.online
  const [why] = [...counts.why].sort(([, a], [, b]) => b - a)[0] ?? ['no reason given']
  const next = `Check --url, and whom the broker lets in: --username, --ca, --cert and --key, and what it lets them write (--tenant).${ONE_EACH}`
  throw new Fault(isRefused() ? 'BROKER_REFUSED' : 'BROKER_UNREACHABLE', { url, why, next })
}
