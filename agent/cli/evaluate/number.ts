import { Fault } from '../../../config/fault.ts'

/** An argument that is a share. @throws Fault ARGUMENT_INVALID */
export function share(argument: string, value: string): number {
  const number = value.trim() === '' ? Number.NaN : Number(value)
  if (!(number >= 0 && number <= 1))
    throw new Fault('ARGUMENT_INVALID', { argument, value, expected: 'a number from 0 to 1' })
  return number
}
