import { Fault } from '../../config/fault.ts'

/** An argument that is a share. @throws Fault ARGUMENT_INVALID */
export function share(argument: string, value: string): number {
  const number = value.trim() === '' ? Number.NaN : Number(value)
  if (!(number >= 0 && number <= 1))
    throw new Fault('ARGUMENT_INVALID', { argument, value, expected: 'a number from 0 to 1' })
  return number
}

/** An argument that counts something. @throws Fault ARGUMENT_INVALID */
export function whole(argument: string, value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw new Fault('ARGUMENT_INVALID', { argument, value, expected: 'a whole number from 1 to 10000' })
  return number
}

/** An argument within bounds. @throws Fault ARGUMENT_INVALID */
export function number(
  argument: string,
  value: string | undefined,
  low: number,
  high: number,
  isWhole: boolean,
): number {
  const found = value === undefined || value.trim() === '' ? Number.NaN : Number(value)
  if (found >= low && found <= high && (!isWhole || Number.isInteger(found))) return found
  const expected = `a ${isWhole ? 'whole ' : ''}number from ${low} to ${high}`
  throw new Fault('ARGUMENT_INVALID', { argument, value: value ?? 'missing', expected })
}
