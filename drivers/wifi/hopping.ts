import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../../config/fault.ts'
import { branch } from '../branch.ts'
import type { Source } from '../source.ts'
import type { FrameBatch } from './batch.ts'
import { mhzOf } from './channel.ts'
import { type Hop, hop, unhopped } from './hop.ts'
import { ask, IW, type Iw, radioOf } from './iw.ts'
import { deaf, type Refusal, refusalOf } from './refusal.ts'
import { Traffic } from './traffic.ts'
import { byIw, type Tuner } from './tuner.ts'

export interface Hopping {
  readonly network: string
  /** Numbers of 2.4 and 5 GHz, each once. */
  readonly channels: readonly number[]
  /** How long a slot of the plan is. */
  readonly dwellMs: number
  /** Hears why the channels are not changed as planned, each reason once an opening; and undefined when they are. */
  readonly told: (fault: Fault | undefined) => void
  readonly iw?: Iw
  /** What sets the channel; without it the iw above. */
  readonly tuner?: () => Tuner
  /** How long to wait before what failed is tried again. */
  readonly againMs?: number
}

const AGAIN_MS = 30_000
/** Channels that were closed are tried again after so long: the rules of the country may have been set meanwhile. */
const CLOSED_MS = 600_000

/**
 * A source of frames whose interface goes round the channels as long as it is open. Where it cannot, that is told, and it goes on
 * listening on the channel it is on: the source ends and fails as the one within does.
 */
export function hopping(source: Source<FrameBatch>, how: Hopping): Source<FrameBatch> {
  return {
    id: source.id,
    async *open(signal) {
      if (signal.aborted) return
      const walkway = branch(signal)
      const walk = new Walk(source.id, how)
      const walking = walk.go(walkway.signal)
      // Awaited at the end; until then a failure must not count as one that nobody looks at.
      walking.catch(() => {})
      try {
        for await (const batch of source.open(signal)) {
          walk.heard(batch.count)
          yield batch
        }
      } finally {
        walkway.leave()
        // Nobody waits for an iw or a helper that hangs.
        walk.close()
        await walking
      }
    },
  }
}

/** One opening's way over the channels. */
class Walk {
  readonly #sensor: string
  readonly #how: Hopping
  readonly #tuner: Tuner
  readonly #stop = new AbortController()
  /** Channels that are gone round now: those of the plan without the closed ones. */
  #channels: readonly number[] = []
  #traffic = new Traffic(0)
  #hop: Hop = unhopped(0)
  #on: number | undefined
  #fullSinceMs = 0
  /** Channels at which the interface was seen to arrive. */
  readonly #proved = new Set<number>()
  readonly #closed = new Map<number, Refusal>()
  /** What was told last, '' for nothing in its way. Nothing yet: an opening before this one may have told of what is over. */
  #said: string | undefined

  constructor(sensor: string, how: Hopping) {
    this.#sensor = sensor
    this.#how = how
    this.#tuner = how.tuner?.() ?? byIw(how.iw ?? IW)
    this.#plan(how.channels)
  }

  close(): void {
    this.#stop.abort()
    this.#tuner.close()
  }

  heard(frames: number): void {
    if (this.#on !== undefined) this.#traffic.heard(this.#on, frames)
  }

  async go(signal: AbortSignal): Promise<void> {
    const { dwellMs, againMs = AGAIN_MS } = this.#how
    while (!signal.aborted) {
      const refusal = await this.#next().catch(missing)
      if (signal.aborted) return
      if (!refusal) {
        this.#tell(undefined)
        const sinceMs = performance.now()
        await pause(dwellMs, signal)
        this.#traffic.listened(this.#hop.channel, performance.now() - sinceMs)
      } else if (refusal.kind !== 'channel' || this.#channels.length === 0) {
        this.#tell(refusal)
        await pause(againMs, signal)
        this.#plan(this.#how.channels)
      }
    }
  }

  /** Goes to the channel of the next slot. */
  async #next(): Promise<Refusal | undefined> {
    if (this.#closed.size > 0 && performance.now() - this.#fullSinceMs > CLOSED_MS) this.#plan(this.#how.channels)
    this.#hop = hop(this.#hop, this.#traffic.rates())
    const { channel: at } = this.#hop
    if (at === this.#on) return undefined
    const channel = this.#channels[at]!
    // What comes meanwhile may be of either.
    this.#on = undefined
    const refusal = await this.#tune(mhzOf(channel), channel)
    if (!refusal) {
      this.#on = at
      this.#closed.delete(channel)
    } else if (refusal.kind === 'channel') {
      this.#closed.set(channel, refusal)
      this.#plan(this.#channels.filter(one => one !== channel))
    }
    return refusal
  }

  async #tune(mhz: number, channel: number): Promise<Refusal | undefined> {
    const { network, iw = IW } = this.#how
    const answer = await this.#tuner.tune(network, mhz)
    if (answer.code !== 0) return refusalOf(answer, network, mhz)
    if (this.#proved.has(channel)) return undefined
    // Some drivers say yes and stay where they are.
    const isMhz = radioOf((await ask(iw, ['dev', network, 'info'], this.#stop.signal)).out)?.mhz
    if (isMhz !== mhz) return deaf(network, mhz, isMhz)
    this.#proved.add(channel)
    return undefined
  }

  #plan(channels: readonly number[]): void {
    if (channels.length === this.#how.channels.length) this.#fullSinceMs = performance.now()
    this.#channels = channels
    this.#traffic = new Traffic(channels.length)
    this.#hop = unhopped(channels.length)
    this.#on = undefined
  }

  /** What stands in the way of the whole plan, or of some of its channels. An interface that is gone is for the capture to tell. */
  #tell(refusal: Refusal | undefined): void {
    if (refusal?.kind === 'vanished') return
    const [closed] = [...this.#closed.values()]
    const told = refusal ?? closed
    const left = [...this.#closed.keys()].join(', ')
    const why = !told ? '' : refusal || !closed ? told.why : `${told.why} (channels left out: ${left})`
    if (why === this.#said) return
    this.#said = why
    this.#how.told(told && new Fault('CHANNEL_HELD', { sensor: this.#sensor, why, next: told.next }))
  }
}

/** Without iw no channel is changed, and the frames of the one that it is on are still worth hearing. */
function missing(thrown: unknown): Refusal {
  if (thrown instanceof Fault && thrown.code === 'TOOL_MISSING')
    return { kind: 'forbidden', why: 'iw is not installed', next: 'Install it with: apt-get install iw' }
  return { kind: 'unknown', why: `iw cannot be run: ${String(thrown)}`, next: 'Try it by hand: iw dev' }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
