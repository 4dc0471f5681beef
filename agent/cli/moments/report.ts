import { defineCommand } from 'citty'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { Moments } from '../../../config/moments.ts'
import { write } from '../../../models/write.ts'
import { contextOf } from '../../events/context.ts'
import { glance } from '../../moments/keeper.ts'
import { report as judge } from '../../moments/worth/report.ts'
import { wantPng } from '../png.ts'
import { print } from '../run.ts'
import { momentsArgs, withBooks } from './books.ts'
import { reliability } from './diagram.ts'
import { sentences } from './sentences.ts'

export const report = defineCommand({
  meta: {
    name: 'report',
    description:
      'How good the advice is, from what was decided and what was said to have become of it: whether probabilities hold, what the advice was worth against never approaching anybody and against approaching after a fixed time, and what was learned so far.',
  },
  args: {
    ...momentsArgs,
    out: { type: 'string', description: 'Draw what was told and what was found here.', valueHint: 'OUT.png' },
    json: {
      type: 'boolean',
      description:
        'One JSON object: {source, simulated, mode, learned, report}; worths are rewards a hundred visits. What cannot be said yet is missing.',
    },
  },
  async run({ args }) {
    wantPng('--out', args.out)
    const config = loadConfig(args.config)
    const { source, simulated } = contextOf(config)
    // Where the section was taken away, what was decided before is told all the same.
    const moments = config.moments ?? Moments.parse({})
    const waits = { settleMs: 60_000 * moments.settleMinutes, outcomeMs: 3_600_000 * moments.outcomeHours }
    const [looks, words] = await withBooks(
      config,
      args.config,
      async books => [await books.looks(), await books.words()] as const,
    )
    const found = judge(looks, words, waits, Date.now())
    if (!found) throw new Fault('MOMENTS_NONE', { why: silence(config) })
    const learned = glance(config, Date.now())
    const told = { source, simulated, mode: config.moments?.mode, learned, report: found }
    if (args.out !== undefined) await write(args.out, await reliability(told))
    print(args.json, told, () =>
      [
        ...sentences(told),
        ...(args.out === undefined ? [] : ['', `${args.out} shows what was told beside what was found.`]),
      ].join('\n'),
    )
  },
})

function silence({ moments, touchpoints }: Config): string {
  if (!moments) return 'the configuration has no section moments'
  if (touchpoints.length === 0) return 'the configuration names no touchpoints, and only at these anybody is judged'
  return 'nobody was at a touchpoint yet for whom no rule holds'
}
