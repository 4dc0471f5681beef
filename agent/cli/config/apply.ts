import { defineCommand } from 'citty'
import { number } from '../number.ts'
import { EXIT, print } from '../run.ts'
import { textOf } from './diff.ts'
import { force, SETTLED, spoken } from './force.ts'

export const FORCING = {
  config: {
    type: 'string',
    valueHint: 'FILE',
    required: true,
    description: 'The configuration in force, with which the agent runs.',
  },
  wait: {
    type: 'string',
    valueHint: 'SECONDS',
    default: '180',
    description: 'How long it is waited for the agent to settle.',
  },
  json: {
    type: 'boolean',
    description:
      'One JSON object: {state, digest, former, mended, why}; state is unchanged, held, returned, waiting (no agent runs) or unsettled; mended: the one before was broken.',
  },
} as const

export const apply = defineCommand({
  meta: {
    name: 'apply',
    description:
      'Put another configuration in force: it is checked, staged, and handed to the running agent, which returns to the former one where it does not hold. Ends with 1 where it did not.',
  },
  args: {
    new: { type: 'positional', valueHint: 'NEW', required: true, description: 'The new configuration, a YAML file.' },
    ...FORCING,
  },
  run: ({ args }) => forced(args.config, args.new, args),
})

/** Puts what is in one file in force in another, says how it comes along and how it came out. @throws Fault as {@link force} does */
export async function forced(
  file: string,
  from: string,
  { wait, json }: { readonly wait: string; readonly json?: boolean | undefined },
): Promise<void> {
  const patienceMs = 1000 * number('--wait', wait, 0, 86_400)
  const progress = (words: string) => void process.stderr.write(`aislectl: ${words}\n`)
  const outcome = await force(file, textOf(from), from, { patienceMs, progress })
  print(json, outcome, () => spoken(file, outcome))
  if (!SETTLED.has(outcome.state)) process.exitCode = EXIT.failed
}
