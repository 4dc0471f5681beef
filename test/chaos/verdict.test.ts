import { describe, expect, test } from 'vitest'
import type { Seen } from './truth.ts'
import { judge } from './verdict.ts'

const seen = (id: string, name: string, subject: string | null = null, more: object = {}): Seen => {
  const type = `aisle.${name}.v1`
  return { id, type, subject, body: JSON.stringify({ id, type, ...(subject && { subject }), ...more }) }
}
const run = [
  seen('1-1', 'agent.started'),
  seen('1-2', 'visit.started', 'a'),
  seen('1-3', 'visit.started', 'b'),
  seen('1-4', 'visit.ended', 'a'),
  seen('2-1', 'visit.ended', 'b'),
]

describe('the verdict on a run', () => {
  test('is clean where everything came once, in whatever order', () => {
    expect(judge(run, [], run.toReversed())).toEqual({ events: 5, lost: [], duplicated: [], unended: [] })
  })

  test('is clean where an event was told again as one of the past, and where some came that were committed later', () => {
    const told = run.map((one, i) => (i === 2 ? seen('1-3', 'visit.started', 'b', { historical: true }) : one))
    const later = [seen('3-1', 'agent.started')]
    expect(judge(run, later, [...told, ...later])).toMatchObject({ lost: [], duplicated: [], unended: [] })
  })

  test.each(run)('names $id where it did not come', missing => {
    const { lost, unended } = judge(
      run,
      [],
      run.filter(one => one !== missing),
    )
    expect(lost).toEqual([missing.id])
    expect(unended).toEqual(missing.subject ? [missing.subject] : [])
  })

  test.each(run)('names $id where it came twice', twice => {
    expect(judge(run, [], [...run, twice]).duplicated).toEqual([twice.id])
  })

  test('takes what came changed for lost', () => {
    const changed = run.map((one, i) => (i === 0 ? seen('1-1', 'agent.started', null, { data: 1 }) : one))
    expect(judge(run, [], changed).lost).toEqual(['1-1'])
  })

  test('names what came and was never committed, and a number that was given twice', () => {
    expect(judge(run, [], [...run, seen('9-9', 'agent.started')]).duplicated).toEqual(['9-9'])
    expect(judge([...run, seen('1-1', 'agent.stopped')], [], run).duplicated).toEqual(['1-1'])
  })

  test('names a visit that ends twice, never, or without a beginning', () => {
    const again = [...run, seen('2-2', 'visit.ended', 'a')]
    expect(judge(again, [], again).unended).toEqual(['a'])
    const never = run.slice(0, 4)
    expect(judge(never, [], never).unended).toEqual(['b'])
    const early = [...run, seen('2-2', 'visit.ended', 'c')]
    expect(judge(early, [], early).unended).toEqual(['c'])
  })
})
