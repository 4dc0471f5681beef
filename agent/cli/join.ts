import { defineCommand } from 'citty'
import { whereabouts } from '../../config/load.ts'
import { join as joinFleet } from '../fleet/join.ts'
import { readToken } from '../fleet/token.ts'
import { checked } from '../health/check/checked.ts'
import { print } from './run.ts'

export const join = defineCommand({
  meta: {
    name: 'join',
    description:
      'Let this machine join a fleet: makes its key, which never leaves it, has it vouched for, and fetches its first configuration. Broken off and repeated, it goes on where it was.',
  },
  args: {
    token: {
      type: 'positional',
      description:
        'What `aislectl fleet invite` told, good for one machine; - reads it from standard input, so that it stays out of the list of processes.',
      required: true,
    },
    config: {
      type: 'string',
      description: 'Where the configuration goes; key and certificates lie beside it.',
      required: true,
      valueHint: 'FILE',
    },
    replace: {
      type: 'boolean',
      description: 'Also where there is a configuration already; it is kept as FILE.previous.',
    },
    json: { type: 'boolean', description: 'One JSON object: {file, store, hints}.' },
  },
  async run({ args: { token, config: file, replace = false, json } }) {
    const word = token === '-' ? await spoken() : token
    const told = (line: string) => void process.stderr.write(`${line}\n`)
    const config = await joinFleet({ token: readToken(word), file, replace, told })
    const { mistakes, hints } = await checked({ config }, file, Date.now())
    const left = [...mistakes.map(one => `${whereabouts(one)} is ${one.value}, expected ${one.expected}`), ...hints]
    print(json, { file, store: config.store, hints: left }, () =>
      [
        ...left.map(hint => `Still to do: ${hint}`),
        `Then start it: systemctl restart aisled, or aisled --config ${file}`,
      ].join('\n'),
    )
  },
})

async function spoken(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk
  return text
}
