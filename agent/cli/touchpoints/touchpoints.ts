import { defineCommand } from 'citty'
import sharp from 'sharp'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { write } from '../../../models/write.ts'
import { isDay, MOST_DAYS, WEEK } from '../../publish/stretch.ts'
import { whole } from '../number.ts'
import { wantPng } from '../png.ts'
import { print } from '../run.ts'
import { scatter } from './scatter.ts'
import { mapOf } from './source.ts'
import { type By, csv, SPLITS, spoken } from './words.ts'

export const touchpoints = defineCommand({
  meta: {
    name: 'touchpoints',
    description:
      'Show the map of the touchpoints, also while the agent runs: what each is worth and what it costs visitors, with intervals, in four quadrants; what to raise and what to cut; how far visitors come, by which ways, and where they wait.',
  },
  args: {
    config: { type: 'string', valueHint: 'FILE', required: true, description: 'The configuration, a YAML file.' },
    day: {
      type: 'string',
      valueHint: 'YYYY-MM-DD',
      description: 'The last day of it; the last one that is kept otherwise.',
    },
    days: { type: 'string', valueHint: 'N', default: String(WEEK), description: 'So many days up to that one.' },
    by: {
      type: 'string',
      valueHint: SPLITS.join('|'),
      description:
        'All touchpoints of a channel, a function or a stage as one, or each by who visited: time of the day, company, members.',
    },
    png: {
      type: 'string',
      valueHint: 'OUT.png',
      description: 'Draw it here. Its labels need a font (fonts-dejavu-core).',
    },
    csv: {
      type: 'boolean',
      description: 'All of it as comma-separated values, a line each for a touchpoint, a split and a segment.',
    },
    json: {
      type: 'boolean',
      description:
        'One JSON object: {day, from, days, kept, simulated, below, visits, weeks, split, frame, lacks, rows, counsel, funnel, ways, bottlenecks}.',
    },
  },
  async run({ args }) {
    const { day, by, json } = args
    if (day !== undefined && !isDay(day))
      throw new Fault('ARGUMENT_INVALID', { argument: '--day', value: day, expected: 'a day such as 2026-11-25' })
    if (by !== undefined && !SPLITS.some(one => one === by))
      throw new Fault('ARGUMENT_INVALID', { argument: '--by', value: by, expected: `one of ${SPLITS.join(', ')}` })
    if (args.csv && json)
      throw new Fault('ARGUMENT_INVALID', { argument: '--csv', value: 'given with --json', expected: 'one of the two' })
    wantPng('--png', args.png)
    const days = whole('--days', args.days, 1, MOST_DAYS)
    const config = loadConfig(args.config)
    const map = await mapOf(config, args.config, { days, ...(day !== undefined && { day }) })
    if (args.png !== undefined)
      await write(
        args.png,
        await sharp(Buffer.from(scatter(map, config.store.store)))
          .png({ compressionLevel: 9 })
          .toBuffer(),
      )
    const drawn = args.png === undefined ? [] : ['', `${args.png} shows it.`]
    print(json, map, () => (args.csv ? csv(map) : [...spoken(map, by as By | undefined), ...drawn].join('\n')))
  },
})
