import type { Ms } from '../../config/units.ts'
import type { Addresses } from './addresses.ts'
import { devices } from './devices.ts'
import { scans } from './scans.ts'

/** How often a phone looks for networks. Five phones of known make lay between 0.4 and 1.7 a minute in public recordings, 1.1 on average. */
const SEARCHES_A_MINUTE = 1
/** Nine tenths of the normal distribution lie below this many deviations: 80 % between −z and z. */
const Z = 1.2816
const MINUTE_MS = 60_000

export interface Estimate {
  readonly estimate: number
  /** 80 % interval. */
  readonly low: number
  readonly high: number
}

/**
 * How many devices the addresses last heard between `fromMs` and `toMs` belong to. An address that a manufacturer gave out is one
 * device. Randomised ones are taken by fingerprint: those that lasted are one device each, and the rest are searches from which
 * {@link devices} infers. Devices that kept silent are not in it.
 */
export function estimate(addresses: Addresses, fromMs: Ms, toMs: Ms): Estimate {
  const rows: number[] = []
  let certain = 0
  for (let row = 0; row < addresses.count; row++) {
    if (addresses.lastMs(row) < fromMs) continue
    if (addresses.randomised(row)) rows.push(row)
    else certain++
  }
  const randomised = Uint32Array.from(rows).sort(
    (a, b) => addresses.fingerprint(a) - addresses.fingerprint(b) || addresses.firstMs(a) - addresses.firstMs(b),
  )
  const again = (SEARCHES_A_MINUTE * (toMs - fromMs)) / MINUTE_MS

  let most = certain
  let least = certain
  let mean = 0
  let variance = 0
  for (let from = 0, to = 0; from < randomised.length; from = to) {
    const fingerprint = addresses.fingerprint(randomised[from])
    while (to < randomised.length && addresses.fingerprint(randomised[to]) === fingerprint) to++
    const { steady, loose } = scans(addresses, randomised.subarray(from, to))
    certain += steady
    most += steady + loose
    // What is loose may belong to what is steady.
    least += Math.max(1, steady)
    if (loose === 0) continue
    const behind = devices(loose, again)
    mean += behind.mean
    variance += behind.variance
  }
  const margin = Z * Math.sqrt(variance)
  return {
    estimate: Math.round(certain + mean),
    low: Math.max(least, Math.floor(certain + mean - margin)),
    high: Math.min(most, Math.ceil(certain + mean + margin)),
  }
}
