import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandDef } from 'citty'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aislectl } from '../../../../agent/cli/aislectl.ts'
import { bash } from '../../../../agent/cli/completion/bash.ts'
import { fish } from '../../../../agent/cli/completion/fish.ts'
import { zsh } from '../../../../agent/cli/completion/zsh.ts'
import { every, type Outline, outline } from '../../../../agent/cli/outline.ts'

let program: Outline
let folder: string
beforeAll(async () => {
  program = await outline(aislectl as CommandDef, 'aislectl')
  folder = mkdtempSync(join(tmpdir(), 'aisle-completion-'))
  mkdirSync(join(folder, 'shop'))
  writeFileSync(join(folder, 'shop', 'store.yaml'), '')
  writeFileSync(join(folder, 'script.bash'), bash(program))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What bash offers behind a line. */
function offered(...lines: readonly string[]): string[][] {
  const asked = lines.map(line => {
    const words = line.split(' ')
    return `COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; COMPREPLY=(); _aislectl; echo "\${COMPREPLY[*]}"`
  })
  const script = `cd shop
. ../script.bash; complete -p aislectl >/dev/null || exit 1\n${asked.join('\n')}`
  const said = execFileSync('bash', ['--norc', '-ic', script], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return said
    .trimEnd()
    .split('\n')
    .map(line => line.split(' '))
}

describe('in a bash', () => {
  test('commands, options, values and files are completed where they belong', () => {
    expect(
      offered(
        'aislectl co',
        'aislectl config ',
        'aislectl config check ',
        'aislectl config apply ',
        'aislectl config diff ',
        'aislectl config check --j',
        'aislectl doctor --config s',
        'aislectl privacy raise --level p',
        'aislectl completion ',
        'aislectl --config nowhere ver',
      ),
    ).toEqual([
      expect.arrayContaining(['config', 'consent', 'completion']),
      expect.arrayContaining(['check']),
      ['store.yaml'],
      ['store.yaml'],
      ['store.yaml'],
      ['--json'],
      ['store.yaml'],
      ['paths'],
      ['bash', 'zsh', 'fish'],
      ['version'],
    ])
  })

  test('every command of the program is offered behind the words before it', () => {
    const commands = [...every(program)].filter(({ words }) => words.length > 1)
    const answers = offered(...commands.map(({ words }) => words.join(' ')))
    for (const [i, { words }] of commands.entries()) expect(answers[i], words.join(' ')).toContain(words.at(-1))
  })
})

test.each([
  ['zsh', zsh],
  ['fish', fish],
] as const)('what is made for %s is its language, where that is installed', (shell, script) => {
  if (spawnSync('which', [shell]).status !== 0) return
  const file = join(folder, `script.${shell}`)
  writeFileSync(file, script(program))
  const { status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})
