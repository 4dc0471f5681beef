import { expect, test } from 'vitest'
import type { Seen } from '../chaos/truth.ts'
import { judge } from './verdict.ts'

const seen = (id: string, name: string, subject: string | null = null): Seen => ({
  id,
  type: `aisle.${name}.v1`,
  subject,
  body: '',
})
const DAY = [
  seen('1-1', 'agent.started'),
  seen('1-2', 'visit.started', 'a'),
  seen('1-3', 'visit.ended', 'a'),
  seen('1-4', 'agent.stopped'),
  seen('2-1', 'agent.started'),
  seen('2-2', 'agent.stopped'),
]
const without = (id: string) => DAY.filter(one => one.id !== id)

test('a day of which everything came is good', () => {
  expect(judge(DAY)).toEqual({ missing: [], twice: [], unended: [], open: [] })
})

test('what is missing in front, between or at the end of an epoch is found', () => {
  expect(judge(without('1-1')).missing).toEqual(['1-1'])
  expect(judge(without('1-3'))).toMatchObject({ missing: ['1-3'], unended: ['a'] })
  expect(judge(without('1-4')).open).toEqual(['1'])
  expect(judge(without('2-2')).open).toEqual(['2'])
})

test('what came twice is found, and who ended twice', () => {
  expect(judge([...DAY, seen('1-2', 'visit.started', 'a')]).twice).toEqual(['1-2'])
  expect(judge([...without('2-2'), seen('2-2', 'visit.ended', 'a')])).toMatchObject({ unended: ['a'], open: ['2'] })
})
