import { Fault } from '../../config/fault.ts'

/** The number behind an option, within bounds; both count as within. @throws Fault ARGUMENT_INVALID, also where there is none */
export function number(argument: string, value: string | undefined, low: number, high: number): number {
  return bounded(argument, value, low, high, { kind: 'number', fits: () => true })
}

/** The same of what is counted. @throws Fault ARGUMENT_INVALID, also where there is none */
export function whole(argument: string, value: string | undefined, low: number, high: number): number {
  return bounded(argument, value, low, high, { kind: 'whole number', fits: Number.isInteger })
}

function bounded(
  argument: string,
  value: string | undefined,
  low: number,
  high: number,
  { kind, fits }: { readonly kind: string; readonly fits: (found: number) => boolean },
): number {
  // An empty text is no number, whatever the language says.
  const found = value === undefined || value.trim() === '' ? Number.NaN : Number(value)
  if (found >= low && found <= high && fits(found)) return found
  throw new Fault('ARGUMENT_INVALID', {
    argument,
    value: value ?? 'missing',
    expected: `a ${kind} from ${low} to ${high}`,
  })
}
