import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import type { Models } from '../../../config/models.ts'
import { type Outcome, type Pulled, pull as pullWeights } from '../../../models/pull.ts'
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
    const all: Pulled[] = []
    const progress = bar(!args.json && process.stderr.isTTY)
    try {
      const how = { cache, from: args.from, force: args.force, onBytes: progress.onBytes }
      for await (const one of pullWeights(weights, how)) {
        progress.stop()
        all.push(one)
        if (!args.json && 'outcome' in one) print(false, one, () => `${one.weight.name} ${TOLD[one.outcome]}.`)
      }
    } finally {
      progress.stop()
    }
    if (args.json) print(true, { cache, models: all.map(result) }, () => '')
    const faults = all.flatMap(one => ('fault' in one ? [one.fault] : []))
    if (!args.json) for (const fault of faults.slice(0, -1)) process.stderr.write(`aislectl: ${fault.message}\n`)
    if (faults.length > 0) throw faults.at(-1)
  },
})

function result(one: Pulled) {
  const { name } = one.weight
  return 'outcome' in one
    ? { name, outcome: one.outcome }
    : { name, error: { code: one.fault.code, message: one.fault.message } }
}

function chosen(names: readonly string[], all: boolean | undefined, section: Models): readonly Weight[] {
  if (all) return WEIGHTS
  return (names.length > 0 ? names : [section.people, section.faces]).map(weightNamed)
}
