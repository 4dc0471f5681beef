import { expect, test } from 'vitest'
import { WallClock } from '../../../../agent/journey/wall.ts'
import { countOf } from '../../../../agent/moments/map/count.ts'

const clock = new WallClock('Europe/Vienna')
const touchpoint = { id: 'promotion', channel: 'shelf', function: 'inform', stage: 'aware' } as const
const record = (more: object) => ({
  ...{
    visit: 'v',
    startedMs: Date.parse('2026-06-01T16:30:00Z'),
    endedMs: Date.parse('2026-06-01T16:40:00Z'),
    left: 0,
  },
  touches: [
    { kind: 'stay', atMs: Date.parse('2026-06-01T16:31:00Z'), zone: 'promo', dwelled: true, touchpoint } as const,
  ],
  ...more,
})
const count = (more: object) => countOf(record(more), new Set(), new Map([['door', 'entrance']]), clock)

test('who came in by a door that is a touchpoint has met that first', () => {
  expect([...count({ entrance: 'door' }).meetings.keys()]).toEqual(['entrance', 'promotion'])
  expect([...count({ entrance: 'other' }).meetings.keys()]).toEqual(['promotion'])
  expect([...count({}).meetings.keys()]).toEqual(['promotion'])
})

test('of when, only the part of the day is told, by the clock of the shop', () => {
  // Half past six in Vienna.
  expect(count({}).segment.dayPart).toBe('evening')
  expect(clock.at(Date.parse('2026-06-01T22:30:00Z')).date).toBe('2026-06-02')
})

test('company is unknown where nobody knows', () => {
  expect([undefined, 1, 2].map(groupSize => count(groupSize ? { groupSize } : {}).segment.company)).toEqual([
    undefined,
    'alone',
    'group',
  ])
})

test('a member who was recognised is new on the day on which they enrolled, and returns after it', () => {
  const atMs = Date.parse('2026-06-01T16:35:00Z')
  const recognition = { kind: 'recognition', atMs, purpose: 'measure' } as const
  const enrolled = (enrolledOn: string, more = {}) =>
    count({ touches: [recognition, { ...recognition, enrolledOn, ...more }] }).segment.member
  expect(count({}).segment.member).toBeUndefined()
  expect(count({ touches: [recognition] }).segment.member).toBe('undated')
  expect(enrolled('2026-06-01')).toBe('new')
  expect(enrolled('2026-05-31')).toBe('returning')
  // They came before midnight and enrolled after it, and in Vienna that is at ten of Greenwich.
  expect(enrolled('2026-06-02', { atMs: Date.parse('2026-06-01T22:10:00Z') })).toBe('new')
  // The clock was set back since.
  expect(enrolled('2026-06-02')).toBe('undated')
})
