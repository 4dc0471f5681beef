import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import type { Models } from '../../../config/models.ts'
import { type Outcome, pull as pullWeights } from '../../../models/pull.ts'
import { WEIGHTS, weightNamed } from '../../../models/registry.ts'
import type { Weight } from '../../../models/weight.ts'
import { print } from '../run.ts'
import { cacheArgs, settled } from './cache.ts'
import { bar } from './progress.ts'

const TOLD: Record<Outcome, string> = {
  present: 'was there and is right',
  converted: 'was converted again from the files that were there',
  fetched: 'is there now',
}

export const pull = defineCommand({
  meta: { name: 'pull', description: 'Bring weights to this machine, check them and convert them.' },
  args: {
    names: {
      type: 'positional',
      required: false,
      valueHint: 'NAME…',
      description: 'Models to bring; without a name, those that the configuration needs.',
    },
    all: { type: 'boolean', description: 'All models that there are.' },
    from: {
      type: 'string',
      valueHint: 'FILE',
      description: 'A local copy instead of the network: the tarball of the package, or the file itself.',
    },
    force: { type: 'boolean', description: 'Fetch and convert also what is there and right.' },
    ...cacheArgs,
  },
  async run({ args }) {
    const { section, cache } = settled(args)
    const weights = chosen(args._, args.all, section)
    if (args.from && args._.length === 0)
      throw new Fault('ARGUMENT_INVALID', {
        argument: '--from',
        value: args.from,
        expected: 'with the names of models',
      })
    const models: { name: string; outcome: Outcome }[] = []
    const progress = bar(!args.json && process.stderr.isTTY)
    try {
      const how = { cache, from: args.from, force: args.force, onBytes: progress.onBytes }
      for await (const { weight, outcome } of pullWeights(weights, how)) {
        progress.stop()
        models.push({ name: weight.name, outcome })
        if (!args.json) print(false, undefined, () => `${weight.name} ${TOLD[outcome]}.`)
      }
    } finally {
      progress.stop()
    }
    if (args.json) print(true, { cache, models }, () => '')
  },
})

function chosen(names: readonly string[], all: boolean | undefined, section: Models): readonly Weight[] {
  if (all) return WEIGHTS
  return (names.length > 0 ? names : [section.people, section.faces]).map(weightNamed)
}
