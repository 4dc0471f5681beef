import { setTimeout as sleep } from 'node:timers/promises'
import type { FrameBatch } from './batch.ts'
import { complaint, notMonitor } from './complaint.ts'
import { ask, IW, type Iw, type Radio, radioOf, type Tunable, tunables } from './iw.ts'
import { deaf, refusalOf } from './refusal.ts'
import { tcpdump } from './tcpdump.ts'
import { byIw, type Tuner } from './tuner.ts'

/** What a channel is like. Nothing in it is of a device. */
export interface Surveyed {
  readonly channel: number
  readonly mhz: number
  /** Why the adapter does not listen there; undefined where it does. */
  readonly closed: string | undefined
  /** How long it took to get there. */
  readonly hopMs: number | undefined
  readonly beaconsPerSecond: number
  /** Probe requests: what counts of devices are made of. */
  readonly probesPerSecond: number
  readonly accessPoints: number
  /** Of all that was heard, dBm; undefined where nothing was, or the driver does not tell. */
  readonly medianDbm: number | undefined
  readonly strongestDbm: number | undefined
}

export interface Surveying {
  readonly network: string
  /** Without them, all that the radio has. */
  readonly channels?: readonly number[] | undefined
  /** How long to listen on each. */
  readonly dwellMs: number
  readonly signal: AbortSignal
  readonly iw?: Iw
  /** What sets the channel; without it the iw above. */
  readonly tuner?: Tuner
  readonly command?: readonly string[]
}

const SENSOR = 'survey'
const HEARD = 'type mgt subtype probe-req or type mgt subtype beacon'
const BEACON = 0x80
const PROBE = 0x40
/** Where the address of the network stands in a beacon (IEEE 802.11-2020, 9.3.3.2), and its end. */
const BSSID = { from: 16, to: 22 }

/**
 * Goes over the channels once and listens on each, then back to where the adapter was. Throws SOURCE_REFUSED where the interface is
 * not there, not in monitor mode or not ours to capture on; SOURCE_LOST; TOOL_MISSING.
 */
export async function* survey({
  network,
  channels,
  dwellMs,
  signal,
  iw = IW,
  tuner = byIw(iw),
  command,
}: Surveying): AsyncGenerator<Surveyed> {
  const radio = await radioAt(network, iw)
  const wanted = (await channelsOf(radio, iw)).filter(({ channel }) => !channels || channels.includes(channel))
  const stop = new AbortController()
  const ears = new Ears()
  let failed: { readonly thrown: unknown } | undefined
  const listening = (async () => {
    const source = tcpdump(SENSOR, network, command, HEARD)
    for await (const batch of source.open(AbortSignal.any([signal, stop.signal]))) ears.take(batch)
  })().catch(thrown => {
    failed = { thrown }
    stop.abort()
  })
  const all = AbortSignal.any([signal, stop.signal])
  try {
    for (const { channel, mhz, disabled } of wanted) {
      if (all.aborted) break
      const sinceMs = performance.now()
      const closed = disabled ? 'the rules of the country close it' : await tune(network, mhz, iw, tuner)
      const hopMs = performance.now() - sinceMs
      ears.forget()
      const fromMs = performance.now()
      if (closed === undefined) await sleep(dwellMs, undefined, { signal: all }).catch(() => undefined)
      const seconds = (performance.now() - fromMs) / 1000
      yield { channel, mhz, closed, hopMs: closed === undefined ? hopMs : undefined, ...ears.heard(mhz, seconds) }
    }
  } finally {
    stop.abort()
    await listening
    if (radio.mhz !== undefined) await tuner.tune(network, radio.mhz)
    tuner.close()
  }
  if (failed) throw failed.thrown
}

async function radioAt(network: string, iw: Iw): Promise<Radio> {
  const { out, words } = await ask(iw, ['dev', network, 'info'])
  const radio = radioOf(out)
  if (!radio) throw complaint(SENSOR, network, words || `No such device: ${network}`, false)
  if (radio.type !== 'monitor') throw notMonitor(SENSOR, network)
  return radio
}

async function channelsOf({ phy }: Radio, iw: Iw): Promise<Tunable[]> {
  return phy === undefined ? [] : tunables((await ask(iw, ['phy', `phy${phy}`, 'info'])).out)
}

/** Why it did not get there, if it did not. */
async function tune(network: string, mhz: number, iw: Iw, tuner: Tuner): Promise<string | undefined> {
  const answer = await tuner.tune(network, mhz)
  if (answer.code !== 0) return refusalOf(answer, network, mhz).why
  const isMhz = radioOf((await ask(iw, ['dev', network, 'info'])).out)?.mhz
  return isMhz === mhz ? undefined : deaf(network, mhz, isMhz).why
}

/** What is heard on one channel. Addresses of networks are counted and then forgotten; of devices none is looked at. */
class Ears {
  readonly #frames: { readonly kind: number; readonly mhz: number; readonly dbm: number; readonly network: string }[] =
    []

  take({ count, bytes, start, length, rssi, mhz }: FrameBatch): void {
    for (let row = 0; row < count; row++) {
      const kind = bytes[start[row]!]!
      const isWhole = kind === BEACON && length[row]! >= BSSID.to
      const network = isWhole
        ? Buffer.from(bytes.subarray(start[row]! + BSSID.from, start[row]! + BSSID.to)).toString('hex')
        : ''
      this.#frames.push({ kind, mhz: mhz[row]!, dbm: rssi[row]!, network })
    }
  }

  forget(): void {
    this.#frames.length = 0
  }

  /** What was heard on this channel since, a second; what bears the frequency of another came before it was left. */
  heard(mhz: number, seconds: number) {
    const here = this.#frames.filter(frame => frame.mhz === mhz || frame.mhz === 0)
    const count = (kind: number) => (seconds > 0 ? here.filter(frame => frame.kind === kind).length / seconds : 0)
    const signals = here
      .map(({ dbm }) => dbm)
      .filter(dbm => dbm !== 0)
      .sort((a, b) => a - b)
    const networks = new Set(here.map(({ network }) => network).filter(network => network !== ''))
    return {
      beaconsPerSecond: count(BEACON),
      probesPerSecond: count(PROBE),
      accessPoints: networks.size,
      medianDbm: signals[signals.length >> 1],
      strongestDbm: signals.at(-1),
    }
  }
}
