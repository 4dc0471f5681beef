import type { Ms } from '../../config/units.ts'
import type { Addresses } from './addresses.ts'

/** A phone may go on counting its frames where it left off when it changes its address, after at most this time. */
const MAX_SILENCE_MS = 60_000
/** The gap in the numbers may be so large that strangers fit by chance no more often than this. */
const CHANCE = 0.01
const NUMBERS = 4096
/** One search for networks ends within this; an address heard for longer was used in more than one. */
const SCAN_MS = 5000
/** Phones change their address from channel to channel within one search; so long is the air quiet in between. */
const PAUSE_MS = 2000
/** Only so many of the latest are looked at, so that a flood costs what many phones cost. */
const LOOK_BACK = 32

/** What the randomised addresses of one fingerprint amount to. */
export interface Scans {
  /** Devices that kept an address, or a running sequence number, over several searches. */
  readonly steady: number
  /** Searches of which nothing but the fingerprint tells whose they were. */
  readonly loose: number
}

/**
 * Reads addresses of one fingerprint, given by their rows in order of first hearing, as searches for networks. First those
 * whose sequence numbers go on where another ended are joined; then what is left and follows another without overlap and after
 * a short pause is taken for the same search, since one phone speaks with one address at a time.
 */
export function scans(addresses: Addresses, rows: Uint32Array): Scans {
  const chains: Chain[] = []
  for (const row of rows) {
    const firstMs = addresses.firstMs(row)
    const seq = addresses.firstSeq(row)
    const before = follow(chains, firstMs, seq)
    if (before === undefined) chains.push({ firstMs, lastMs: addresses.lastMs(row), seq: addresses.lastSeq(row) })
    else {
      before.lastMs = addresses.lastMs(row)
      before.seq = addresses.lastSeq(row)
    }
  }
  const fleeting = chains.filter(chain => chain.lastMs - chain.firstMs <= SCAN_MS)
  return { steady: chains.length - fleeting.length, loose: searches(fleeting) }
}

interface Chain {
  readonly firstMs: Ms
  lastMs: Ms
  /** Sequence number heard last. */
  seq: number
}

/** The chain that an address with that beginning continues with the smallest gap. The more chains there are, the smaller it must be. */
function follow(chains: readonly Chain[], firstMs: Ms, seq: number): Chain | undefined {
  let best: Chain | undefined
  let least = NUMBERS
  let candidates = 0
  for (let i = chains.length - 1; i >= 0 && i >= chains.length - LOOK_BACK; i--) {
    const silence = firstMs - chains[i].lastMs
    if (silence < 0 || silence > MAX_SILENCE_MS) continue
    candidates++
    const gap = (seq - chains[i].seq) & (NUMBERS - 1)
    if (gap === 0 || gap >= least) continue
    best = chains[i]
    least = gap
  }
  return least * candidates <= CHANCE * NUMBERS ? best : undefined
}

function searches(fleeting: readonly Chain[]): number {
  const ends: Ms[] = []
  for (const { firstMs, lastMs } of fleeting) {
    let at = ends.length - 1
    const first = Math.max(0, ends.length - LOOK_BACK)
    while (at >= first && (firstMs < ends[at] || firstMs - ends[at] > PAUSE_MS)) at--
    if (at < first) ends.push(lastMs)
    else ends[at] = lastMs
  }
  return ends.length
}
