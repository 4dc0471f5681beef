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
