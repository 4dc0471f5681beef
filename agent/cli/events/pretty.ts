import { styleText } from 'node:util'
import { prose } from '../../events/prose.ts'
import { printable, Shown, shown } from './shown.ts'

const COLOURS: Readonly<Record<string, Parameters<typeof styleText>[0]>> = {
  ...{ visit: 'green', zone: 'cyan', line: 'cyan', shelf: 'magenta', path: 'gray', queue: 'yellow' },
  ...{ occupancy: 'blue', code: 'magenta', device: 'gray', interval: 'gray', member: 'magenta', consent: 'magenta' },
  ...{ sensor: 'red', agent: 'bold' },
}

/** A message as a sentence, coloured by its family where that is wanted; as {@link shown} where nobody knows one for it. Undefined where it is no JSON object. */
export function pretty(topic: string, payload: Buffer, isColoured: boolean): string | undefined {
  const plain = shown(topic, payload, false)
  if (plain === undefined) return undefined
  const event = Shown.safeParse(JSON.parse(payload.toString('utf8')))
  if (!event.success) return plain
  const { type, time: at, subject, data } = event.data
  const name = type.replace(/^aisle\.|\.v\d+$/g, '')
  const sentence = prose(name, data, subject)
  const [family] = name.split('.', 1)
  const colour = name === 'sensor.recovered' ? 'green' : COLOURS[family]
  const said = sentence === undefined ? plain : printable(`${at.slice(11, 19)}  ${sentence}`)
  return isColoured && colour !== undefined ? styleText(colour, said, { validateStream: false }) : said
}
