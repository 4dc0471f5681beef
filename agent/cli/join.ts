import { defineCommand } from 'citty'
import { whereabouts } from '../../config/load.ts'
import { join as joinFleet } from '../fleet/join.ts'
import { readToken } from '../fleet/token.ts'
import { checked } from '../health/check/checked.ts'
import { type Begun, begin } from './join/begin.ts'
import { number } from './number.ts'
import { EXIT, print } from './run.ts'

export const join = defineCommand({
  meta: {
    name: 'join',
    description:
      'Let this machine join a fleet: makes its key, which never leaves it, has it vouched for, fetches its first configuration, and has the agent that runs try it: where it does not hold, the former one is in force again, and this ends with 1. Broken off and repeated, it goes on where it was.',
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
    wait: {
      type: 'string',
      valueHint: 'SECONDS',
      default: '180',
      description: 'How long it is waited for an agent that runs to settle with it.',
    },
    json: {
      type: 'boolean',
      description:
        'One JSON object: {file, store, state, why, hints}; state is laid (start it), waiting (start it, it is on trial), held, returned or unsettled.',
    },
  },
  async run({ args: { token, config: file, replace = false, wait, json } }) {
    const patienceMs = 1000 * number('--wait', wait, 0, 86_400)
    const word = token === '-' ? await spoken() : token
    const told = (line: string) => void process.stderr.write(`${line}\n`)
    let begun: Begun = { state: 'laid' }
    const config = await joinFleet({
      ...{ token: readToken(word), file, replace, told },
      begin: async (text, first) => void (begun = await begin(file, text, first, { patienceMs, progress: told })),
    })
    const { mistakes, hints } = await checked({ config }, file, Date.now())
    const left = [...mistakes.map(one => `${whereabouts(one)} is ${one.value}, expected ${one.expected}`), ...hints]
    print(json, { file, store: config.store, ...begun, hints: left }, () =>
      [...left.map(hint => `Still to do: ${hint}`), ended(file, begun)].join('\n'),
    )
    if (begun.state === 'returned' || begun.state === 'unsettled') process.exitCode = EXIT.failed
  },
})

/** How it came out, and what is next. */
function ended(file: string, { state, why }: Begun): string {
  const start = `systemctl restart aisled, or aisled --config ${file}`
  switch (state) {
    case 'held':
    case 'unchanged':
      return 'The agent runs with it, and it holds.'
    case 'returned':
      return `It did not hold${why === undefined ? '' : `: ${why}`}. The former configuration is in force again. Key and certificate have their place; when it is mended: aislectl config apply ${file}.refused --config ${file}`
    case 'unsettled':
      return `The agent runs with it, and it is not known yet whether it holds. Look again with: aislectl doctor --config ${file}`
    case 'waiting':
      return `Then start it: ${start}. It is on trial: where the broker does not let it in within a minute, ${file}.previous is in force again.`
    case 'laid':
      return `Then start it: ${start}, and prove it: aislectl doctor --config ${file}`
  }
}

async function spoken(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk
  return text
}
