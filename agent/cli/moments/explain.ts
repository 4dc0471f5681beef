import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import type { Told } from '../../moments/logged.ts'
import { print } from '../run.ts'
import { momentsArgs, withBooks } from './books.ts'

/** What a visit may be called; a door asks nothing else. */
const VISIT = /^[a-z0-9-]{1,63}$/

export const explain = defineCommand({
  meta: {
    name: 'explain',
    description:
      'Why it was advised of a visit what was advised: each time that it was another, the rule that held, or the reasons and how far each moved the number.',
  },
  args: {
    visit: { type: 'positional', description: 'The number of the visit, as events tell it.', required: true },
    ...momentsArgs,
    json: {
      type: 'boolean',
      description:
        'One JSON object: {visit, told: [{touchpoint, atMs, untilMs, advice, rule, probability, isShown, reasons: [{words, subject, moved}]}], words}; moved is in log-odds.',
    },
  },
  async run({ args: { visit, config: file, json } }) {
    const config = loadConfig(file)
    const [told, all] = await withBooks(config, file, async books =>
      VISIT.test(visit) ? ([await books.advice(visit), await books.words()] as const) : ([[], []] as const),
    )
    if (told.length === 0) throw new Fault('MOMENT_UNKNOWN', { visit })
    const words = all.filter(word => word.visit === visit)
    print(json, { visit, told, words }, () =>
      [
        `Visit ${visit}${told.every(({ isShown }) => !isShown) ? ', in shadow: shown to nobody' : ''}`,
        ...told.flatMap(lines),
        ...words.map(
          ({ asker, outcome, touchpoint, atMs }) =>
            `${time(atMs)}  ${asker} said: ${outcome}${touchpoint === undefined ? '' : ` at ${touchpoint}`}`,
        ),
      ].join('\n'),
    )
  },
})

const SAID: Record<Told['advice'], string> = { approach: 'approach', wait: 'wait', leave: 'leave alone' }

function lines({ atMs, touchpoint, advice, rule, probability, reasons }: Told): string[] {
  const head = `${time(atMs)}  ${touchpoint}: ${SAID[advice]}`
  if (probability === undefined) return [`${head} (rule ${rule}). ${reasons.map(({ words }) => words).join(' ')}`]
  return [
    `${head}, ${Math.round(100 * probability)} % that a contact comes out well`,
    ...(reasons.length === 0 ? ['    nothing about them is unusual'] : []),
    ...reasons.map(({ words, moved = 0 }) => `    odds × ${Math.exp(moved).toFixed(2).padStart(5)}  ${words}`),
  ]
}

function time(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}
