import { Random } from '../../drivers/simulated/random.ts'

export type Victim = 'agent' | 'broker' | 'both' | 'subscriber' | 'wire of the agent' | 'wire of the subscriber'

/** One blow, and how long whoever it meets stays down. */
export interface Blow {
  readonly victim: Victim
  /** Whether somebody must have been heard of again since the blow before it: else it meets those who have just come back, or have not even finished starting. */
  readonly calm: boolean
  /** Since then. */
  readonly afterMs: number
  readonly downMs: number
  /** How a wire is cut: its connections end, or nobody hears anything any more and nobody is told. */
  readonly silent: boolean
}

const CALM = 0.7
const AFTER = { fromMs: 0, toMs: 2500 }
const DOWN = { fromMs: 50, toMs: 2500 }
/** Longer than the broker waits for a sign of life, now and then. */
const LONG = { share: 0.04, ms: 35_000 }

/** How often each is met. */
const SHARES: readonly (readonly [Victim, number])[] = [
  ['agent', 0.3],
  ['broker', 0.2],
  ['both', 0.1],
  ['subscriber', 0.2],
  ['wire of the agent', 0.12],
  ['wire of the subscriber', 0.08],
]

export interface PlanOptions {
  readonly kills: number
  readonly seed: number
  /** Whether a wire may be cut without anybody being told, and for long. Short runs leave out what takes long. */
  readonly silent: boolean
  readonly long: boolean
}

/** The same seed gives the same blows. The first of them meet everybody once, in random order. */
export function plan({ kills, seed, silent, long }: PlanOptions): Blow[] {
  const random = new Random(seed, 'chaos')
  const first = random.shuffled(SHARES.map(([victim]) => victim))
  return Array.from({ length: kills }, (_, i) => {
    const victim = first[i] ?? drawn(random)
    const calm = random.chance(CALM)
    const afterMs = random.between(AFTER.fromMs, AFTER.toMs)
    const isLong = random.chance(LONG.share)
    const downMs = random.between(DOWN.fromMs, DOWN.toMs)
    const isSilent = random.chance(0.5)
    return { victim, calm, afterMs, downMs: long && isLong ? LONG.ms : downMs, silent: silent && isSilent }
  })
}

function drawn(random: Random): Victim {
  let left = random.unit()
  for (const [victim, share] of SHARES) {
    left -= share
    if (left < 0) return victim
  }
  return 'agent'
}
