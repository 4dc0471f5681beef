import { randomBytes } from 'node:crypto'
import type { Ms } from '../../config/units.ts'
import type { Presence } from '../../config/wifi.ts'
import type { FrameBatch } from '../../drivers/wifi/batch.ts'
import { Addresses } from './addresses.ts'
import { nextDay } from './day.ts'
import { estimate } from './estimate.ts'
import type { PresenceFact } from './fact.ts'
import { Probe } from './probe.ts'
import { SipHash } from './siphash.ts'

/** A clock that was set back by more than this begins anew; less is two sniffers that do not tell at the same time. */
const SET_BACK_MS = 3_600_000

/**
 * Counts the devices whose probe requests all sniffers of a shop hear.
 *
 * An address is turned into a pseudonym while its frame is looked at and kept nowhere else. The key is drawn here, lives in this
 * object only, and is replaced at local midnight, when all pseudonyms are forgotten with it: nothing links two days.
 *
 * Time is that of the frames, or what {@link tick} says where the air is silent. Counts fall due at whole multiples of
 * `everySeconds`, and are made before the first frame after that, so a recording read at once is counted like a live one.
 */
export class Census {
  readonly #rule: Presence
  readonly #timezone: string
  readonly #addresses: Addresses
  readonly #probe = new Probe()
  readonly #due: PresenceFact[] = []
  #hash = new SipHash(new Uint8Array(16))
  /** Where fingerprints begin; drawn with the key. */
  #seed = 0
  /** Since when pseudonyms of this key were collected. */
  #startMs = Number.NaN
  #dayEndMs = Number.NEGATIVE_INFINITY
  #countMs = Number.NEGATIVE_INFINITY
  #requests = 0
  /** Between these two instants nothing has to be done but listen. */
  #quietFromMs = Number.POSITIVE_INFINITY
  #quietToMs = Number.NEGATIVE_INFINITY

  constructor(rule: Presence, timezone: string) {
    this.#rule = rule
    this.#timezone = timezone
    this.#addresses = new Addresses(this.#windowMs)
  }

  /** Probe requests listened to, all the time. */
  get requests(): number {
    return this.#requests
  }

  /** Probe requests of new addresses that were left out because too many others were present: a flood. */
  get turnedAway(): number {
    return this.#addresses.turnedAway
  }

  /** Listens to a batch. Frames weaker than `minRssi`, dBm, are left out; those whose signal is not known are not. */
  see(batch: FrameBatch, minRssi = -128): void {
    const { bytes, start, length, atMs, rssi, count } = batch
    const probe = this.#probe
    for (let i = 0; i < count; i++) {
      const now = atMs[i]
      if (now >= this.#quietToMs || now < this.#quietFromMs) this.#pass(now)
      if (rssi[i] < minRssi || !probe.read(bytes, start[i], length[i], this.#seed)) continue
      this.#requests++
      const hash = this.#hash
      hash.address(probe.high, probe.low)
      this.#addresses.hear(hash.high, hash.low, probe.fingerprint, probe.seq, probe.randomised, now)
    }
    probe.forget()
  }

  /** The next count that has fallen due by `nowMs`; undefined where there is none. After a long batch there may be several. */
  tick(nowMs: Ms): PresenceFact | undefined {
    if (nowMs >= this.#quietToMs || nowMs < this.#quietFromMs) this.#pass(nowMs)
    return this.#due.shift()
  }

  get #windowMs(): number {
    return this.#rule.windowMinutes * 60_000
  }

  get #everyMs(): number {
    return this.#rule.everySeconds * 1000
  }

  /** Does what fell due up to `nowMs`, in its order. */
  #pass(nowMs: Ms): void {
    if (!(nowMs >= this.#quietFromMs)) this.#begin(nowMs)
    for (;;) {
      const dueMs = Math.min(this.#countMs, this.#dayEndMs)
      if (dueMs > nowMs) break
      if (this.#countMs <= this.#dayEndMs) this.#count()
      else this.#begin(this.#dayEndMs)
      if (this.#addresses.count === 0 && this.#countMs < nowMs) this.#skip(nowMs)
    }
    this.#quietFromMs = nowMs - SET_BACK_MS
    this.#quietToMs = Math.min(this.#countMs, this.#dayEndMs)
  }

  /** A new key, and nobody present yet. */
  #begin(nowMs: Ms): void {
    const key = randomBytes(20)
    this.#hash = new SipHash(key)
    this.#seed = key.readInt32LE(16)
    key.fill(0)
    this.#addresses.clear()
    this.#startMs = nowMs
    this.#dayEndMs = nextDay(nowMs, this.#timezone)
    this.#countMs = (Math.floor(nowMs / this.#everyMs) + 1) * this.#everyMs
  }

  /** Over a long silence nobody was there and nobody asked: one count at its end is enough. */
  #skip(nowMs: Ms): void {
    this.#countMs = Math.max(this.#countMs, Math.floor(nowMs / this.#everyMs) * this.#everyMs)
    if (nowMs >= this.#dayEndMs) this.#begin(nowMs)
  }

  #count(): void {
    const { k } = this.#rule
    const toMs = this.#countMs
    const fromMs = Math.max(this.#startMs, toMs - this.#windowMs)
    const found = estimate(this.#addresses, fromMs, toMs)
    this.#due.push({
      kind: 'device.counted',
      atMs: toMs,
      fromMs,
      toMs,
      below: k,
      ...(found.estimate >= k && { devices: { ...found, low: Math.max(k, found.low) } }),
    })
    this.#addresses.sweep(toMs)
    this.#countMs = toMs + this.#everyMs
  }
}
