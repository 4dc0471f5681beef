import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { defineCommand } from 'citty'
import type { Config } from '../../../config/config.ts'
import { Fault, why } from '../../../config/fault.ts'
import { examineConfig, type Mistake, parseConfig, whereabouts } from '../../../config/load.ts'
import { print } from '../run.ts'
import { changes, spoken } from './changes.ts'

export const diff = defineCommand({
  meta: {
    name: 'diff',
    description:
      'Say, key by key, what another configuration would change in the one in force. Of secrets only that they change.',
  },
  args: {
    new: {
      type: 'positional',
      valueHint: 'NEW',
      required: false,
      description: 'The other one; without it what is staged, else what `config rollback` would bring back.',
    },
    config: { type: 'string', valueHint: 'FILE', required: true, description: 'The configuration in force.' },
    json: {
      type: 'boolean',
      description:
        'One JSON object: {file, other, changes: [{path, was, is}]}; where the one in force is broken, also its mistakes.',
    },
  },
  run({ args: { config: file, new: named, json } }) {
    const was = examineConfig(file)
    const other = named ?? besides(file)
    const is = asIfIn(other, file)
    if ('mistakes' in was) {
      const { mistakes } = was
      return print(json, { file, other, changes: [], mistakes }, () =>
        [
          `${file} is broken, so it cannot be told key by key what ${other} changes; that one is right in itself. Put it in force with: aislectl config apply ${other} --config ${file}`,
          ...listed(mistakes),
        ].join('\n'),
      )
    }
    const found = changes(was.config, is)
    print(json, { file, other, changes: found }, () =>
      [
        found.length === 0
          ? `${other} changes nothing in ${file}.`
          : `${other} changes ${found.length} key(s) in ${file}:`,
        ...found.flatMap(spoken).map(line => `  ${line}`),
      ].join('\n'),
    )
  },
})

/** @throws Fault ARGUMENT_INVALID */
function besides(file: string): string {
  const real = existsSync(file) ? realpathSync(file) : file
  const found = [`${real}.staged`, `${real}.previous`].find(existsSync)
  if (found !== undefined) return found
  throw new Fault('ARGUMENT_INVALID', {
    argument: 'NEW',
    value: 'missing',
    expected: `a file, since nothing is staged or kept beside ${file}`,
  })
}

/** A configuration as it would be in the place of another: relative paths count from there. @throws Fault CONFIG_UNREADABLE, CONFIG_INVALID */
export function asIfIn(file: string, place: string): Config {
  const found = parseConfig(textOf(file), dirname(resolve(place)))
  if ('config' in found) return found.config
  const list = listed(found.mistakes)
  throw new Fault('CONFIG_INVALID', { file, count: list.length, list: list.join('\n') })
}

function listed(mistakes: readonly Mistake[]): string[] {
  return mistakes.map(one => `  ${whereabouts(one)}: is ${one.value}, expected ${one.expected}`)
}

/** @throws Fault CONFIG_UNREADABLE */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    throw new Fault('CONFIG_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}
