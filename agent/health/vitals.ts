import { readdirSync } from 'node:fs'
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import type { Ms } from '../../config/units.ts'
import { Rate } from './meter.ts'

/** How often the event loop is asked whether it is there. */
const RESOLUTION_MS = 20
/** Its delay is told of the last while, as long as this. */
const WINDOW_MS: Ms = 5000
/** So often somebody looks in that while at least, unless it is hardly ever there. */
const FEW = 100

/** How this process fares. Its children (ffmpeg, tcpdump) are not in it. */
export interface ProcessReading {
  /** 1 is one core, over the last ten seconds; all threads of the process. */
  readonly cpuShare: number
  readonly cpuSeconds: number
  readonly residentMegabytes: number
  readonly heapMegabytes: number
  readonly externalMegabytes: number
  /** Where the kernel tells. */
  readonly threads?: number
  readonly loopDelayMs: { readonly p99: number }
}

type Delay = Pick<IntervalHistogram, 'enable' | 'disable' | 'reset' | 'percentile' | 'count'>

/** Watches this process: what it takes, and how long its event loop keeps others waiting. */
export class Vitals {
  readonly #cpu = new Rate()
  readonly #delay: Delay
  #windowMs: Ms | undefined
  #p99Ms: Ms = 0

  /** `delay` is what measures the time between two looks of the event loop. */
  constructor(delay: Delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })) {
    this.#delay = delay
    this.#delay.enable()
  }

  /** To be called about once a second, with a clock that nobody sets. */
  tick(atMs: Ms): void {
    this.#cpu.tick(cpuMs(), atMs)
    this.#windowMs ??= atMs
    if (atMs - this.#windowMs < WINDOW_MS) return
    this.#p99Ms = this.#delayed(atMs - this.#windowMs)
    this.#delay.reset()
    this.#windowMs = atMs
  }

  /**
   * What is counted is the time between two looks, of which the resolution is none of a delay; but not what passes before the first look after
   * a reset. Where there were hardly any looks, most of the time may be in that: it is shared out to those there were.
   */
  #delayed(passedMs: Ms): Ms {
    const { count } = this.#delay
    const counted = count > 0 ? this.#delay.percentile(99) / 1e6 : 0
    const between = count < FEW ? passedMs / (count + 1) : 0
    return Math.max(0, Math.max(counted, between) - RESOLUTION_MS)
  }

  read(): ProcessReading {
    const { rss, heapUsed, external } = process.memoryUsage()
    const threads = countThreads()
    return {
      ...(threads !== undefined && { threads }),
      cpuShare: this.#cpu.perSecond / 1000,
      cpuSeconds: cpuMs() / 1000,
      residentMegabytes: rss / 1e6,
      heapMegabytes: heapUsed / 1e6,
      externalMegabytes: external / 1e6,
      loopDelayMs: { p99: this.#p99Ms },
    }
  }

  close(): void {
    this.#delay.disable()
  }
}

function cpuMs(): Ms {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function countThreads(): number | undefined {
  try {
    return readdirSync('/proc/self/task').length
  } catch {
    return undefined
  }
}
