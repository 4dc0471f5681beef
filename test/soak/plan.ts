import { Random } from '../../drivers/simulated/random.ts'

/** What goes wrong in a shop sooner or later. `gone` and `frozen` are of the camera. */
export const TROUBLES = [
  'camera gone',
  'camera frozen',
  'broker killed',
  'broker frozen',
  'disk full',
  'clock ahead',
  'clock back',
  'worker crash',
] as const
export type Trouble = (typeof TROUBLES)[number]

/** One trouble, by the time of the shop since its start. */
export interface Blow {
  readonly trouble: Trouble
  readonly atMs: number
  readonly forMs: number
  /** How far the clock is set. */
  readonly byMs: number
}

const MINUTE = 60_000
/** Nothing goes wrong at first: what a start takes of memory is not what a day adds to it. And all must be well at the end. */
export const QUIET_MS = { first: 20 * MINUTE, last: 20 * MINUTE }
/** Between two troubles, so that it is seen what came of each. */
const BETWEEN = { fromMs: 8 * MINUTE, toMs: 16 * MINUTE }
const LASTING: Record<Trouble, { readonly fromMs: number; readonly toMs: number }> = {
  'camera gone': { fromMs: MINUTE, toMs: 8 * MINUTE },
  'camera frozen': { fromMs: 2 * MINUTE, toMs: 8 * MINUTE },
  'broker killed': { fromMs: MINUTE, toMs: 30 * MINUTE },
  'broker frozen': { fromMs: MINUTE, toMs: 10 * MINUTE },
  'disk full': { fromMs: 2 * MINUTE, toMs: 10 * MINUTE },
  'clock ahead': { fromMs: 0, toMs: 0 },
  'clock back': { fromMs: 0, toMs: 0 },
  'worker crash': { fromMs: 0, toMs: 0 },
}

/** The same seed gives the same day. Each trouble comes once before any comes twice. */
export function plan(hours: number, seed: number): Blow[] {
  const random = new Random(seed, 'soak')
  const untilMs = hours * 60 * MINUTE - QUIET_MS.last
  const blows: Blow[] = []
  let left: readonly Trouble[] = []
  for (let atMs = QUIET_MS.first; ; ) {
    if (left.length === 0) left = random.shuffled(TROUBLES)
    const [trouble, ...rest] = left as [Trouble, ...Trouble[]]
    left = rest
    const { fromMs, toMs } = LASTING[trouble]
    const forMs = random.between(fromMs, toMs)
    const size = random.between(MINUTE, 60 * MINUTE)
    const byMs = trouble === 'clock ahead' ? size : trouble === 'clock back' ? -size : 0
    if (atMs + forMs > untilMs) return blows
    blows.push({ trouble, atMs, forMs, byMs })
    atMs += forMs + random.between(BETWEEN.fromMs, BETWEEN.toMs)
  }
}
