import { defineCommand } from 'citty'
import { glance, heldFor, judge, type Verdict } from '../../../models/cache.ts'
import { WEIGHTS, weightNamed } from '../../../models/registry.ts'
import type { Weight } from '../../../models/weight.ts'
import { EXIT, print } from '../run.ts'
import { cacheArgs, settled } from './cache.ts'

/** What a check found: of one weight, and of each of its files. */
interface Checked {
  name: string
  is: 'right' | 'absent' | 'wrong'
  files: ({ file: string; expected: string } & Verdict)[]
}

export const verify = defineCommand({
  meta: {
    name: 'verify',
    description: 'Read every weight on this machine and compare it with what it should be. Fails if one is not.',
  },
  args: {
    names: {
      type: 'positional',
      required: false,
      valueHint: 'NAME…',
      description: 'Models that must be there and right; without a name, whichever are there.',
    },
    ...cacheArgs,
  },
  async run({ args }) {
    const { cache } = settled(args)
    const named = args._.map(weightNamed)
    const models: Checked[] = []
    for (const weight of named.length > 0 ? named : WEIGHTS) models.push(await check(weight, cache))
    const ok = models.every(({ is }) => is === 'right' || (is === 'absent' && named.length === 0))
    print(args.json, { cache, ok, models }, () => models.map(sentence).join('\n'))
    if (!ok) process.exitCode = EXIT.failed
  },
})

async function check(weight: Weight, cache: string): Promise<Checked> {
  if ((await glance(weight, cache)) === 'absent') return { name: weight.name, is: 'absent', files: [] }
  const files = []
  for (const held of heldFor(weight, cache))
    files.push({ file: held.file, expected: held.sha256, ...(await judge(held)) })
  return { name: weight.name, is: files.every(({ is }) => is === 'right') ? 'right' : 'wrong', files }
}

function sentence({ name, is, files }: Checked): string {
  if (is !== 'wrong') return `${name} is ${is}`
  const lines = files.flatMap(found => {
    if (found.is === 'right') return []
    if (found.is === 'absent') return [`  ${found.file} is not there`]
    return [`  ${found.file} has the hash ${found.actual}, expected ${found.expected}`]
  })
  return [`${name} is wrong; bring it again with: aislectl models pull ${name}`, ...lines].join('\n')
}
