import type { Ms } from '../../config/units.ts'
import type { SensorReading } from './readings.ts'

/** A sniffer that cannot listen and a scanner that is not there have said so by then. */
const SETTLE_MS: Ms = 3000

/** What is told of a sensor that is looked after in a trial. */
export type Tried = Pick<SensorReading, 'id' | 'kind' | 'state' | 'delivered' | 'cause'>

/** Those that deliver as they should; of those that deliver only when somebody is there, those that have not failed. */
export function wellOf(sensors: readonly Tried[]): string[] {
  return sensors.filter(one => isWell(one, Number.POSITIVE_INFINITY)).map(({ id }) => id)
}

/**
 * Those that were well under the former configuration and are not yet under the one on trial, which began so long ago. What it does not
 * name any more is not missed.
 */
export function missing<T extends Tried>(wellBefore: readonly string[], sensors: readonly T[], passedMs: Ms): T[] {
  return sensors.filter(one => wellBefore.includes(one.id) && !isWell(one, passedMs))
}

/** In words, why a configuration did not hold. */
export function missed({ id, state, cause }: Tried): string {
  const how =
    state === 'awaited' ? 'it has delivered nothing' : `it is ${state}${cause === undefined ? '' : ` (${cause})`}`
  return `${id} was well before, and now ${how}`
}

function isWell({ kind, state, delivered }: Tried, passedMs: Ms): boolean {
  if (kind === 'wifi' || kind === 'scanner')
    return state === 'well' || state === 'ended' || (state === 'awaited' && passedMs >= SETTLE_MS)
  // That something came says nothing of whether the stages can deal with it.
  return (state === 'well' || state === 'ended') && delivered > 0
}
