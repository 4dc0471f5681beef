import fc from 'fast-check'
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
  test('is clean where everything came once, and each stream in its order', () => {
    expect(judge(run, [], run)).toEqual({ events: 5, lost: [], duplicated: [], unended: [], disordered: [] })
    const own = ['1-1-crm', '1-2-crm', '2-1-crm'].map(id => seen(id, 'member.enrolled'))
    expect(judge([...run, ...own], [], [...own, ...run]).disordered).toEqual([])
  })

  test('counts numbers as numbers, and epochs before them', () => {
    const long = ['9-9', '9-10', '10-1'].map(id => seen(id, 'visit.passed'))
    expect(judge(long, [], long).disordered).toEqual([])
    expect(judge(long, [], long.toReversed()).disordered).toEqual(['9-10', '9-9'])
  })

  test('names what came after one that stands behind it in its stream, whichever two of them change places', () => {
    const place = fc.nat(run.length - 1)
    fc.assert(
      fc.property(place, place, (a, b) => {
        fc.pre(a < b)
        const came = run.with(a, run[b]!).with(b, run[a]!)
        const { disordered, ...rest } = judge(run, [], came)
        expect(disordered).toEqual([...run.slice(a + 1, b), run[a]!].map(({ id }) => id))
        expect(rest).toEqual({ events: 5, lost: [], duplicated: [], unended: [] })
      }),
    )
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
