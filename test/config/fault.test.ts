import { expect, test } from 'vitest'
import { Config } from '../../config/config.ts'
import { FAULTS } from '../../config/fault.ts'
import { configReference } from '../../config/reference.ts'

test('every configuration key that a fault names is one that there is', () => {
  const named = Object.values(FAULTS)
    .flatMap(sentence => sentence.match(/\b[a-z]+\.[a-z]\w*/gi) ?? [])
    .filter(key => key.split('.')[0]! in Config.shape)
  expect(named).toContain('outbox.path')
  const reference = configReference()
  const isKey = (key: string) => reference.includes(`| ${key} |`) || reference.includes(`| ${key}[] |`)
  expect(named.filter(key => !isKey(key))).toEqual([])
})
