import { defineCommand } from 'citty'
import sharp from 'sharp'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { isSimulated } from '../../../config/simulation.ts'
import { write } from '../../../models/write.ts'
import { contextOf } from '../../events/context.ts'
import { squaresOf } from '../../floor/squares.ts'
import { daysIn, foreign, heatFolder, ownerOf, readDay } from '../../lanes/days.ts'
import { print } from '../run.ts'
import { readPaths } from './paths.ts'
import { plan } from './plan.ts'

export const draw = defineCommand({
  meta: {
    name: 'draw',
    description:
      'Draw the floor plan: zones, lines, entrances, shelves, cameras and what they see of it; with --heat where people were, with --paths how they walked. Its labels need a font (fonts-dejavu-core).',
  },
  args: {
    config: { type: 'string', valueHint: 'FILE', required: true, description: 'The configuration, a YAML file.' },
    out: { type: 'string', valueHint: 'FILE.png', required: true, description: 'Where it is drawn.' },
    heat: {
      type: 'boolean',
      description: 'Where people were for how long, on the last day that the agent has summed up.',
    },
    day: { type: 'string', valueHint: 'YYYY-MM-DD', description: 'Another day for --heat.' },
    paths: {
      type: 'string',
      valueHint: 'EVENTS.ndjson',
      description: 'Draw the ways of visitors from the events in it, one JSON object a line.',
    },
    json: { type: 'boolean', description: 'One JSON object: {out, width, height, day, paths}.' },
  },
  async run({ args }) {
    const config = loadConfig(args.config)
    const heat = args.heat || args.day !== undefined ? heatOf(config, args.day) : undefined
    const paths = args.paths === undefined ? undefined : await readPaths(args.paths)
    const simulated = isSimulated(config) || heat?.simulated === true || paths?.simulated === true
    const { svg, width, height } = plan({ config, simulated, ...(heat && { heat }), ...(paths && { paths }) })
    await write(args.out, await sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toBuffer())
    const told = {
      out: args.out,
      width,
      height,
      ...(heat && { day: heat.day }),
      ...(paths && { paths: paths.ways.length }),
    }
    print(
      args.json,
      told,
      () =>
        `${args.out} shows the floor plan${heat ? `, the time of people on ${heat.day}` : ''}${paths ? `, ${paths.ways.length} ways` : ''}.`,
    )
  },
})

/** @throws Fault HEAT_NONE, HEAT_FOREIGN, ARGUMENT_INVALID and those of reading a day */
function heatOf(config: Config, asked: string | undefined) {
  const folder = heatFolder(config.outbox.path)
  const days = daysIn(folder)
  if (days.length === 0) throw new Fault('HEAT_NONE', { folder, why: 'aislectl heat says why' })
  const { source } = contextOf(config)
  const owner = ownerOf(folder)
  if (owner !== undefined && owner !== source) throw foreign(folder, owner, source)
  const day = asked ?? days.at(-1)!
  const kept = days.includes(day) ? readDay(folder, day) : undefined
  if (!kept)
    throw new Fault('ARGUMENT_INVALID', { argument: '--day', value: day, expected: `one of ${days.join(', ')}` })
  return { day, squares: squaresOf(kept), simulated: kept.simulated === true }
}
