import { Fault } from '../../../config/fault.ts'
import { number } from '../number.ts'

/** The number behind an option, within limits; undefined where the option is not there. @throws Fault ARGUMENT_INVALID */
export function numberOf(argument: string, text: string | undefined, low: number, high: number): number | undefined {
  return text === undefined ? undefined : number(argument, text, low, high)
}

/** Two numbers behind an option with something between them. @throws Fault ARGUMENT_INVALID */
export function twoOf(
  argument: string,
  text: string | undefined,
  between: ',' | 'x',
  isRight: (value: number) => boolean,
): readonly [number, number] | undefined {
  if (text === undefined) return undefined
  const parts = text.split(between)
  const [a, b] = parts.map(part => (part.trim() === '' ? Number.NaN : Number(part)))
  if (parts.length === 2 && isRight(a) && isRight(b)) return [a, b]
  const expected =
    between === 'x' ? 'width and height in pixels, such as 1920x1080' : 'x and y in metres, such as 2.5,4'
  throw new Fault('ARGUMENT_INVALID', { argument, value: text, expected })
}
