import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { outline } from '../outline.ts'
import { print } from '../run.ts'
import { bash } from './bash.ts'
import { fish } from './fish.ts'
import { zsh } from './zsh.ts'

export const SHELLS = { bash, zsh, fish } as const

export const completion = defineCommand({
  meta: {
    name: 'completion',
    description:
      'Print a script that lets a shell complete the words of aislectl. For bash: source <(aislectl completion bash). The Debian package brings all three along.',
  },
  args: {
    shell: { type: 'positional', required: true, valueHint: 'bash|zsh|fish', description: 'Of which shell.' },
    json: { type: 'boolean', description: 'One JSON object: {shell, script}.' },
  },
  async run({ args: { shell, json } }) {
    if (!(shell in SHELLS))
      throw new Fault('ARGUMENT_INVALID', { argument: 'SHELL', value: shell, expected: 'bash, zsh or fish' })
    // The tree of commands holds this one too: asked for when it is whole.
    const { aislectl } = await import('../aislectl.ts')
    const script = SHELLS[shell as keyof typeof SHELLS](await outline(aislectl, 'aislectl'))
    print(json, { shell, script }, () => script.trimEnd())
  },
})
