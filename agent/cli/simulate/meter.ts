import { performance, type RecordableHistogram } from 'node:perf_hooks'
import { type Burden, burden } from './burden.ts'
import { type Counts, Times } from './counts.ts'
import type { Figures, Phase, Second, Spread, Used } from './figures.ts'

type Count = 'asked' | 'opened' | 'refused' | 'failed' | 'told' | 'taken' | 'heard' | 'bytes'
const NAMES = ['asked', 'opened', 'refused', 'failed', 'told', 'taken', 'heard', 'bytes'] as const satisfies Count[]
const EVERY_MS = 1000

/** Looks at the counts every second, and sums each phase up. */
export class Meter {
  readonly phases: Figures[] = []
  readonly #around: { readonly counts: Counts; times: Times }
  readonly #pids: readonly number[]
  readonly #waiting: () => number
  readonly #timer: NodeJS.Timeout
  #phase: Phase = 'connect'
  #sinceMs = performance.now()
  #before: Readonly<Record<Count, number>>
  #last: Readonly<Record<Count, number>>
  #lastMs = this.#sinceMs
  #peaks = { opened: 0, taken: 0, heard: 0 }
  #broker: Burden | undefined
  #own = process.cpuUsage()
  #loop = performance.eventLoopUtilization()
  #isClosed = false

  /** `waiting` counts events that are told and not acknowledged; `onSecond` hears how each second went. */
  constructor(
    around: { readonly counts: Counts; times: Times },
    pids: readonly number[],
    waiting: () => number,
    onSecond: (second: Second) => void,
  ) {
    this.#around = around
    this.#pids = pids
    this.#waiting = waiting
    this.#broker = burden(pids)
    this.#before = this.#last = this.#now()
    let seen = this.#broker
    this.#timer = setInterval(() => {
      const second = this.#look()
      const load = this.#pids.length > 0 ? burden(this.#pids) : undefined
      const cpu = load && seen && { cpuPercent: Math.round((load.cpuMs - seen.cpuMs) / second.seconds / 10) }
      onSecond({ ...second, broker: cpu && { ...cpu, residentMegabytes: Math.round(load.residentMegabytes) } })
      seen = load
    }, EVERY_MS)
  }

  /** Sums up the phase that ran, and begins another. */
  begin(phase: Phase): void {
    this.#end()
    this.#phase = phase
    this.#around.times = new Times()
    this.#sinceMs = this.#lastMs = performance.now()
    this.#before = this.#last = this.#now()
    this.#peaks = { opened: 0, taken: 0, heard: 0 }
    this.#broker = burden(this.#pids)
    this.#own = process.cpuUsage()
    this.#loop = performance.eventLoopUtilization()
  }

  /** Sums up the last phase. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#timer)
    this.#end()
  }

  #now(): Readonly<Record<Count, number>> {
    return Object.fromEntries(NAMES.map(name => [name, this.#around.counts[name]])) as Record<Count, number>
  }

  #look(): Omit<Second, 'broker'> {
    const nowMs = performance.now()
    const now = this.#now()
    const seconds = (nowMs - this.#lastMs) / 1000
    const rate = (name: Count) => Math.round((now[name] - this.#last[name]) / seconds)
    const rates = { opened: rate('opened'), taken: rate('taken'), heard: rate('heard') }
    // The rest of a second at the end of a phase is too short to say how fast it was.
    if (seconds > 0.5)
      for (const name of ['opened', 'taken', 'heard'] as const)
        this.#peaks[name] = Math.max(this.#peaks[name], rates[name])
    this.#last = now
    this.#lastMs = nowMs
    const { online, why } = this.#around.counts
    return { phase: this.#phase, seconds, online, ...rates, waiting: this.#waiting(), failures: sum(why) }
  }

  #end(): void {
    this.#look()
    const seconds = (performance.now() - this.#sinceMs) / 1000
    const now = this.#now()
    const { times, counts } = this.#around
    const of = (name: Count) => now[name] - this.#before[name]
    const rate = (name: Count) => round(of(name) / seconds, 1)
    const peak = (name: 'opened' | 'taken' | 'heard') => Math.max(this.#peaks[name], Math.round(rate(name)))
    const broker = this.#pids.length > 0 ? burden(this.#pids) : undefined
    const { user, system } = process.cpuUsage(this.#own)
    const { utilization } = performance.eventLoopUtilization(this.#loop)
    this.phases.push({
      phase: this.#phase,
      seconds: round(seconds, 2),
      connections: {
        asked: of('asked'),
        opened: of('opened'),
        refused: of('refused'),
        failed: of('failed'),
        rate: rate('opened'),
        peak: peak('opened'),
        ms: spread(times.open),
      },
      online: counts.online,
      events: {
        told: of('told'),
        acknowledged: of('taken'),
        heard: of('heard'),
        inRate: rate('taken'),
        inPeak: peak('taken'),
        outRate: rate('heard'),
        outPeak: peak('heard'),
        inBytesRate: Math.round(of('bytes') / seconds),
      },
      acknowledgedMs: spread(times.taken),
      heardMs: spread(times.heard),
      waiting: this.#waiting(),
      broker:
        broker && this.#broker ? used(broker.cpuMs - this.#broker.cpuMs, seconds, broker.residentMegabytes) : null,
      own: {
        ...used((user + system) / 1000, seconds, process.memoryUsage.rss() / 2 ** 20),
        busyPercent: Math.round(100 * utilization),
      },
    })
  }
}

function used(cpuMs: number, seconds: number, residentMegabytes: number): Used {
  const cpuPercent = Math.round(cpuMs / seconds / 10)
  return { cpuPercent, cpuSeconds: round(cpuMs / 1000, 2), residentMegabytes: Math.round(residentMegabytes) }
}

function spread(histogram: RecordableHistogram): Spread {
  if (histogram.count === 0) return null
  return { p50: histogram.percentile(50), p99: histogram.percentile(99), max: histogram.max }
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((all, count) => all + count, 0)
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}
