import { Fault } from '../../../config/fault.ts'

export const CAMERA = {
  type: 'string',
  valueHint: 'ID',
  description: 'Which camera; may be left out where there is only one.',
} as const

/** The sensor that was asked for, or the only one; `argument` is by what it was. @throws Fault ARGUMENT_INVALID */
export function chosen<T extends { readonly id: string }>(
  sensors: readonly T[],
  id: string | undefined,
  argument = '--camera',
): T {
  const found = id === undefined && sensors.length === 1 ? sensors[0] : sensors.find(sensor => sensor.id === id)
  if (found) return found
  const known = sensors.map(sensor => sensor.id).join(', ')
  throw new Fault('ARGUMENT_INVALID', {
    argument,
    value: id ?? 'missing',
    expected: known === '' ? 'a configuration with a camera in it' : `one of ${known}`,
  })
}
