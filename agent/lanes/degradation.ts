import type { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { now } from '../../drivers/clock.ts'
import type { HealthFact } from '../health/fact.ts'
import type { Surroundings } from './stages.ts'

/** Tells of a sensor that delivers, but not all that it is meant to: what is in its way, and with undefined that nothing is any more. */
export function degradation(
  sensor: string,
  { tell, warn, pulse }: Pick<Surroundings, 'tell' | 'warn' | 'pulse'>,
): (fault: Fault | undefined) => void {
  let sinceMs: Ms | undefined
  const say = (fact: HealthFact) => {
    tell(fact)
    pulse?.note(fact)
  }
  return fault => {
    const atMs = now()
    if (fault) {
      warn(fault)
      sinceMs ??= atMs
      say({ kind: 'sensor.degraded', sensor, atMs, cause: fault.code, sinceMs })
    } else if (sinceMs !== undefined) {
      say({ kind: 'sensor.recovered', sensor, atMs, sinceMs })
      sinceMs = undefined
    }
  }
}
