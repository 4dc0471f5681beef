import type { Config } from '../../config/config.ts'
import type { Fault } from '../../config/fault.ts'
import { rank } from '../../config/jurisdictions.ts'
import { clock, now } from '../../drivers/clock.ts'
import { Board } from '../console/board.ts'
import { Reach } from '../console/reach.ts'
import { contextOf } from '../events/context.ts'
import type { Event } from '../events/contract.ts'
import { leavesAt } from '../events/level.ts'
import { tell as draft, type Fact } from '../events/tell.ts'
import type { Heat } from '../floor/heat.ts'
import type { SensorReading } from '../health/readings.ts'
import { Synchrony } from '../health/synchrony.ts'
import { wellOf } from '../health/trial.ts'
import { VERSION } from '../health/version.ts'
import { knowledgeFile, layAside } from '../moments/keeper.ts'
import { discard } from '../publish/discard.ts'
import { Outbox } from '../publish/outbox.ts'
import { Outcomes } from '../publish/outcomes.ts'
import { connect, type Publisher } from '../publish/publisher.ts'
import { openStore } from '../store/store.ts'
import { openAtlas } from './atlas.ts'
import { chartsOf } from './charts.ts'
import { type ConditionOptions, conditionOf } from './condition.ts'
import { runLive, runReplay } from './course.ts'
import type { ConfigFile } from './desk/file.ts'
import { hearing } from './desk/outcome.ts'
import { type Desk, openDesk } from './desk.ts'
import { openDiary } from './diary.ts'
import { StaffFeed } from './feed.ts'
import { judged } from './judged.ts'
import { Keeper } from './keeper.ts'
import type { Lane, Losses } from './lane.ts'
import { lookout } from './lookout.ts'
import { levelOf, openMembers } from './members.ts'
import { type MomentsLane, openMoments } from './moments.ts'
import { openLanes } from './open.ts'
import { LAG_MS as FLOOR_LAG_MS, type Part } from './part.ts'
import { openPorch } from './porch.ts'
import { Recognised } from './recognised.ts'
import { resumed } from './resumed.ts'
import { openStages, type Pace } from './stages.ts'
import { Taps } from './taps.ts'
import { Undo } from './undo.ts'
import { Verdicts } from './verdicts.ts'
import { Walks } from './walks.ts'
import { watching } from './watching.ts'
import { Welcome, type Around as Welcomed } from './welcome.ts'

export interface Options extends Pick<ConditionOptions, 'allowedMegabytes'> {
  readonly pace: Pace
  readonly signal: AbortSignal
  /** How long the stop waits for the broker to take what is left. What it does not take stays in the database. */
  readonly drainMs: number
  /** Hears of everything that went wrong and was got over. */
  readonly warn: (fault: Fault) => void
  /** Hears now and then, and at the end, what of a sensor could not be used since the start. */
  readonly lost: (sensor: string, losses: Losses) => void
  /** Hears that the broker has let us in. */
  readonly onOnline?: (url: string) => void
  /** Where whoever is on the floor leaves their time. */
  readonly heat?: Heat
  /** Where the configuration came from, if it may be replaced. */
  readonly file?: ConfigFile
  /** Hears every event that got a number. */
  readonly onEvent?: (event: Event) => void
  /** Hears where the console is to be found. */
  readonly onConsole?: (url: string) => void
}

export interface Agent {
  /** Of the broker; undefined where none is configured. */
  readonly url: string | undefined
  /**
   * Resolves when every source has come to its end or the signal has aborted, and everything is stopped, in reverse order.
   * Answers how many events still wait for the broker, and how many faces were embedded for members since the start. In a replay it rejects with what broke a recording off.
   */
  readonly stopped: Promise<{ readonly waiting: number; readonly embedded: number }>
  /** A sensor whose lane has been busy with one item for so long that only another start helps. */
  readonly stuck: () => string | undefined
  /** How each sensor fares now. */
  readonly sensors: () => readonly SensorReading[]
}

/**
 * Starts store, outbox, publisher, stages and lanes of one shop. What a live sensor or the broker does wrong is told to `warn`
 * and got over; this throws only what makes a start impossible.
 * @throws Fault STORE_LOCKED, STORE_FOREIGN, STORE_UNWRITABLE, PORT_TAKEN, CONFIG_UNUSABLE, CALIBRATION_UNFIT
 */
export async function startAgent(asked: Config, options: Options): Promise<Agent> {
  const undo = new Undo()
  try {
    return await start(asked, options, undo)
  } catch (thrown) {
    // Whoever starts another one in this process finds the store free; why this one did not start is what counts.
    await undo.all().catch(() => {})
    throw thrown
  }
}

async function start(asked: Config, options: Options, undo: Undo): Promise<Agent> {
  const { pace, warn, lost, onEvent, onOnline, drainMs, allowedMegabytes } = options
  const { source } = contextOf(asked)
  const sinceMs = performance.now()
  // Nothing is under way: if the clock on the wall was set, ours may jump with it.
  const movedMs = pace === 'live' ? clock.set() : 0
  const synchrony = new Synchrony(() => clock.aheadMs())
  undo.add(() => synchrony.close())
  if (pace === 'live') await synchrony.ask()
  const store = openStore({ path: storeFor(asked, pace), source }, now())
  undo.add(() => store.close())
  for (const notice of store.notices) warn(notice)
  // Recordings are of another day: no pass is used up on them, and nobody in them is recognised.
  const members = pace === 'live' ? await openMembers(asked, warn, now()) : undefined
  undo.add(() => members?.close())
  const level = levelOf(asked, members)
  const config = rank(level) < rank('devices') ? { ...asked, wifi: [] } : asked
  const context = contextOf(config)
  const board = new Board()
  const walks = new Walks(config, now(), warn, options.file?.path)
  const hear = (event: Event) => {
    board.hear(event)
    walks.hear(event)
    onEvent?.(event)
  }
  const heard = pace === 'live' ? { onEvent: hear } : onEvent ? { onEvent } : {}
  const kept = pace === 'live' && config.broker ? { keeping: config.outbox } : {}
  const outbox = new Outbox(store, {
    ...{ ...config.outbox, ...heard, ...kept, context, atMs: now(), onFault: warn },
    ...(pace === 'live' && { isSynchronised: () => synchrony.holds }),
  })
  undo.add(() => outbox.close())
  const tell = (fact: Fact) => {
    if (leavesAt(fact.kind, level)) outbox.append(draft(fact, context))
  }
  const tellConsents = () => {
    members?.tell(tell, () => outbox.flush())
    void recognised?.look(now())
  }
  const keeper = pace === 'live' ? new Keeper(asked, warn) : undefined
  const diary = pace === 'live' && rank(level) >= rank('paths') ? openDiary(config, context, warn) : undefined
  const heat = options.heat ?? diary?.heat
  const atlas = pace === 'live' ? openAtlas(config, level, { store, outbox, warn }) : undefined
  const inside = pace === 'live' ? resumed(config, outbox.before, now(), movedMs) : 0
  const taps = new Taps()
  const condition = conditionOf(config, {
    ...{ tell, warn, now, isSynchronised: () => synchrony.holds, allowedMegabytes },
    shed(what) {
      if (welcome) welcome.rests = what.includes('faces')
      if (heat) heat.rests = what.includes('heat')
    },
  })
  const { pulse, meters, ailments, thrift } = condition
  undo.add(() => meters.close())
  const file = options.file && { ...options.file, well: () => wellOf(meters.sensors()) }
  const around = {
    config,
    ...{ pace, inside, tell, warn, lost, taps, pulse, meters, ailments, thrift },
    ...(heat && { heat }),
    ...(members && { members }),
  }
  let publisher: Publisher | undefined
  let lanes: readonly Lane[] = []
  let part: Part | undefined
  let desk: Desk | undefined
  let welcome: Welcome | undefined
  let recognised: Recognised | undefined
  let moments: MomentsLane | undefined
  let waiting = 0
  let embedded = 0
  undo.add(async () => {
    outbox.flush()
    waiting = (await publisher?.close(drainMs))?.waiting ?? 0
  })
  undo.add(() => moments?.close())
  undo.add(closeDesk)
  undo.add(() => part?.close())
  undo.add(closeLanes)
  const stages = openStages(around)
  part = stages.part
  atlas?.follow(stages)
  if (members && keeper && config.identity) {
    const books = () => keeper.books()
    const known = new Recognised({ gate: members.gate, stages, refuse: visit => moments?.refuse(visit) })
    recognised = known
    const met: NonNullable<Welcomed['met']> = (one, given) => known.meet(one, given)
    welcome = new Welcome({ config, members, books, stages, tell, met, warn, now }, config.identity)
  }
  const outcomes = new Outcomes(store.db)
  if (pace === 'live') moments = openMoments({ config, level, stages, store, outcomes, tell, warn }, now())
  const staff = new StaffFeed({ config, level, now }, moments?.open)
  lanes = openLanes(stages, { ...around, ...(welcome && { welcome }) }, now())
  const reach = new Reach()
  const met = reach.between(() => publisher?.online === true, { onFault: warn, ...(onOnline && { onOnline }) })
  const told = { window: config.outbox.window, version: VERSION, ...met }
  publisher = config.broker && (await connect(config.broker, outbox, told))
  if (!publisher) discard(outbox)
  else stages.part?.open(publisher.beside, context.source, () => outbox.flush())
  if (publisher && pace === 'live') staff.say(publisher.beside, source)
  undo.add(() => staff.close())
  const verdicts = new Verdicts(config, outcomes, moments && (said => moments!.hear(said)))
  if (publisher && keeper) {
    const here = { store, outbox, pulse, sinceMs, ...(file && { file }) }
    const to = { beside: publisher.beside, source: context.source }
    const books = () => keeper.books()
    const greets = members && welcome && { greets: { members, welcome } }
    desk = openDesk(config, { ...to, ...greets, ...here, level, taps, books, verdicts, changed: tellConsents, warn })
  }
  meters.watch(watching({ config, outbox, publisher, board, welcome, thrift, now }))
  if (pace === 'live') {
    const own = { config, level, board, meters, pulse, store, outbox, source, sinceMs, warn }
    const door = await openPorch({
      ...own,
      onFloor: () => stages.onFloor(),
      ...{ staff, outcome: hearing(verdicts) },
      local: {
        'POST /snapshot/{camera}': lookout(config, taps),
        ...judged(store.db, () =>
          moments ? moments.reset(now()) : layAside(knowledgeFile(config.outbox.path, context.simulated), now()),
        ),
        'GET /walk': walks.route({ level, onFloor: () => stages.onFloor(), lagMs: part?.lagMs ?? FLOOR_LAG_MS, now }),
      },
      ...(publisher && { publisher, reach, beside: publisher.beside }),
      ...(diary && { heat: diary.heat }),
      shared: chartsOf(atlas, config, level, now),
      ...(part && { part }),
      ...(file && { configFile: file }),
      ...(options.onConsole && { onOpen: options.onConsole }),
    })
    undo.add(() => door.close())
  }
  return {
    url: publisher?.url,
    stopped: finish(
      pace === 'live'
        ? runLive({
            ...{ options, config, lanes, stages, around, outbox, inside, tell, walks, condition, synchrony, closeDesk },
            ...{ members, keeper, welcome, diary, atlas, tellConsents },
            look: () => reach.look(publisher?.online === true, now()),
          })
        : runReplay(lanes, stages, options),
    ),
    stuck: () => pulse.stuck(performance.now()),
    sensors: () => meters.sensors(),
  }

  async function finish(running: Promise<void>) {
    try {
      await running
    } catch (thrown) {
      await stop()
      throw thrown
    }
    return stop()
  }

  async function closeDesk() {
    const open = desk
    desk = undefined
    await open?.close()
    embedded = (await welcome?.close()) ?? embedded
    await keeper?.close()
  }

  async function closeLanes() {
    const ended = await Promise.allSettled(lanes.map(async lane => lane.close()))
    for (const one of ended) if (one.status === 'rejected') throw one.reason
  }

  async function stop() {
    await undo.all()
    return { waiting, embedded }
  }
}

/** What a replay has to tell never mixes with what waits in the shop's own outbox; without a broker it leaves nothing behind. */
function storeFor({ broker, outbox }: Config, pace: Pace): string {
  if (pace === 'live') return outbox.path
  return broker ? `${outbox.path}.replay` : ':memory:'
}
