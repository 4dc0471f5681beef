import type { Ms } from '../../../config/units.ts'
import type { Random } from '../../../drivers/simulated/random.ts'
import type { JourneyFact } from '../../journey/fact.ts'
import { Interval } from '../../journey/interval.ts'
import { BUSIEST, busy } from './curve.ts'
import { PER_VISIT, Shop } from './shop.ts'
import { Steps } from './steps.ts'

const MINUTE: Ms = 60_000
/** As journey.everySeconds is by default. */
const EVERY: Ms = MINUTE
/** A run of an hour or more has shoppers who take their time; in a shorter one they hurry in proportion. */
const UNHURRIED: Ms = 60 * MINUTE

export interface DayOptions {
  readonly fromMs: Ms
  readonly toMs: Ms
  /** Events, in the mean of the day. */
  readonly perMinute: number
  readonly random: Random
}

/** Below this the intervals alone are more. */
export const LEAST_PER_MINUTE = 2

/**
 * What one shop has to tell from opening to closing, in order of time; the day is as long as the run. Nobody is in the shop at its end. Each visit
 * has one beginning and one end, and counts are those of the facts before: they are kept by what keeps them in the agent.
 */
export function* day({ fromMs, toMs, perMinute, random }: DayOptions): Generator<JourneyFact, void, undefined> {
  const told: JourneyFact[] = []
  const tell = (fact: JourneyFact) => void told.push(fact)
  const steps = new Steps()
  const interval = new Interval(EVERY)
  const shop = new Shop(steps, interval, random, Math.min(1, (toMs - fromMs) / UNHURRIED), tell)
  interval.tick(fromMs)
  const tick = (atMs: Ms) => {
    const counted = interval.tick(atMs)
    if (counted) tell(counted)
    if (atMs + EVERY <= toMs) steps.add(atMs + EVERY, tick)
  }
  const markMs = (Math.floor(fromMs / EVERY) + 1) * EVERY
  if (markMs <= toMs) steps.add(markMs, tick)
  const perMs = Math.max(0, perMinute - MINUTE / EVERY) / PER_VISIT / MINUTE
  const arrive = (atMs: Ms) => {
    if (random.unit() * BUSIEST < busy((atMs - fromMs) / (toMs - fromMs))) shop.visit(atMs, toMs)
    const nextMs = atMs + random.gap(perMs * BUSIEST)
    if (nextMs < toMs) steps.add(nextMs, arrive)
  }
  const firstMs = fromMs + random.gap(perMs * BUSIEST)
  if (firstMs < toMs) steps.add(firstMs, arrive)
  while (steps.run()) yield* told.splice(0)
  const counted = interval.close(toMs)
  if (counted) yield counted
}
