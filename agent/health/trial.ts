import type { SensorReading } from './readings.ts'

/** What is told of a sensor that is looked after in a trial. */
export type Tried = Pick<SensorReading, 'id' | 'kind' | 'state' | 'delivered' | 'cause'>

/** Those that deliver as they should; of those that deliver only when somebody is there, those that are open. */
export function wellOf(sensors: readonly Tried[]): string[] {
  return sensors.filter(isWell).map(({ id }) => id)
}

/**
 * Those that were well under the former configuration and are not yet under the one on trial. What it does not name any more is not
 * missed.
 */
export function missing<T extends Tried>(wellBefore: readonly string[], sensors: readonly T[]): T[] {
  return sensors.filter(one => wellBefore.includes(one.id) && !isWell(one))
}

/** In words, why a configuration did not hold. */
export function missed({ id, kind, state, cause }: Tried): string {
  const awaits = isSteady(kind) ? 'has delivered nothing' : 'does not open'
  const how = state === 'awaited' ? awaits : `is ${state}${cause === undefined ? '' : ` (${cause})`}`
  return `${id} was well before, and now it ${how}`
}

function isWell({ kind, state, delivered }: Tried): boolean {
  // That something came of a camera says nothing of whether the stages can deal with it.
  return (state === 'well' || state === 'ended') && (delivered > 0 || !isSteady(kind))
}

/** Whether it delivers all the time. */
function isSteady(kind: Tried['kind']): boolean {
  return kind !== 'wifi' && kind !== 'scanner'
}
