import { expect, test } from 'vitest'
import { openAtlas } from '../../../agent/lanes/atlas.ts'
import { write } from '../../../agent/moments/map/kept.ts'
import { Visited } from '../../../agent/publish/visited.ts'
import { openStore } from '../../../agent/store/store.ts'
import { Config } from '../../../config/config.ts'
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

test('what members did is told at the level members, and not of what was kept before that was lowered', async () => {
  const store = openStore({ path: ':memory:' }, 0)
  const meetings = new Map([['door', { firstMs: 0, steps: 1, stayMs: 0, waitMs: 0, engaged: true }]])
  const body = (isMember: boolean) => write({ segment: { dayPart: 'morning', company: 'alone', isMember }, meetings })
  const rows = Array.from({ length: 60 }, (_, i) => ({ visit: `v-${i}`, body: body(i < 30) }))
  new Visited(store.db, context.simulated).add(DAY, rows, 0)
  const kinds = async (level: 'paths' | 'devices' | 'members') => {
    const outbox = { context, append: () => expect.fail('Nothing is to be told.') }
    const atlas = openAtlas(config, level, { store, outbox, warn: fault => expect.fail(fault.message) })!
    const map = await atlas.map({}, 0)
    return map!.rows.flatMap(({ segments }) => segments.map(({ of, is }) => `${of} ${is}`))
  }
  expect(new Set(await kinds('members'))).toEqual(new Set(['membership recognised', 'membership others']))
  expect(await kinds('devices')).toEqual([])
  expect(await kinds('paths')).toEqual([])
  store.close()
})
