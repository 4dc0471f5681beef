import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import type { Context } from '../../../../agent/events/context.ts'
import type { Event } from '../../../../agent/events/contract.ts'
import { type Fact, tell } from '../../../../agent/events/tell.ts'
import { Touchpoints } from '../../../../agent/journey/touchpoints.ts'
import { Outbox } from '../../../../agent/publish/outbox.ts'
import { connect } from '../../../../agent/publish/publisher.ts'
import { openStore } from '../../../../agent/store/store.ts'
import type { Fault } from '../../../../config/fault.ts'
import type { Ms } from '../../../../config/units.ts'
import { Mosquitto } from '../mosquitto.ts'
import { busyDay } from './day.ts'

const LISTENER = fileURLToPath(new URL('listener.ts', import.meta.url))
/** As in the section `outbox` of the configuration where nobody says otherwise. */
const WINDOW = 50
const KEEPING = { keepDays: 7, acknowledgedBy: [] }
/** How often the agent asks whether it lags. */
const LAG: Ms = 5000
/** Without any progress for so long it is given up. */
const HOPELESS: Ms = 120_000

export interface Plan {
  readonly seed: number
  readonly perMinute: number
  /** How long the broker is there before, is away, and is there afterwards. */
  readonly beforeMs: Ms
  readonly awayMs: Ms
  readonly afterMs: Ms
  readonly commitMs: Ms
  readonly maxMegabytes: number
  /** For what it writes; it is empty. */
  readonly folder: string
}

/** An event that got a number, in the order in which it did. */
export interface Told {
  readonly id: string
  readonly type: string
  readonly subject: string | undefined
  /** The pseudonym of the member of whom it tells. */
  readonly member: string | undefined
  readonly sum: number
}

/** Bytes of the files of the outbox. */
export interface Sizes {
  readonly database: number
  readonly log: number
  readonly spare: number
}

export interface Outage {
  readonly told: readonly Told[]
  /** So many of them had gone to the broker, or were on their way to it, when it went: no limit may touch them. And so many were told when it came back. */
  readonly gone: number
  readonly back: number
  /** Where the listener wrote down what came. */
  readonly file: string
  /** The most at a time. */
  readonly peak: Sizes
  readonly bytes: number
  readonly commits: number
  /** Of what waited when the broker came back, from its first acknowledgement to the last. */
  readonly drained: number
  readonly drainMs: number
  /** What our own process worked in that time. */
  readonly workedMs: number
  /** What the outbox itself counted. */
  readonly dropped: number
  readonly faults: readonly Fault[]
}

/**
 * A day and more of one shop, as fast as it goes: its clock is told by the events. They are committed as in the daemon, each `commitMs`
 * of the day, and are on the disk before the next are taken over.
 */
export async function outage(plan: Plan): Promise<Outage> {
  const { seed, perMinute, beforeMs, awayMs, afterMs, commitMs, maxMegabytes, folder } = plan
  const context: Context = {
    source: '/acme/vienna/door',
    simulated: true,
    gridMetres: 0.5,
    touchpoints: new Touchpoints(),
  }
  const fromMs = Date.UTC(2026, 10, 27, 6)
  const toMs = fromMs + beforeMs + awayMs + afterMs
  const clock = { nowMs: fromMs }
  const told: Told[] = []
  const faults: Fault[] = []
  const files = { path: join(folder, 'aisle.db'), heard: join(folder, 'heard') }
  const store = openStore({ path: files.path, source: context.source }, fromMs)
  const outbox = new Outbox(store, {
    ...{ context, atMs: fromMs, commitMs, maxMegabytes, keeping: KEEPING },
    elapsedMs: () => clock.nowMs - fromMs,
    onEvent: event => void told.push(noted(event)),
    onFault: fault => void faults.push(fault),
  })
  const broker = await Mosquitto.start(SETTINGS)
  const listener = await Listener.start(broker.url, files.heard)
  const publisher = await connect({ kind: 'remote', url: broker.url, protocol: '5' }, outbox, {
    ...{
      window: WINDOW,
      version: '0.0.0',
      pace: { firstMs: 50, capMs: 500 },
      onFault: (fault: Fault) => void faults.push(fault),
    },
  })
  const facts = busyDay({ seed, fromMs, toMs, perMinute })
  const scales = new Scales(files.path)
  let commits = 0
  let next = facts.next()
  let lagMs = fromMs
  const draft = (fact: Fact) => outbox.append(tell(fact, context))
  const lag = () => {
    const fact = outbox.lagging(clock.nowMs)
    if (fact) draft(fact)
  }
  /** What the shop has to tell until then. */
  const live = async (untilMs: Ms) => {
    while (!next.done && next.value.atMs <= untilMs) {
      const firstMs = next.value.atMs
      for (; lagMs + LAG <= firstMs; lagMs += LAG) {
        clock.nowMs = lagMs + LAG
        lag()
      }
      for (; !next.done && next.value.atMs < firstMs + commitMs; next = facts.next()) {
        clock.nowMs = next.value.atMs
        draft(next.value)
      }
      outbox.flush()
      scales.weigh()
      // The connection, too, wants its turn.
      if (++commits % 20 === 0) await new Promise(resolve => setImmediate(resolve))
    }
  }
  const settled = () =>
    until(
      'all is acknowledged',
      () => outbox.waiting === 0,
      () => outbox.waiting,
    )
  try {
    await live(fromMs + beforeMs)
    await settled()
    await listener.has(told.length)
    broker.freeze()
    const wanted = told.length + 2 * WINDOW
    while (told.length < wanted) await live(next.value!.atMs)
    await broker.down()
    const gone = Math.min(told.length, told.length - outbox.waiting + WINDOW)
    await live(toMs - afterMs)

    const back = told.length
    const watch = new Watch(outbox)
    await broker.up()
    await settled()
    const { count: drained, ms: drainMs, workedMs } = watch.stop()
    await live(toMs)
    await settled()
    clock.nowMs = toMs
    lag()
    outbox.flush()
    scales.weigh()
    await settled()
    const { dropped } = outbox
    await listener.has(told.length - dropped)
    await listener.end()
    return {
      ...{ told, gone, back, file: files.heard, commits, drained, drainMs, workedMs, dropped, faults },
      ...{ peak: scales.peak, bytes: scales.bytes },
    }
  } finally {
    await publisher.close(0)
    outbox.close()
    store.close()
    listener.kill()
    await broker.end()
  }
}

/** Nothing that the broker itself keeps waiting is thrown away. */
const SETTINGS = ['allow_anonymous true', 'persistence true', 'max_inflight_messages 0', 'max_queued_messages 0']

function noted(event: Event): Told {
  const { id, type, subject, data } = event
  return { id, type, subject, member: 'member' in data ? data.member : undefined, sum: crc32(JSON.stringify(event)) }
}

/** How large the files are, at the most. */
class Scales {
  readonly #path: string
  peak: Sizes = { database: 0, log: 0, spare: 0 }
  bytes = 0

  constructor(path: string) {
    this.#path = path
  }

  weigh(): void {
    const bytesOf = (part: string) => statSync(this.#path + part, { throwIfNoEntry: false })?.size ?? 0
    const [database, log, spare] = [bytesOf(''), bytesOf('-wal'), bytesOf('.spare')]
    if (database + log + spare <= this.bytes) return
    this.bytes = database + log + spare
    this.peak = { database, log, spare }
  }
}

/** Looks on while the outbox is told what was acknowledged. */
class Watch {
  readonly #outbox: Outbox
  #first: { readonly ms: number; readonly count: number; readonly usage: NodeJS.CpuUsage } | undefined
  #lastMs = 0
  #worked: NodeJS.CpuUsage = { user: 0, system: 0 }
  #count = 0

  constructor(outbox: Outbox) {
    this.#outbox = outbox
    const settle = outbox.settle.bind(outbox)
    outbox.settle = entries => {
      if (entries.length > 0) {
        this.#lastMs = performance.now()
        this.#first ??= { ms: this.#lastMs, count: entries.length, usage: process.cpuUsage() }
        this.#worked = process.cpuUsage(this.#first.usage)
        this.#count += entries.length
      }
      settle(entries)
    }
  }

  /** How many came after the first of these, and in what time. */
  stop(): { count: number; ms: number; workedMs: number } {
    this.#outbox.settle = Outbox.prototype.settle
    const { ms, count } = this.#first!
    const { user, system } = this.#worked
    return { count: this.#count - count, ms: this.#lastMs - ms, workedMs: (user + system) / 1000 }
  }
}

class Listener {
  readonly #child: ChildProcess
  #count = -1

  private constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', count => {
      this.#count = count as number
    })
  }

  /** Starts it, and waits until it listens. */
  static async start(url: string, file: string): Promise<Listener> {
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const
    const listener = new Listener(
      spawn(process.execPath, ['--import', 'tsx', LISTENER, url, file], { stdio: [...stdio] }),
    )
    await listener.has(0)
    return listener
  }

  /** Waits until so many came. */
  async has(count: number): Promise<void> {
    await until(
      `the listener has ${count}`,
      () => this.#count >= count,
      () => this.#count,
    )
  }

  /** Waits until it has written all and is gone. */
  async end(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.send('end')
    await gone
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

async function until(what: string, isSo: () => boolean, progress: () => number): Promise<void> {
  let [seen, sinceMs] = [progress(), performance.now()]
  while (!isSo()) {
    if (progress() !== seen) [seen, sinceMs] = [progress(), performance.now()]
    if (performance.now() - sinceMs > HOPELESS) throw new Error(`waited for it that ${what}; it stands at ${seen}`)
    await delay(1)
  }
}
