import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import { type Level, rank } from '../../config/jurisdictions.ts'
import type { Moments as Rules } from '../../config/moments.ts'
import type { Ms } from '../../config/units.ts'
import { contextOf } from '../events/context.ts'
import type { JourneyFact, VisitId } from '../journey/fact.ts'
import type { VisitRecord } from '../journey/record.ts'
import { Touchpoints } from '../journey/touchpoints.ts'
import { Book } from '../moments/book.ts'
import { ShopClock } from '../moments/clock.ts'
import type { Heard, Said } from '../moments/contacts.ts'
import type { MomentFact } from '../moments/fact.ts'
import { knowledgeFile } from '../moments/keeper.ts'
import { type Knows, knowsOf } from '../moments/knows.ts'
import type { Learner } from '../moments/learner.ts'
import { Log } from '../moments/log.ts'
import { Memory } from '../moments/memory.ts'
import { Moments } from '../moments/moments.ts'
import { Motion } from '../moments/motion.ts'
import { OpenMoments } from '../moments/open.ts'
import { type Past, pastOf } from '../moments/past.ts'
import { situate } from '../moments/situate.ts'
import type { Outcomes } from '../publish/outcomes.ts'
import type { Store } from '../store/store.ts'
import type { Stages } from './stages.ts'

/** How often whoever is at a touchpoint is looked at, and how often time passes. */
const LOOK_MS: Ms = 2000
const TICK_MS: Ms = 1000
/** Who is at a place for less than this walks through it. */
const STAYS_MS: Ms = 3000
/** Who is out of sight for longer is not judged: nobody knows whether they are still there. */
const SIGHT_MS: Ms = 5000
/** Who belongs together is found out anew so often; it changes slowly. */
const COMPANIONS_MS: Ms = 10_000
/** And what was decided is written down at the latest. */
const FLUSH_MS: Ms = 30_000

export interface Around {
  readonly config: Config
  readonly rules: Rules
  /** The privacy level in force. */
  readonly level: Level
  readonly stages: Pick<Stages, 'records' | 'listen' | 'onTick' | 'onFloor' | 'companions'> & {
    readonly journey: Pick<Stages['journey'], 'visitOf'>
  }
  readonly outcomes: Outcomes
  /** What was decided and why is written down in it. */
  readonly log: Log
  /** And whom to approach in this. */
  readonly book: Book
  readonly tell: (fact: MomentFact) => void
  readonly warn: (fault: Fault) => void
  /** Uniform, 0 ≤ u < 1. */
  readonly unit?: () => number
}

/** A visit that is not over. */
interface Watched {
  readonly record: VisitRecord
  readonly motion: Motion
  person: number | undefined
  companions: number
  companionsMs: Ms
  /** Where something happened since `past` was made. */
  isStale: boolean
  past: Past | undefined
  lookMs: Ms
}

/**
 * Judges every open visit at a touchpoint every few seconds, tells what is advised, and learns from what is said to have become of it. Whom to
 * approach is on its way to the disk before it is told; what was learned lies in a file. Of both nothing is lost by a kill that was told or
 * answered: what the file does not have yet is learned again from what was said.
 */
export class MomentsLane {
  /** What holds now, and who shows it. */
  readonly open: OpenMoments
  readonly #around: Around
  readonly #moments: Moments
  readonly #memory: Memory
  readonly #knows: Knows
  readonly #clock: ShopClock
  readonly #watched = new Map<VisitId, Watched>()
  #tickMs: Ms = Number.NEGATIVE_INFINITY
  #flushMs: Ms = 0
  #shown: ReturnType<ShopClock['at']>
  #nowMs: Ms = 0

  constructor(around: Around, nowMs: Ms) {
    const { config, rules, level, stages, outcomes, log, book, warn, unit = Math.random } = around
    this.#around = around
    this.open = new OpenMoments(around.tell)
    this.#knows = knowsOf(config, level === 'members')
    this.#clock = new ShopClock(config.store)
    this.#shown = this.#clock.at(nowMs)
    const outcomeMs = 3_600_000 * rules.outcomeHours
    const file = knowledgeFile(config.outbox.path, contextOf(config).simulated)
    this.#memory = new Memory(
      { file, touchpoints: touchpointsOf(config), book, database: config.outbox.path, outcomeMs, warn },
      nowMs,
    )
    this.#moments = new Moments({ config: rules, learner: this.learner, unit, decided: log.note })
    // Of what was said shortly before a kill the file knows nothing yet.
    this.#moments.contacts.restore(this.#memory.before)
    for (const said of outcomes.since(nowMs - outcomeMs))
      this.#moments.hear({ ...said, touchpoint: said.touchpoint || undefined })
    stages.listen(fact => this.#hear(fact))
    stages.records.onChange(visit => {
      const one = this.#watched.get(visit)
      if (one) one.isStale = true
    })
    stages.onTick(atMs => this.tick(atMs))
  }

  get learner(): Learner {
    return this.#memory.learner
  }

  /** Somebody says what became of a visit; it is kept already. */
  hear(said: Said): Heard {
    const heard = this.#moments.hear(said)
    const moment = this.open.of(said.visit)
    const isOfIt = said.touchpoint === undefined || said.touchpoint === moment?.touchpoint.id
    if (isOfIt && moment?.advice.advice === 'approach')
      this.open.close(said.visit, 'answered', this.#nowMs, said.outcome)
    return heard
  }

  /** No consent of somebody holds any more in a visit, most of all where they took it back: they are left alone for the rest of it. */
  refuse(visit: VisitId): void {
    this.#moments.refuse(visit)
    const one = this.#watched.get(visit)
    if (one) one.isStale = true
  }

  /** Time passes. */
  tick(atMs: Ms): void {
    if (Math.abs(atMs - this.#tickMs) < TICK_MS) return
    this.#tickMs = this.#nowMs = atMs
    this.#shown = this.#clock.at(atMs)
    this.#follow()
    this.open.tick(atMs)
    for (const watched of this.#watched.values())
      if (watched.isStale || Math.abs(atMs - watched.lookMs) >= LOOK_MS) this.#look(watched, atMs)
    const learned = this.#moments.tick(atMs)
    this.#memory.tick(learned, this.#moments.contacts.open, atMs)
    if (Math.abs(atMs - this.#flushMs) < FLUSH_MS) return
    this.#flushMs = atMs
    this.#around.log.flush()
  }

  /**
   * What was learned is set aside, and learned anew; answers where it lies then. Of what is open it may still be said what became of it.
   * @throws Fault FILE_UNWRITABLE
   */
  async reset(nowMs: Ms): Promise<string | undefined> {
    return this.#memory.reset(this.#moments.contacts.open, nowMs)
  }

  /** After the stages were closed, and with them all visits. */
  async close(): Promise<void> {
    this.#around.log.flush()
    this.#memory.keep(this.#moments.contacts.open, this.#nowMs)
    await this.#memory.kept()
  }

  /** Resolves when what was learned so far is in the file, or cannot be. */
  async kept(): Promise<void> {
    await this.#memory.kept()
  }

  #hear(fact: JourneyFact): void {
    if (!('visit' in fact) || fact.visit === undefined) return
    const { visit, atMs } = fact
    if (fact.kind === 'visit.started') {
      const record = this.#around.stages.records.of(visit)
      if (!record) return
      this.#watched.set(visit, watched(record))
      this.#moments.came(visit, atMs)
      return
    }
    if (fact.kind === 'visit.joined' && fact.previous !== undefined) this.#moments.merge(fact.previous, visit)
    const one = this.#watched.get(visit)
    if (!one || fact.kind !== 'visit.ended') return
    this.#watched.delete(visit)
    this.open.close(visit, fact.reason === 'stopped' ? 'stopped' : 'ended', atMs)
    if (fact.into !== undefined) this.#moments.merge(visit, fact.into)
    this.#moments.gone(visit, atMs)
    const into = fact.into === undefined ? undefined : this.#watched.get(fact.into)
    if (into) into.motion.stops += one.motion.stops
  }

  /** Where everybody is now. */
  #follow(): void {
    const { stages } = this.#around
    for (const { id, x, y, seenMs, isStaff } of stages.onFloor()) {
      const visit = isStaff ? undefined : stages.journey.visitOf(id)
      const one = visit === undefined ? undefined : this.#watched.get(visit)
      if (!one) continue
      one.person = id
      one.motion.see(x, y, seenMs, one.past !== undefined)
    }
  }

  #look(one: Watched, atMs: Ms): void {
    one.lookMs = atMs
    const was = one.past
    if (one.isStale) one.past = pastOf(one.record, this.#knows)
    one.isStale = false
    const { past } = one
    if (was && was.touchpoint.id !== past?.touchpoint.id) {
      this.open.close(was.visit, 'left', atMs)
      this.#moments.left(was.visit)
    }
    if (!past || atMs - past.sinceMs < STAYS_MS || Math.abs(atMs - one.motion.seenMs) > SIGHT_MS) return
    const advice = this.#moments.look(
      situate(past, {
        atMs,
        ...this.#shown,
        metresPerSecond: one.motion.metresPerSecond(atMs),
        stops: one.motion.stops,
        companions: this.#companions(one, atMs),
      }),
    )
    if (!advice) return
    // Whatever is told of is on its way to the disk before.
    if (advice.advice === 'approach') this.#memory.note(this.#moments.contacts.open.at(-1)!)
    this.#around.log.advise(advice)
    this.open.open({ advice, touchpoint: past.touchpoint })
  }

  #companions(one: Watched, atMs: Ms): number {
    if (Math.abs(atMs - one.companionsMs) < COMPANIONS_MS) return one.companions
    one.companionsMs = atMs
    one.companions = one.person === undefined ? 0 : this.#around.stages.companions(one.person)
    return one.companions
  }
}

function watched(record: VisitRecord): Watched {
  const never = Number.NEGATIVE_INFINITY
  return {
    ...{ record, motion: new Motion(), person: undefined, companions: 0, companionsMs: never },
    ...{ isStale: true, past: undefined, lookMs: never },
  }
}

/** Those at which somebody can be found, and which have weights of their own. */
function touchpointsOf({ touchpoints, floor }: Pick<Config, 'touchpoints' | 'floor'>): string[] {
  const known = new Touchpoints(touchpoints)
  return [...new Set(floor.zones.flatMap(({ id }) => known.at('zone', id)?.id ?? []))]
}

/** Nothing where nobody is to be judged: without the section, without visits to judge, or where only counts may be known. */
export function openMoments(
  around: Omit<Around, 'rules' | 'log' | 'book'> & { readonly store: Store },
  nowMs: Ms,
): MomentsLane | undefined {
  const { config, level, store, warn } = around
  if (!config.moments || rank(level) < rank('paths') || config.node.kind === 'sensor') return undefined
  if (touchpointsOf(config).length === 0) return undefined
  const failed = (thrown: unknown) =>
    warn(new Fault('STORE_UNWRITABLE', { file: store.file, why: why(thrown) }, thrown))
  return new MomentsLane(
    { ...around, rules: config.moments, log: new Log(store.db, failed), book: new Book(store.db) },
    nowMs,
  )
}
