import { execFileSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Outline } from '../agent/cli/outline.ts'
import { program as built } from './built.ts'
import { commandsIn, documents, leads, linksIn, type Typed } from './documents.ts'

const all = documents()
const program = outlined()

test('the README is short, and leads to every other document', () => {
  const [readme] = all
  expect(readme!.text.split('\n').length).toBeLessThanOrEqual(130)
  const led = linksIn(readme!).map(link => link.split('#')[0])
  expect(led).toEqual(expect.arrayContaining(all.slice(1).map(({ path }) => path)))
})

describe.each(all)('$path', document => {
  test('leads nowhere that there is nothing', () => {
    expect(linksIn(document).filter(link => !leads(link))).toEqual([])
  })

  test('names no command and no option that there is not, and types none that lacks something', () => {
    const wrong = commandsIn(document.text).map(typed => [typed.words.join(' '), wrongIn(typed)])
    expect(wrong.filter(([, found]) => found !== undefined)).toEqual([])
  })
})

test('what is wrong with a command is found', () => {
  const found = (line: string) => commandsIn(`\n\n    npx aislectl ${line}\n`).map(typed => wrongIn(typed))
  expect(found('doctor --config a.yaml # --x')).toEqual([undefined])
  expect(found('calibrate pose --position 4,4.9 --height 3')).toEqual([undefined])
  expect(found('dctor')).toEqual(['there is no dctor'])
  expect(found('config')).toEqual(['one of check, diff, apply, rollback is to be named'])
  expect(found('doctor --confg a.yaml')).toEqual(['there is no --confg'])
  expect(found('doctor')).toEqual(['--config is lacking'])
  expect(found('config check')).toEqual(['FILE… is lacking'])
  expect(commandsIn('of `aislectl doctor` and `aislectl`, not aislectl x')).toHaveLength(2)
})

function wrongIn({ words, isWhole }: Typed): string | undefined {
  let command = program
  let rest = [...words]
  while (command.children.length > 0 && rest.length > 0) {
    const child = command.children.find(({ words: names }) => names.at(-1) === rest[0])
    // The names of several, such as `snapshot | calibrate`, or none.
    if (!child) return `there is no ${rest[0]}`
    command = child
    rest = rest.slice(1)
  }
  if (command.children.length > 0 && isWhole)
    return `one of ${command.children.map(({ words: names }) => names.at(-1)).join(', ')} is to be named`
  const met = new Set<string>()
  let positionals = 0
  while (rest.length > 0) {
    const word = rest.shift()!
    if (!/^--?[a-z]/.test(word)) {
      positionals++
      continue
    }
    const [name] = word.replace(/^--?/, '').split('=')
    const option = command.options.find(one => one.name === name || one.aliases.includes(name!))
    if (!option) return `there is no ${word}`
    met.add(option.name)
    if (option.hint !== undefined && !word.includes('=')) rest.shift()
  }
  if (!isWhole) return undefined
  const lacking = command.options.find(({ isRequired, name }) => isRequired && !met.has(name))
  if (lacking) return `--${lacking.name} is lacking`
  const expected = command.positionals.filter(({ isRequired }) => isRequired)
  return expected.length > positionals ? `${expected[positionals]!.hint} is lacking` : undefined
}

/** Every command, of the program as it was built: to load all of them from their sources takes many times as long. */
function outlined(): Outline {
  const [cli, outline] = ['aislectl', 'outline'].map(name => pathToFileURL(built(`cli/${name}.ts`)).href)
  const code = `
    const [{ aislectl }, { outline }] = await Promise.all([import('${cli}'), import('${outline}')])
    process.stdout.write(JSON.stringify(await outline(aislectl, 'aislectl')))`
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' }))
}
