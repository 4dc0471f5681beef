import { defineCommand } from 'citty'
import { glance } from '../../../models/cache.ts'
import { WEIGHTS } from '../../../models/registry.ts'
import { engineOf, originOf } from '../../../models/weight.ts'
import { print } from '../run.ts'
import { cacheArgs, settled } from './cache.ts'
import { table } from './table.ts'

export const list = defineCommand({
  meta: { name: 'list', description: 'What can be used, whose it is, and whether it is on this machine.' },
  args: cacheArgs,
  async run({ args }) {
    const { cache } = settled(args)
    const models = await Promise.all(
      WEIGHTS.map(async weight => ({
        name: weight.name,
        task: weight.task,
        engine: engineOf(weight),
        licence: weight.licence,
        author: weight.author,
        source: originOf(weight),
        here: await glance(weight, cache),
        input: weight.input,
        before: weight.before,
        after: weight.after,
        files: weight.files,
        ...(weight.graph && { graph: { bytes: weight.graph.bytes, sha256: weight.graph.sha256 } }),
      })),
    )
    print(args.json, { cache, models }, () =>
      [...table(['NAME', 'TASK', 'ENGINE', 'LICENCE', 'HERE', 'SOURCE'], models.map(row)), '', `Kept in ${cache}`].join(
        '\n',
      ),
    )
  },
})

function row(model: { name: string; task: string; engine: string; licence: string; here: string; source: string }) {
  return [model.name, model.task, model.engine, model.licence, model.here, model.source]
}
