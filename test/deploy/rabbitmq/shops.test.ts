import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SHOPS = fileURLToPath(new URL('../../../deploy/rabbitmq/shops.sh', import.meta.url))

test('agents and bridges whose names differ only in where they are cut have queues of their own', () => {
  const names = ['a-b/c/d', 'a/b-c/d', 'a/b/c-d', 'a-b/c-d', 'a/b-c-d', 'a-b-c/d']
  const { permissions } = JSON.parse(execFileSync('sh', [SHOPS, ...names], { encoding: 'utf8' }))
  const own = (permissions as { configure: string }[]).map(({ configure }) => configure)
  expect(new Set(own).size).toBe(names.length)
})

test('says with --help what it is for, and prints no definitions', () => {
  for (const asked of ['-h', '--help']) {
    const said = execFileSync('sh', [SHOPS, asked], { encoding: 'utf8' })
    expect(said).toMatch(/^What agents and bridges of shops may do/)
    expect(said).toMatch(/rabbitmqctl import_definitions[\s\S]*set to this again\.\n$/)
  }
})
