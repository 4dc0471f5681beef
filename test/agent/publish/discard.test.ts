import { afterAll, expect, test } from 'vitest'
import { discard } from '../../../agent/publish/discard.ts'
import { Outbox } from '../../../agent/publish/outbox.ts'
import { openStore } from '../../../agent/store/store.ts'
import { context } from '../events/facts.ts'
import { many } from './shop.ts'

const store = openStore({ path: ':memory:' }, 0)
afterAll(() => store.close())

test('where nobody is to have the events, none of them is kept', () => {
  const outbox = new Outbox(store, { context, atMs: 0, commitMs: 0, maxMegabytes: 2 })
  discard(outbox)
  for (let i = 0; i < 5; i++) {
    outbox.append(many(1500))
    outbox.flush()
  }
  expect([outbox.waiting, outbox.dropped]).toEqual([0, 0])
  outbox.close()
})
