import type { Config } from '../../config/config.ts'
import { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { Ailments, Organ } from '../health/ailments.ts'
import type { Flaw } from '../health/scrutiny.ts'
import { Opening, type Times } from '../journey/hours.ts'
import type { Coverage, Gap } from './coverage.ts'
import type { Lane } from './lane.ts'

/** A camera of few pictures is silent when so many have not come. */
const MISSED = 3
/** When somebody is about, where nobody says when the shop is open. */
const DAY: Times = { from: '09:00', to: '19:00' }

const FLAWS = {
  frozen: 'shows the very same picture again and again',
  dark: 'sees nothing while the shop is open: it is dark, or covered',
  blank: 'shows one shade alone, as if something hung before it',
} as const satisfies Record<Flaw, string>

/** When the sensor of a lane last delivered something, and when something of it was last dealt with. */
export interface Vigil {
  arrivedMs: Ms
  handledMs: Ms
}

/** How a sensor is to deliver. */
type Watch = { readonly lane: Lane; readonly vigil: Vigil } & (
  | { readonly kind: 'steady'; readonly limitMs: Ms }
  | { readonly kind: 'wifi' }
)

export interface Kennel {
  readonly config: Pick<Config, 'health' | 'store' | 'cameras' | 'depth' | 'wifi' | 'identity'>
  readonly ailments: Ailments
  readonly coverage: Coverage
  readonly warn: (fault: Fault) => void
  /** One of so many pictures is looked at. */
  readonly every: () => number
}

/** Looks after sensors that say nothing of what ails them. */
export class Watchdog {
  readonly #kennel: Kennel
  readonly #watches = new Map<string, Watch>()
  readonly #hours: Opening | undefined
  readonly #day: Opening
  /** When the shop was last closed, and when it was last night. */
  #closedMs = Number.NEGATIVE_INFINITY
  #nightMs = Number.NEGATIVE_INFINITY

  constructor(kennel: Kennel) {
    this.#kennel = kennel
    const { hours, timezone } = kennel.config.store
    this.#hours = hours && new Opening(hours, timezone)
    this.#day = this.#hours ?? new Opening(DAY, timezone)
  }

  /** What is answered is to be kept up to date; undefined for sensors from which nobody expects anything. */
  watch(lane: Lane, nowMs: Ms): Vigil | undefined {
    const { cameras, depth, identity, wifi, health } = this.#kennel.config
    const { id } = lane.source
    const vigil = { arrivedMs: nowMs, handledMs: nowMs }
    const steady = [...cameras, ...depth, ...(identity?.faceDepth ?? [])].find(one => one.id === id)
    if (steady) {
      const limitMs = 1000 * Math.max(health.silentSeconds, MISSED / steady.maxFps)
      this.#watches.set(id, { lane, vigil, kind: 'steady', limitMs })
    } else if (wifi.some(one => one.id === id)) this.#watches.set(id, { lane, vigil, kind: 'wifi' })
    else return undefined
    return vigil
  }

  /** It has come to its end. */
  unwatch({ source }: Lane): void {
    this.#watches.delete(source.id)
  }

  /** To be called about once a second. */
  tick(nowMs: Ms): void {
    if (this.#hours && !this.#hours.isOpen(nowMs)) this.#closedMs = nowMs
    if (!this.#day.isOpen(nowMs)) this.#nightMs = nowMs
    for (const watch of this.#watches.values())
      if (watch.kind === 'steady') this.#watchSteady(watch, nowMs)
      else this.#watchWifi(watch, nowMs)
  }

  #watchSteady({ lane, vigil, limitMs }: Extract<Watch, { kind: 'steady' }>, nowMs: Ms): void {
    const { id } = lane.source
    const { ailments, every } = this.#kennel
    const silentMs = nowMs - vigil.arrivedMs
    // What its driver has noticed is told already.
    if (!ailments.has(id, 'source') || silentMs <= limitMs) {
      const why = `nothing has come from it for ${seconds(limitMs)} s`
      this.#mark(id, 'silence', 'silent', silentMs > limitMs ? why : undefined, nowMs)
    }
    const idleMs = nowMs - vigil.handledMs
    // Where it deals with one again, the lane says so.
    if (silentMs <= limitMs && idleMs > limitMs * every())
      this.#mark(id, 'stage', 'degraded', `nobody has looked at its pictures for ${seconds(limitMs)} s`, nowMs)
    this.#watchPictures(lane, nowMs)
  }

  #watchPictures(lane: Lane, nowMs: Ms): void {
    const forMs = 1000 * this.#kennel.config.health.pictureSeconds
    const flaw = this.#hours?.isOpen(nowMs) === false ? undefined : lane.flaw?.(forMs, this.#closedMs)
    // Where nobody knows when the shop is open, a dark picture may be that of a night, and does not change either.
    const counts = flaw && (this.#hours || !lane.isDark?.())
    this.#mark(lane.source.id, 'picture', 'blind', counts ? FLAWS[flaw] : undefined, nowMs)
  }

  #watchWifi({ lane, vigil }: Watch, nowMs: Ms): void {
    const minutes = this.#kennel.config.health.wifiSilentMinutes
    const silentMs = nowMs - Math.max(vigil.arrivedMs, this.#nightMs)
    const why = silentMs > 60_000 * minutes ? `it has heard nobody for ${minutes} minutes of the day` : undefined
    this.#mark(lane.source.id, 'silence', undefined, why, nowMs)
  }

  /** Said once, when it begins. */
  #mark(sensor: string, organ: Organ, gap: Gap | undefined, cause: string | undefined, nowMs: Ms): void {
    const { ailments, coverage, warn } = this.#kennel
    if (gap) coverage.mark(sensor, gap, cause !== undefined, nowMs)
    if (ailments.has(sensor, organ) === (cause !== undefined)) return
    const is = gap === 'silent' ? 'failed' : 'degraded'
    if (cause !== undefined) warn(new Fault('SENSOR_UNWELL', { sensor, why: cause }))
    ailments.mark(sensor, organ, cause === undefined ? undefined : { is, cause, sinceMs: nowMs }, nowMs)
  }
}

const seconds = (ms: Ms) => Math.round(ms / 1000)
