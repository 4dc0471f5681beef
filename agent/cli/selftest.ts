import { defineCommand } from 'citty'
import { loadConfig } from '../../config/load.ts'
import { openDoor } from '../console/door.ts'
import type { Test } from '../health/selftest.ts'
import { asked } from './asked.ts'
import { EXIT, print } from './run.ts'

export const selftest = defineCommand({
  meta: {
    name: 'selftest',
    description:
      'Have the running agent test itself: store, disk, broker, sensors, models, certificates; as the request selftest does. Ends with 1 where something did not pass.',
  },
  args: {
    config: asked,
    json: { type: 'boolean', description: 'One JSON object: {passed, checks: [{check, passed, found, next}]}.' },
  },
  async run({ args: { config: file, json } }) {
    const answer = (await openDoor(loadConfig(file), file).post('/selftest')) as Answer
    print(json, answer, () => [...spoken(answer)].join('\n'))
    if (!answer.passed) process.exitCode = EXIT.failed
  },
})

interface Answer {
  readonly passed: boolean
  readonly checks: readonly Test[]
}

function* spoken({ checks }: Answer): Generator<string> {
  const width = Math.max(...checks.map(({ check }) => check.length))
  for (const { check, passed, found, next } of checks) {
    yield `${passed ? 'ok  ' : 'FAIL'}  ${check.padEnd(width)}  ${found}`
    if (!passed && next !== undefined) yield `      ${' '.repeat(width)}→ ${next}`
  }
  const bad = checks.filter(({ passed }) => !passed).length
  yield bad === 0 ? `All ${checks.length} passed.` : `${bad} of ${checks.length} did not pass.`
}
