import { defineCommand } from 'citty'
import type { Config } from '../../config/config.ts'
import { Fault } from '../../config/fault.ts'
import { loadConfig } from '../../config/load.ts'
import { write } from '../../models/write.ts'
import { contextOf } from '../events/context.ts'
import { type Squares, squaresOf } from '../floor/squares.ts'
import { daysIn, foreign, heatFolder, ownerOf, readDay } from '../lanes/days.ts'
import { heatMap, spoken } from './heatmap.ts'
import { wantPng } from './png.ts'
import { print } from './run.ts'

export const heat = defineCommand({
  meta: {
    name: 'heat',
    description: 'Show where people were for how long on one day, as summed up by the agent, also while it runs.',
  },
  args: {
    config: { type: 'string', description: 'The configuration, a YAML file.', required: true, valueHint: 'FILE' },
    day: { type: 'string', description: 'Which day; the last one otherwise.', valueHint: 'YYYY-MM-DD' },
    out: { type: 'string', description: 'Draw it here, over the plan.', valueHint: 'OUT.png' },
    json: {
      type: 'boolean',
      description: 'One JSON object: {day, simulated, gridMetres, k, squares: [{x, y, seconds}], withheld}.',
    },
  },
  async run({ args }) {
    wantPng('--out', args.out)
    const config = loadConfig(args.config)
    const { k } = config.presence
    const folder = heatFolder(config.outbox.path)
    const days = daysIn(folder)
    const day = args.day ?? days.at(-1)
    if (days.length === 0) throw new Fault('HEAT_NONE', { folder, why: silence(config) })
    const { source } = contextOf(config)
    const owner = ownerOf(folder)
    if (owner !== undefined && owner !== source) throw foreign(folder, owner, source)
    const kept = day !== undefined && days.includes(day) ? readDay(folder, day) : undefined
    if (!kept)
      throw new Fault('ARGUMENT_INVALID', {
        argument: '--day',
        value: args.day ?? 'missing',
        expected: `one of ${days.join(', ')}`,
      })
    const map = squaresOf(kept)
    const squares = shownIn(map, k)
    const simulated = kept.simulated === true
    if (args.out) await write(args.out, await heatMap(map, config, { day: kept.day, isSimulated: simulated }))
    const withheld = map.withheld(k)
    print(args.json, { day: kept.day, simulated, gridMetres: kept.gridMetres, k, squares, withheld }, () =>
      [
        `${kept.day}${simulated ? ' (SIMULATED)' : ''}: ${squares.length} squares of ${kept.gridMetres} m, ${withheld} with fewer than ${k} visitors left out.`,
        ...squares
          .toSorted((a, b) => b.seconds - a.seconds)
          .slice(0, 5)
          .map(({ x, y, seconds }) => `  ${spoken(seconds).padStart(10)} around ${x}, ${y}`),
        ...(args.out ? [`${args.out} shows it over the plan.`] : []),
      ].join('\n'),
    )
  },
})

/** Why there may be no heat map. */
function silence({ heat, privacy, node }: Config): string {
  if (heat.days === 0) return 'heat.days is 0, so none is kept'
  if (privacy.level === 'counts') return 'privacy.level is counts, so none is kept'
  if (node.kind === 'sensor') return `the machine ${node.owner} keeps it, since that owns the journeys`
  return 'aisled writes one down within a minute of the first visitor who has left'
}

/** Middles of the squares that may be shown, and the seconds that people spent there. */
function shownIn(map: Squares, k: number) {
  const { x, y, gridMetres, columns } = map
  const middle = (corner: number, i: number) => Math.round(1000 * (corner + (i + 0.5) * gridMetres)) / 1000
  return [...map.seconds(k)].flatMap((seconds, i) =>
    seconds > 0
      ? [{ x: middle(x, i % columns), y: middle(y, Math.floor(i / columns)), seconds: Math.round(10 * seconds) / 10 }]
      : [],
  )
}
