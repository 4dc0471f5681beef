import { expect, test } from 'vitest'
import type { Counted } from '../../../../agent/moments/map/counted.ts'
import { funnel } from '../../../../agent/moments/map/funnel.ts'

const touchpoints = new Map([
  ['door', { id: 'door', channel: 'floor', function: 'enter', stage: 'aware' }],
  ['shelf', { id: 'shelf', channel: 'shelf', function: 'try', stage: 'consider' }],
  ['till', { id: 'till', channel: 'till', function: 'pay', stage: 'buy' }],
] as const)
const segment = { dayPart: 'morning', company: undefined, member: undefined } as const
const visit = (bought: boolean | undefined, ...noticed: readonly string[]): Counted => ({
  ...{ segment, bought },
  meetings: new Map(
    noticed.map((id, i) => [id, { firstMs: i, steps: 1, stayMs: 5, waitMs: id === 'till' ? 5 : 0, engaged: true }]),
  ),
})

test('from the street to the till each step has no more people than the one before, also where a sensor missed some', () => {
  const visits = [
    visit(undefined, 'door'),
    visit(undefined, 'door', 'shelf'),
    visit(false, 'door', 'shelf', 'till'),
    // Nobody said anything, but they stood at the till for long.
    visit(undefined, 'door', 'till'),
    // The till says that they bought; no sensor saw how.
    visit(true),
  ]
  expect(funnel(visits, touchpoints, 10).map(({ name, count }) => [name, count])).toEqual([
    ['passes', 10],
    ['visits', 5],
    ['engaged', 4],
    ['queued', 3],
    ['bought', 2],
  ])
  // Rounded down fewer may be told to have passed than came in.
  expect(funnel(visits, touchpoints, 3)[0]).toEqual({ name: 'passes', count: 5 })
})
