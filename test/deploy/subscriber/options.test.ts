import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ROOT } from '../../../config/root.ts'

function say(...args: string[]) {
  const file = fileURLToPath(new URL('dist/deploy/subscriber/sqlite.js', ROOT))
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args, ':memory:'], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('an example says what can be said to it', () => {
  const { status, stdout, stderr } = say('--help')
  expect([status, stderr]).toEqual([0, ''])
  for (const option of ['url', 'name', 'store', 'ca', 'cert', 'key', 'protocol'])
    expect(stdout).toContain(`--${option}`)
})

test.each([
  [['--nam', 'x'], '--nam'],
  [['--ca', 'nope.pem'], '--ca nope.pem cannot be read: ENOENT'],
  [['--ca', fileURLToPath(new URL('package.json', ROOT))], 'The option ca'],
  [['--store', 'acme'], '--store acme is not tenant/store'],
  [['--name', 'Some Body'], 'The option name'],
  [['--url', 'broker.example'], 'mqtts://host:8883'],
  [['--protocol', '4'], '--protocol 4'],
])('an example refuses %j in a sentence', (args, words) => {
  const { status, stderr } = say(...args)
  expect(status).toBe(2)
  expect(stderr).toContain(words)
  expect(stderr).not.toMatch(/^ +at /m)
})
