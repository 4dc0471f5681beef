import Database from 'better-sqlite3'
import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import { type Level, rank } from '../../config/jurisdictions.ts'
import type { Ms } from '../../config/units.ts'
import { tell } from '../events/tell.ts'
import type { JourneyFact } from '../journey/fact.ts'
import type { VisitRecord } from '../journey/record.ts'
import { refsOf } from '../journey/touchpoints.ts'
import { WallClock } from '../journey/wall.ts'
import { countOf } from '../moments/map/count.ts'
import { factsOf, type MapFact } from '../moments/map/fact.ts'
import { write } from '../moments/map/kept.ts'
import type { TouchpointMap } from '../moments/map/shape.ts'
import { stepOf } from '../moments/map/veil.ts'
import { type Charting, charted, little } from '../publish/chart.ts'
import type { Outbox } from '../publish/outbox.ts'
import { daysBefore, type Stretch, WEEK } from '../publish/stretch.ts'
import { Visited } from '../publish/visited.ts'
import type { Store } from '../store/store.ts'
import type { Stages } from './stages.ts'

/** How often what was seen is written down; after a crash so much is missing, and the visits that were not over for ten minutes. */
const EVERY_MS = 5000
/** Until then after midnight visits of the day come to their end: one is over when nothing can join it any more. */
const SETTLE_MS = 20 * 60_000
/** Whoever asks again so soon is told the same. */
const FRESH_MS = 60_000
/** What could not be told is tried again after this, then twice as long after each failure, up to the second: a map of a large shop takes seconds to draw. */
const AGAIN_MS = 60_000
const AGAIN_MOST_MS = 3_600_000
/** Of so many stretches at most the map is kept ready for whoever asks again. */
const MOST_DRAWN = 8
/** Days that ended longer ago than this, while the agent did not run, are told of no more. */
const LATE_DAYS = 7
/** Visits that wait for a disk, at most. */
const MOST_WAITING = 5000

export interface AtlasOptions extends Omit<Charting, 'visited'> {
  readonly timezone: string
  /** Zones in which one waits. */
  readonly queues: ReadonlySet<string>
  /** Touchpoints that are entrances, by the id of the entrance. */
  readonly doors: ReadonlyMap<string, string>
  /** So many days that are over are kept, and the one that goes on. */
  readonly days: number
  /** Takes over what is told of one day, all of it or nothing. */
  readonly tell: (facts: readonly MapFact[]) => void
  readonly warn: (fault: Fault) => void
}

/**
 * Maps of the touchpoints: keeps what visits met, and tells of each day that is over, once. Somebody counts on the day on which they leave.
 */
export class Atlas {
  readonly #visited: Visited
  readonly #options: AtlasOptions
  readonly #file: string
  readonly #clock: WallClock
  #visits: { readonly day: string; readonly visit: string; readonly body: string }[] = []
  #passed = new Map<string, number>()
  #writtenMs = Number.NEGATIVE_INFINITY
  #thinned = ''
  #isFailing = false
  /** The last day that was looked at for what is to be told. */
  #told = ''
  #telling: Promise<void> | undefined
  /** How often in a row it could not be told, and when that was last. */
  #failures = 0
  #failedMs = Number.NEGATIVE_INFINITY
  readonly #stop = new AbortController()
  readonly #drawn = new Map<string, { readonly map: Promise<TouchpointMap | undefined>; readonly atMs: Ms }>()

  constructor({ db, file }: Pick<Store, 'db' | 'file'>, options: AtlasOptions) {
    this.#visited = new Visited(db, options.isSimulated)
    this.#options = options
    this.#file = file
    this.#clock = new WallClock(options.timezone)
  }

  /** Takes in what goes on in a shop. */
  follow({ records, listen }: Pick<Stages, 'records' | 'listen'>): void {
    records.onDone(record => this.take(record))
    listen(fact => this.hear(fact))
  }

  /** A visit is over, and nothing can join it any more. */
  take(record: VisitRecord): void {
    if (record.endedMs === undefined) return
    const body = write(countOf(record, this.#options.queues, this.#options.doors, this.#clock))
    this.#visits.push({ day: this.#clock.at(record.endedMs).date, visit: record.visit, body })
  }

  hear(fact: JourneyFact): void {
    if (fact.kind !== 'visit.passed') return
    const day = this.#clock.at(fact.atMs).date
    this.#passed.set(day, (this.#passed.get(day) ?? 0) + 1)
  }

  /** Time passes: writes down, forgets, and begins to tell of days that are over. */
  tick(nowMs: Ms): void {
    if (Math.abs(nowMs - this.#writtenMs) < EVERY_MS) return
    this.#writtenMs = nowMs
    this.#write()
    this.#thin(nowMs)
    const day = this.#clock.at(nowMs - SETTLE_MS).date
    if (day === this.#told || this.#telling || this.#isTooSoon(nowMs)) return
    this.#telling = this.#tell(day, nowMs).then(
      () => this.#went(day),
      thrown => {
        this.#telling = undefined
        this.#failures++
        this.#failedMs = nowMs
        this.#failed(thrown)
      },
    )
  }

  #isTooSoon(nowMs: Ms): boolean {
    if (this.#failures === 0) return false
    return Math.abs(nowMs - this.#failedMs) < Math.min(AGAIN_MOST_MS, AGAIN_MS * 2 ** (this.#failures - 1))
  }

  /** Everybody is gone. What is being told of a day is told at the next start. */
  close(): void {
    this.#stop.abort()
    this.#write()
  }

  /** The map of some days, of what is on the disk; undefined where of none of them anything is kept. */
  async map({ day, days = WEEK }: Partial<Stretch>, nowMs: Ms): Promise<TouchpointMap | undefined> {
    this.#write()
    const last = day ?? this.#visited.days().at(-1)?.day
    if (last === undefined) return undefined
    const key = `${last} ${days}`
    for (const [one, { atMs }] of this.#drawn) if (Math.abs(nowMs - atMs) > FRESH_MS) this.#drawn.delete(one)
    const known = this.#drawn.get(key)
    if (known) return known.map
    // One after the other: each takes its time.
    const before = [...this.#drawn.values()].map(({ map }) => map)
    const map = Promise.allSettled(before).then(() => this.#draw({ day: last, days }))
    this.#drawn.set(key, { map, atMs: nowMs })
    if (this.#drawn.size > MOST_DRAWN) this.#drawn.delete(this.#drawn.keys().next().value!)
    map.catch(() => this.#drawn.delete(key))
    return map
  }

  #draw(stretch: Stretch): Promise<TouchpointMap | undefined> {
    return little(charted({ ...this.#options, visited: this.#visited }, stretch), this.#stop.signal)
  }

  /** Tells of each day before this one that was not told of, the oldest first. */
  async #tell(day: string, nowMs: Ms): Promise<void> {
    const since = daysBefore(day, LATE_DAYS)
    const due = this.#visited.days().filter(one => !one.isTold && one.visits > 0 && one.day < day && one.day >= since)
    for (const one of due) {
      const map = await this.#draw({ day: one.day, days: WEEK })
      if (map && !this.#stop.signal.aborted) this.#options.tell(factsOf(map, nowMs))
    }
  }

  #went(day: string): void {
    this.#told = day
    this.#telling = undefined
    this.#failures = 0
  }

  #write(): void {
    if (this.#visits.length === 0 && this.#passed.size === 0) return
    const days = new Set([...this.#visits.map(({ day }) => day), ...this.#passed.keys()])
    try {
      for (const day of days) {
        this.#visited.add(
          day,
          this.#visits.filter(visit => visit.day === day),
          this.#passed.get(day) ?? 0,
        )
        this.#visits = this.#visits.filter(visit => visit.day !== day)
        this.#passed.delete(day)
      }
      this.#isFailing = false
    } catch (thrown) {
      this.#failed(thrown)
      // A disk that takes nothing for long must not cost memory without end.
      this.#visits = this.#visits.slice(-MOST_WAITING)
    }
  }

  #thin(nowMs: Ms): void {
    const day = this.#clock.at(nowMs).date
    if (day === this.#thinned) return
    try {
      this.#visited.thin(daysBefore(day, this.#options.days), atMs => this.#clock.at(atMs).date, nowMs)
      this.#thinned = day
    } catch (thrown) {
      this.#failed(thrown)
    }
  }

  #failed(thrown: unknown): void {
    if (this.#stop.signal.aborted && !(thrown instanceof Database.SqliteError)) return
    if (!this.#isFailing) this.#options.warn(new Fault('MAP_UNKEPT', { file: this.#file, why: why(thrown) }, thrown))
    this.#isFailing = true
  }
}

export interface Around {
  readonly store: Pick<Store, 'db' | 'file'>
  readonly outbox: Pick<Outbox, 'append' | 'context'>
  readonly warn: (fault: Fault) => void
}

/** Why a configuration keeps none at a privacy level; undefined where it does. */
export function silence({ map, node, touchpoints }: Config, level: Level): string | undefined {
  if (touchpoints.length === 0) return 'the configuration names no touchpoints'
  if (map.days === 0) return 'map.days is 0, so nothing is kept for it'
  if (rank(level) < rank('paths')) return `the privacy level is ${level}, so nothing is kept for it`
  if (node.kind === 'sensor') return `the machine ${node.owner} keeps it, since that owns the journeys`
  return undefined
}

/** Whether at a privacy level it is told apart what members did. */
export const tellsMembers = (level: Level): boolean => rank(level) >= rank('members')

/** The atlas of a configuration at the privacy level in force; undefined where none is kept, and what was kept before is forgotten. */
export function openAtlas(config: Config, level: Level, { store, outbox, warn }: Around): Atlas | undefined {
  const { context } = outbox
  const { simulated } = context
  if (silence(config, level) !== undefined) {
    new Visited(store.db, simulated).forget()
    return undefined
  }
  const { touchpoints, floor, store: shop, presence, map } = config
  return new Atlas(store, {
    touchpoints: refsOf(touchpoints),
    queues: new Set(floor.zones.filter(({ kind }) => kind === 'queue').map(({ id }) => id)),
    doors: new Map(touchpoints.flatMap(({ id, at }) => (at.kind === 'line' ? [[at.line, id] as const] : []))),
    tellsMembers: tellsMembers(level),
    ...{ timezone: shop.timezone, k: stepOf(presence.k), days: map.days, isSimulated: simulated },
    warn,
    tell: facts => outbox.append(facts.map(fact => tell(fact, context))),
  })
}
