import { expect, test } from 'vitest'
import { openAtlas } from '../../../agent/lanes/atlas.ts'
import type { Who } from '../../../agent/moments/map/counted.ts'
import { write } from '../../../agent/moments/map/kept.ts'
import { Visited } from '../../../agent/publish/visited.ts'
import { openStore, type Store } from '../../../agent/store/store.ts'
import { Config } from '../../../config/config.ts'
import type { Level } from '../../../config/jurisdictions.ts'
import { context } from '../events/facts.ts'

const DAY = '2026-06-07'
const config = Config.parse({
  store: { tenant: 't', store: 's', agent: 'a' },
  floor: {
    outline: [
      [0, 0],
      [9, 0],
      [9, 9],
    ],
  },
  touchpoints: [
    { id: 'door', at: { kind: 'line', line: 'door' }, channel: 'floor', function: 'enter', stage: 'aware' },
  ],
})

const MEMBERS = ['new', 'returning', 'undated', undefined] as const
const body = (member?: Who['member']) => {
  const meetings = new Map([['door', { firstMs: 0, steps: 1, stayMs: 0, waitMs: 0, engaged: true }]])
  return write({ segment: { dayPart: 'morning', company: 'alone', member }, meetings })
}
const openAt = (level: Level, store: Store, more = config) => {
  const outbox = { context, append: () => expect.fail('Nothing is to be told.') }
  return openAtlas(more, level, { store, outbox, warn: fault => expect.fail(fault.message) })!
}

test('a map is of the days that are kept, and says so', async () => {
  const store = openStore({ path: ':memory:' }, 0)
  const visited = new Visited(store.db, context.simulated)
  for (const day of ['2026-06-04', '2026-06-07'])
    visited.add(
      day,
      Array.from({ length: 9 }, (_, i) => ({ visit: `${day}-${i}`, body: body() })),
      0,
    )
  const atlas = openAt('paths', store)
  const of = async (days: number, day = DAY) => atlas.map({ day, days }, 0)
  expect(await of(7)).toMatchObject({ from: '2026-06-04', day: DAY, days: 4, visits: 15 })
  expect(await of(2)).toMatchObject({ from: '2026-06-06', days: 2, visits: 5 })
  expect(await of(7, '2026-06-04')).toMatchObject({ from: '2026-06-04', days: 1 })
  expect(await of(7, '2026-06-03')).toBeUndefined()
  store.close()
})

test('nothing is told of fewer than five, also where of fewer devices something is', async () => {
  const store = openStore({ path: ':memory:' }, 0)
  const rows = Array.from({ length: 9 }, (_, i) => ({ visit: `v-${i}`, body: body() }))
  new Visited(store.db, context.simulated).add(DAY, rows, 0)
  const below = async (k: number) =>
    (await openAt('paths', store, { ...config, presence: { ...config.presence, k } }).map({}, 0))!.below
  expect([await below(2), await below(8)]).toEqual([5, 8])
  store.close()
})

test('what members did is told at the level members, and not of what was kept before that was lowered', async () => {
  const store = openStore({ path: ':memory:' }, 0)
  const rows = Array.from({ length: 60 }, (_, i) => ({ visit: `v-${i}`, body: body(MEMBERS[i % 4]) }))
  new Visited(store.db, context.simulated).add(DAY, rows, 0)
  const kinds = async (level: 'paths' | 'devices' | 'members') => {
    const map = await openAt(level, store).map({}, 0)
    return map!.rows.flatMap(({ segments }) => segments.map(({ of, is }) => `${of} ${is}`))
  }
  expect(new Set(await kinds('members'))).toEqual(
    new Set(['membership recognised', 'membership others', 'return new', 'return returning']),
  )
  expect(await kinds('devices')).toEqual([])
  expect(await kinds('paths')).toEqual([])
  store.close()
})
