import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../../../config/root.ts'
import { documents } from '../../../deploy/debian/documents.ts'
import { linksIn, documents as written } from '../../documents.ts'

const copies = documents()
const installed = new Set(copies.map(([, to]) => to))
const read = copies.filter(([, to]) => to.endsWith('.md'))

test('every document is installed, and each file once', () => {
  expect(read.map(([, to]) => to).toSorted()).toEqual(
    written()
      .map(({ path }) => path)
      .toSorted(),
  )
  expect(installed.size).toBe(copies.length)
})

describe.each(read)('%s, installed', (from, to) => {
  test('leads nowhere that nothing is installed', () => {
    const text = readFileSync(new URL(from, ROOT), 'utf8')
    const paths = linksIn({ path: to, text }).map(link => link.split('#')[0]!)
    expect(paths.filter(path => !installed.has(path))).toEqual([])
  })
})

test('each is there, and no key is that somebody made beside the scripts that make them', () => {
  expect(copies.filter(([from]) => !existsSync(new URL(from, ROOT)))).toEqual([])
  const key = new URL('deploy/mosquitto/made-by-a-test.key', ROOT)
  writeFileSync(key, '')
  try {
    expect(documents()).toEqual(copies)
  } finally {
    rmSync(key)
  }
})

test('what a broker or a dashboard is set up with is installed whole, and nothing that builds the package', () => {
  const names = ['rabbitmq/definitions.json', 'rabbitmq/shops.sh', 'grafana/aisle.json', 'subscriber/options.ts']
  expect([...installed]).toEqual(expect.arrayContaining(names.map(name => `deploy/${name}`)))
  expect([...installed]).toEqual(
    expect.arrayContaining(['examples/mosquitto/aisle.conf', 'examples/members.example.yaml']),
  )
  expect([...installed].filter(path => path.startsWith('deploy/debian/'))).toEqual(['deploy/debian/README.md'])
})
