import type { Ms } from '../../config/units.ts'

/** What a sensor delivers. */
export type SensorKind = 'camera' | 'depth' | 'face-depth' | 'wifi' | 'scanner'

/** Where what a sensor delivers waits for its turn, and is overwritten by what is fresher. */
export interface Queue {
  /** Overwritten since the start. */
  readonly dropped: number
  /** Waiting now. */
  readonly waiting: number
}

/** So many of the last latencies are remembered. */
const RECENT = 256
/** Rates are over so many seconds. */
const SECONDS = 10

const NONE: Queue = { dropped: 0, waiting: 0 }

/** Counts what one lane does with what its sensor delivers. Only {@link done} and {@link pass} are on the way of an item: they write numbers. */
export class Meter {
  readonly id: string
  readonly kind: SensorKind
  /** What the stages have dealt with since the start. */
  delivered = 0
  /** How long they took for all of it. */
  stageMs = 0
  /** Left out to keep to the budget. */
  thinned = 0
  #passed = 0
  #queue = NONE
  readonly #latencyMs = new Float64Array(RECENT)
  #latencies = 0
  readonly #deliveredRate = new Rate()
  readonly #droppedRate = new Rate()
  readonly #overtakenRate = new Rate()
  readonly #stageRate = new Rate()
  #latencySumMs = 0
  /** Of how many that is the sum. */
  #aged = 0
  readonly #latencyRate = new Rate()
  readonly #agedRate = new Rate()

  constructor(id: string, kind: SensorKind) {
    this.id = id
    this.kind = kind
  }

  follow(queue: Queue): void {
    this.#queue = queue
  }

  /** The stages have dealt with an item, this long after it was captured; NaN or without end where it does not say when that was. */
  done(latencyMs: Ms, stageMs: Ms): void {
    this.delivered++
    this.stageMs += stageMs
    if (!Number.isFinite(latencyMs)) return
    this.#latencySumMs += latencyMs
    this.#aged++
    this.#latencyMs[this.#latencies++ % RECENT] = latencyMs
  }

  /** An item was passed over for having been captured this long ago. */
  late(latencyMs: Ms): void {
    this.#passed++
    this.#latencySumMs += latencyMs
    this.#aged++
  }

  /** An item was passed over, or its stage failed. */
  pass(): void {
    this.#passed++
  }

  /** Delivered by the sensor and not dealt with, since the start. */
  get dropped(): number {
    return this.#passed + this.#queue.dropped
  }

  get waiting(): number {
    return this.#queue.waiting
  }

  get perSecond(): number {
    return this.#deliveredRate.perSecond
  }

  get droppedPerSecond(): number {
    return this.#droppedRate.perSecond
  }

  /** Share of those of the last while that fresher ones overtook. */
  get overtaken(): number {
    const overtaken = this.#overtakenRate.perSecond
    return overtaken > 0 ? overtaken / (this.perSecond + overtaken) : 0
  }

  /** How long after their capture it was those of the last while's turn; undefined where it was nobody's. */
  get meanLatencyMs(): Ms | undefined {
    const { perSecond } = this.#agedRate
    return perSecond > 0 ? this.#latencyRate.perSecond / perSecond : undefined
  }

  /** Of the last while; undefined where nothing was dealt with in it. */
  get meanStageMs(): Ms | undefined {
    return this.perSecond > 0 ? this.#stageRate.perSecond / this.perSecond : undefined
  }

  /** Quantiles of the last few hundred latencies, in the order asked for; undefined where there are none. */
  latenciesMs(...shares: number[]): Ms[] | undefined {
    const count = Math.min(this.#latencies, RECENT)
    if (count === 0) return undefined
    const sorted = this.#latencyMs.slice(0, count).sort()
    return shares.map(share => sorted[Math.max(0, Math.ceil(share * count) - 1)])
  }

  /** To be called about once a second, with a clock that nobody sets. */
  tick(atMs: Ms): void {
    this.#deliveredRate.tick(this.delivered, atMs)
    this.#droppedRate.tick(this.dropped, atMs)
    this.#overtakenRate.tick(this.#queue.dropped, atMs)
    this.#stageRate.tick(this.stageMs, atMs)
    this.#latencyRate.tick(this.#latencySumMs, atMs)
    this.#agedRate.tick(this.#aged, atMs)
  }
}

/** How fast a number grows, over the last ticks. */
export class Rate {
  readonly #value = new Float64Array(SECONDS + 1)
  readonly #atMs = new Float64Array(SECONDS + 1)
  #ticks = 0

  tick(value: number, atMs: Ms): void {
    const at = this.#ticks++ % this.#value.length
    this.#value[at] = value
    this.#atMs[at] = atMs
  }

  /** 0 until there were two ticks. */
  get perSecond(): number {
    const size = this.#value.length
    const [first, last] = [this.#ticks > size ? this.#ticks % size : 0, (this.#ticks - 1) % size]
    const spanMs = this.#ticks < 2 ? 0 : this.#atMs[last] - this.#atMs[first]
    return spanMs > 0 ? (1000 * (this.#value[last] - this.#value[first])) / spanMs : 0
  }
}
