import type { Config } from '../../config/config.ts'
import type { Level } from '../../config/jurisdictions.ts'
import { isSimulated } from '../../config/simulation.ts'
import type { Metres, Ms } from '../../config/units.ts'
import { square } from '../events/grid.ts'
import type { Squares } from '../floor/squares.ts'
import type { Readings, SensorReading } from '../health/readings.ts'
import { inWords } from '../health/shed.ts'
import { VERSION } from '../health/version.ts'
import type { Board } from './board.ts'
import { meaning } from './causes.ts'
import { here } from './here.ts'
import type { Reach } from './reach.ts'
import type { Dot, HeatGrid, SensorState, State } from './state.ts'

/** Somebody on the floor, by the number of the floor. */
export interface Standing {
  readonly id: number
  readonly x: Metres
  readonly y: Metres
  readonly seenMs: Ms
  readonly isStaff: boolean
}

export interface Surveyed {
  readonly config: Config
  /** The privacy level in force. */
  readonly level: Level
  readonly board: Board
  readonly meters: { read(): Readings }
  readonly outbox: { readonly epoch: number; readonly waiting: number; readonly dropped: number }
  readonly publisher?: { readonly url: string; readonly online: boolean }
  readonly reach?: Pick<Reach, 'why' | 'code' | 'sinceMs'>
  readonly onFloor: () => Iterable<Standing>
  /** By how much the floor lies behind the clock on the wall. */
  readonly lagMs: Ms
  /** Of today. */
  readonly heat?: Squares
  /** When the agent was started, by the clock that is never set. */
  readonly sinceMs: Ms
  readonly now: () => Ms
  readonly configuration?: () => State['configuration']
}

/** Numbers of people begin somewhere below this. */
const NUMBERS = 900_000
/** Letters of what is told of a sensor or a broker. */
const LONGEST = 400

/** Looks at a running agent, and says how it is. */
export class Survey {
  readonly #at: Surveyed
  readonly #first = 1 + Math.floor(Math.random() * NUMBERS)

  constructor(at: Surveyed) {
    this.#at = at
  }

  state(): State {
    const { config, level, outbox, publisher, reach, sinceMs } = this.#at
    const { tenant, store, agent } = config.store
    const configuration = this.#at.configuration?.()
    const readings = this.#at.meters.read()
    return {
      at: new Date(this.#at.now()).toISOString(),
      version: VERSION,
      simulated: isSimulated(config),
      store: { tenant, store, agent },
      level,
      epoch: outbox.epoch,
      uptimeSeconds: seconds(performance.now() - sinceMs),
      sensors: readings.sensors.map(sensor),
      outbox: outboxOf(readings, outbox),
      ...(publisher && { broker: brokerOf(publisher, reach) }),
      process: processOf(readings),
      shed: inWords(readings.shed, config.identity !== undefined),
      floor: this.#floor(),
      ...(configuration && { configuration }),
    }
  }

  /**
   * Whoever is on the floor now: nobody where the privacy level lets out counts alone. `isAway`: for somebody at another machine, who is
   * told in which square of the grid somebody stands and no more, as paths are.
   */
  people(isAway: boolean): Dot[] {
    const { level, onFloor, now, lagMs, config } = this.#at
    const dots: Dot[] = []
    for (const { id, x, y, isStaff } of here(level, onFloor, now() - lagMs)) {
      const [atX, atY] = isAway ? square(x, y, config.floor.gridMetres) : [x, y]
      dots.push({ id: this.#first + id, xMetres: round(atX, 100), yMetres: round(atY, 100), staff: isStaff })
    }
    return dots
  }

  /** Of today; undefined where none is kept. */
  heat(): HeatGrid | undefined {
    const { heat, config } = this.#at
    if (!heat) return undefined
    const { k } = config.presence
    const { gridMetres, columns, rows, x, y } = heat
    return {
      ...{ gridMetres, columns, rows, xMetres: x, yMetres: y, k, withheld: heat.withheld(k) },
      seconds: Array.from(heat.seconds(k), one => round(one, 10)),
    }
  }

  #floor(): State['floor'] {
    const { board, config } = this.#at
    const told = config.floor.zones.filter(({ kind }) => kind !== 'staff')
    return {
      ...(board.count !== undefined && { count: board.count }),
      zones: told.map(({ id }) => {
        const sinceMs = board.longestSinceMs(id)
        return {
          id,
          count: board.countIn(id),
          ...(sinceMs !== undefined && { longestDwellSeconds: this.#ageOf(sinceMs) }),
        }
      }),
      queues: told
        .filter(({ kind }) => kind === 'queue')
        .map(({ id }) => {
          const { length, wait } = board.queue(id)
          return { id, length, ...(wait && { waitSeconds: wait }) }
        }),
    }
  }

  #ageOf(atMs: Ms): number {
    return seconds(this.#at.now() - atMs)
  }
}

function sensor({ stageSeconds: _, ...reading }: SensorReading): SensorState {
  const { cause, sinceSeconds, ageSeconds, perSecond, droppedPerSecond, latencyMs, stageMs } = reading
  return {
    ...reading,
    ...(cause !== undefined && { cause: legible(meaning(cause)) }),
    ...(sinceSeconds !== undefined && { sinceSeconds: tenth(sinceSeconds) }),
    ...(ageSeconds !== undefined && { ageSeconds: tenth(ageSeconds) }),
    perSecond: tenth(perSecond),
    droppedPerSecond: tenth(droppedPerSecond),
    ...(latencyMs && { latencyMs: { p50: tenth(Math.max(0, latencyMs.p50)), p99: tenth(Math.max(0, latencyMs.p99)) } }),
    ...(stageMs && { stageMs: { mean: round(stageMs.mean, 100) } }),
  }
}

function brokerOf({ url, online }: NonNullable<Surveyed['publisher']>, reach: Surveyed['reach']): State['broker'] {
  const { why, code, sinceMs } = reach ?? {}
  return {
    ...{ url: plain(url), online },
    ...(sinceMs !== undefined && { since: new Date(sinceMs).toISOString() }),
    ...(why !== undefined && !online && { why: legible(why), ...(code !== undefined && { code }) }),
  }
}

function outboxOf({ outbox }: Readings, { waiting, dropped }: Surveyed['outbox']): State['outbox'] {
  const { droppedSeconds, usedMegabytes, oldestSeconds, publishedPerSecond, acknowledgedSeconds } = outbox ?? {}
  return {
    waiting,
    dropped,
    ...(droppedSeconds !== undefined && { droppedSeconds: tenth(droppedSeconds) }),
    ...(usedMegabytes !== undefined && { usedMegabytes: round(usedMegabytes, 100) }),
    ...(oldestSeconds !== undefined && { oldestSeconds: tenth(oldestSeconds) }),
    publishedPerSecond: tenth(publishedPerSecond ?? 0),
    ...(acknowledgedSeconds !== undefined && { acknowledgedSeconds: tenth(acknowledgedSeconds) }),
  }
}

function processOf({ process }: Readings): State['process'] {
  const { cpuShare, residentMegabytes, heapMegabytes, externalMegabytes, loopDelayMs } = process
  return {
    cpuShare: round(cpuShare, 1000),
    residentMegabytes: tenth(residentMegabytes),
    heapMegabytes: tenth(heapMegabytes),
    externalMegabytes: tenth(externalMegabytes),
    loopDelayMs: { p99: tenth(loopDelayMs.p99) },
  }
}

/** What cameras and brokers say of themselves, without what steers a terminal or turns a line round, and no longer than a sentence. */
function legible(words: string): string {
  const clean = words.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  return clean.length <= LONGEST ? clean : `${clean.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

function plain(url: string): string {
  return url.replace(/:\/\/[^/]*@/, '://').replace(/[?#].*/s, '')
}

const tenth = (value: number) => round(value, 10)
const seconds = (ms: number) => Math.max(0, tenth(ms / 1000))
const round = (value: number, parts: number) => Math.round(value * parts) / parts
