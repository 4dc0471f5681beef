import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { contextOf } from '../../events/context.ts'
import { BY_WORDS } from '../../moments/decided.ts'
import type { Told } from '../../moments/logged.ts'
import { print } from '../run.ts'
import { type Books, momentsArgs, withBooks } from './books.ts'

/** What a visit may be called; a door asks nothing else. */
const VISIT = /^[a-z0-9-]{1,63}$/

export const explain = defineCommand({
  meta: {
    name: 'explain',
    description:
      'Why it was advised of a visit what was advised: each time that it was another, the rule that held, or the reasons and how far each moved the number, what an approach asked for then, and what decided.',
  },
  args: {
    visit: {
      type: 'positional',
      description: 'The number of the visit as events tell it, or how it begins where no other begins so.',
      required: true,
    },
    ...momentsArgs,
    json: {
      type: 'boolean',
      description:
        'One JSON object: {visit, simulated, told: [{touchpoint, atMs, untilMs, advice, rule, probability, decidedBy, weighed: {bar, reached}, isShown, reasons: [{words, subject, moved}]}], words}; moved is in log-odds.',
    },
  },
  async run({ args: { visit: asked, config: file, json } }) {
    const config = loadConfig(file)
    const { visit, told, words } = await withBooks(config, file, async books => {
      const visit = await whole(books, asked)
      const words = (await books.words()).filter(word => word.visit === visit)
      return { visit, told: await books.advice(visit), words }
    })
    const { simulated } = contextOf(config)
    print(json, { visit, simulated, told, words }, () =>
      [
        `Visit ${visit}${simulated ? ' (SIMULATED)' : ''}${told.every(({ isShown }) => !isShown) ? ', in shadow: shown to nobody' : ''}`,
        ...told.flatMap(lines),
        ...words.map(
          ({ asker, outcome, touchpoint, atMs }) =>
            `${time(atMs)}  ${asker} said: ${outcome}${touchpoint === undefined ? '' : ` at ${touchpoint}`}`,
        ),
      ].join('\n'),
    )
  },
})

/** The number of the visit that is called so. @throws Fault MOMENT_UNKNOWN, MOMENT_AMBIGUOUS */
async function whole(books: Books, asked: string): Promise<string> {
  const alike = VISIT.test(asked) ? await books.alike(asked) : []
  const [one, another] = alike
  if (!one) throw new Fault('MOMENT_UNKNOWN', { visit: asked })
  if (!another || one.visit === asked) return one.visit
  const visits = alike.map(({ visit, touchpoint, atMs }) => `${visit} (${touchpoint}, ${time(atMs)})`).join('; ')
  throw new Fault('MOMENT_AMBIGUOUS', { visit: asked, visits })
}

const SAID: Record<Told['advice'], string> = { approach: 'approach', wait: 'wait', leave: 'leave alone' }

function lines({ atMs, touchpoint, advice, rule, probability, decidedBy, weighed, reasons }: Told): string[] {
  const head = `${time(atMs)}  ${touchpoint}: ${SAID[advice]}`
  if (probability === undefined) return [`${head} (rule ${rule}). ${reasons.map(({ words }) => words).join(' ')}`]
  return [
    `${head}, ${percent(probability)} that a contact comes out well`,
    ...(weighed ? [`    ${asked(probability, weighed)}`] : []),
    ...(decidedBy === undefined || decidedBy === 'model' ? [] : [`    ${BY_WORDS[decidedBy]}`]),
    ...(reasons.length === 0 ? ['    nothing about them is unusual'] : []),
    ...reasons.map(({ words, moved = 0 }) => `    odds × ${Math.exp(moved).toFixed(2).padStart(5)}  ${words}`),
  ]
}

/** What an approach asked for then, and what it was held against. */
function asked(probability: number, { bar, reached }: NonNullable<Told['weighed']>): string {
  const isTaken = percent(reached) !== percent(probability)
  return `an approach asked for ${percent(bar)} then${isTaken ? `, and with some optimism it was taken for ${percent(reached)}` : ''}`
}

const percent = (share: number): string => `${Math.round(100 * share)} %`

function time(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}
