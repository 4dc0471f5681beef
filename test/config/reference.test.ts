import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { configReference, configSchema } from '../../config/reference.ts'
import { ROOT } from '../../config/root.ts'

const read = (file: string) => readFileSync(new URL(file, ROOT), 'utf8')

test('the reference page is as the schemas say (else: npm run generate)', () => {
  expect(read('config/REFERENCE.md')).toBe(configReference())
})

test('the JSON Schema is as the schemas say (else: npm run generate)', () => {
  expect(JSON.parse(read('config/schema.json'))).toEqual(configSchema())
})

test('every key has a meaning', () => {
  const rows = configReference()
    .split('\n')
    .filter(line => /^\| \w+(\[\])?[.]/.test(line))
  const bare = rows.filter(line => line.endsWith('|  |') && !/^\| \S+: /.test(line))
  expect(rows.length).toBeGreaterThan(50)
  expect(bare).toEqual([])
})
