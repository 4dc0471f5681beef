import { setTimeout as delay } from 'node:timers/promises'
import { why } from '../../../config/fault.ts'
import type { Ms } from '../../../config/units.ts'

/** `doubtful`: it works, and is not as it should be. `unreached`: nobody knows, since a hop before it failed. */
export type Mark = 'passed' | 'doubtful' | 'failed' | 'unreached'

/** What came of one hop. `next` is the one thing to do, where there is something to do. */
export interface Found {
  readonly mark: Mark
  readonly found: string
  readonly next?: string
}

export interface Hop extends Found {
  readonly hop: string
}

/** Hops in the order in which they are made: each one counts on those before it. */
export interface Way {
  /** Such as `broker` or `camera desk`. */
  readonly of: string
  readonly hops: readonly Hop[]
}

export interface Step {
  readonly hop: string
  /** What to do where it throws, or where it takes too long. */
  readonly next: string
  /** Where it takes longer than this, it failed. */
  readonly withinMs?: Ms
  run(): Found | Promise<Found>
}

export const passed = (found: string): Found => ({ mark: 'passed', found })
export const doubtful = (found: string, next: string): Found => ({ mark: 'doubtful', found, next })
export const failed = (found: string, next: string): Found => ({ mark: 'failed', found, next })
const UNREACHED: Found = { mark: 'unreached', found: 'not reached' }

/** Makes one hop after the other; what comes after one that failed is not reached. Never throws. */
export async function walk(of: string, steps: readonly Step[]): Promise<Way> {
  const hops: Hop[] = []
  for (const step of steps) {
    const isReached = hops.every(({ mark }) => mark === 'passed' || mark === 'doubtful')
    hops.push({ hop: step.hop, ...(isReached ? await made(step) : UNREACHED) })
  }
  return { of, hops }
}

/** Each by itself: one that fails says nothing of the others. */
export async function each(of: string, steps: readonly Step[]): Promise<Way> {
  const hops: Hop[] = []
  for (const step of steps) hops.push({ hop: step.hop, ...(await made(step)) })
  return { of, hops }
}

/** A way that is not gone at all. */
export function unreached(of: string, hops: readonly string[]): Way {
  return { of, hops: hops.map(hop => ({ hop, ...UNREACHED })) }
}

export function isSound({ hops }: Way): boolean {
  return hops.every(({ mark }) => mark === 'passed' || mark === 'doubtful')
}

async function made({ run, next, withinMs }: Step): Promise<Found> {
  const over = new AbortController()
  try {
    if (withinMs === undefined) return await run()
    const late = delay(withinMs, undefined, { signal: over.signal }).then(() =>
      failed(`no answer within ${withinMs / 1000} s`, next),
    )
    late.catch(() => {})
    return await Promise.race([run(), late])
  } catch (thrown) {
    return failed(why(thrown), next)
  } finally {
    over.abort()
  }
}
