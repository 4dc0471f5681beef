import { createInterface } from 'node:readline/promises'
import { defineCommand } from 'citty'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { openDoor } from '../../console/door.ts'
import { contextOf } from '../../events/context.ts'
import { glance, knowledgeFile } from '../../moments/keeper.ts'
import { isAbsent } from '../absent.ts'
import { EXIT, print } from '../run.ts'
import { beginAnew } from './anew.ts'
import { momentsArgs } from './books.ts'

export const reset = defineCommand({
  meta: {
    name: 'reset',
    description:
      'Set aside what was learned from outcomes: the advice begins again with what is believed of any shop. The file stays, under another name. What was decided so far stays too.',
  },
  args: {
    ...momentsArgs,
    yes: { type: 'boolean', description: 'Do not ask.' },
    json: {
      type: 'boolean',
      description: 'One JSON object: {aside}, where it lies now; null where nothing was learned.',
    },
  },
  async run({ args: { config: file, yes, json } }) {
    const config = loadConfig(file)
    const kept = knowledgeFile(config.outbox.path, contextOf(config).simulated)
    const nowMs = Date.now()
    const known = glance(config, nowMs)
    const what = known.state === 'learned' ? `what was learned from ${known.outcomes} outcomes` : 'what was learned'
    if (!yes && !(await agrees(`Set aside ${what} (${kept})? [y/N] `))) {
      process.exitCode = EXIT.failed
      return print(json, { aside: null }, () => 'Left as it is.')
    }
    const aside = await setAside(config, file, kept, nowMs)
    print(json, { aside: aside ?? null }, () =>
      aside === undefined
        ? 'Nothing was learned yet. The advice begins with what is believed of any shop.'
        : `It lies in ${aside} now. The advice begins again with what is believed of any shop. To have it back: stop the agent, and give the file its former name.`,
    )
  },
})

/** The agent that runs has it in its memory, and would write it down again. */
async function setAside(config: Config, file: string, kept: string, nowMs: number) {
  try {
    const { aside } = (await openDoor(config, file).post('/moments/reset')) as { aside: string | null }
    return aside ?? undefined
  } catch (thrown) {
    if (!isAbsent(thrown)) throw thrown
    return beginAnew(config, kept, nowMs)
  }
}

/** @throws Fault ARGUMENT_INVALID where nobody is there to be asked */
async function agrees(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new Fault('ARGUMENT_INVALID', {
      argument: '--yes',
      value: 'missing',
      expected: 'given where nobody can be asked',
    })
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await asking.question(question)).trim())
  } finally {
    asking.close()
  }
}
