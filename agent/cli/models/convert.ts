import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { filesFrom, filesInstalled } from '../../../models/fetch.ts'
import { checked, convert as convertSources, sourcesKept } from '../../../models/pull.ts'
import { weightNamed } from '../../../models/registry.ts'
import type { Weight } from '../../../models/weight.ts'
import { write } from '../../../models/write.ts'
import { print } from '../run.ts'
import { cacheArgs, settled } from './cache.ts'

export const convert = defineCommand({
  meta: { name: 'convert', description: 'Make the ONNX graph of a model from its source files, without the network.' },
  args: {
    name: { type: 'positional', required: true, valueHint: 'NAME', description: 'The model.' },
    out: { type: 'string', required: true, valueHint: 'FILE', description: 'Where the graph is written.' },
    from: {
      type: 'string',
      valueHint: 'FILE',
      description: 'The tarball of the package, or the file itself; without it, what was pulled or is installed.',
    },
    ...cacheArgs,
  },
  async run({ args }) {
    const weight = weightNamed(args.name)
    const bytes = await convertSources(weight, await sources(weight, settled(args).cache, args.from))
    await write(args.out, bytes)
    print(args.json, { name: weight.name, file: args.out, bytes: bytes.length, sha256: weight.graph?.sha256 }, () => {
      return `${weight.name} is in ${args.out}, ${bytes.length} bytes.`
    })
  },
})

async function sources(weight: Weight, cache: string, from: string | undefined): Promise<Uint8Array[]> {
  if (from) return checked(weight, await filesFrom(weight, from))
  const kept = await sourcesKept(weight, cache)
  if (kept) return kept
  const installed = await filesInstalled(weight)
  if (!installed) throw new Fault('MODEL_MISSING', { model: weight.name })
  return checked(weight, installed)
}
