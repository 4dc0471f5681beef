import type { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { now } from '../../drivers/clock.ts'
import type { Surroundings } from './stages.ts'

/** Tells of a sensor that delivers, but not all that it is meant to: what is in its way, and with undefined that nothing is any more. */
export function degradation(
  sensor: string,
  { ailments, warn }: Pick<Surroundings, 'ailments' | 'warn'>,
): (fault: Fault | undefined) => void {
  let sinceMs: Ms | undefined
  return fault => {
    const atMs = now()
    if (fault) warn(fault)
    sinceMs = fault && (sinceMs ?? atMs)
    const ailment = fault && { is: 'degraded' as const, cause: fault.code, sinceMs: sinceMs ?? atMs }
    ailments?.mark(sensor, 'channel', ailment, atMs)
  }
}
