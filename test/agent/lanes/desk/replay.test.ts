import { afterEach, expect, test } from 'vitest'
import { retelling } from '../../../../agent/lanes/desk/replay.ts'
import type { Said } from '../../../../agent/publish/beside.ts'
import { AT, many, Shop } from '../../publish/shop.ts'

const SOURCE = '/acme/vienna/door'
let shop: Shop | undefined
afterEach(() => {
  shop?.close()
  shop?.remove()
})

function open(say: (said: Said, n: number) => boolean = () => true) {
  shop = new Shop()
  const { outbox } = shop
  const said: Said[] = []
  const desk = retelling({
    source: SOURCE,
    replay: query => outbox.replay(query),
    say: async one => say(one, said.push(one)),
  })
  const ask = (body: Record<string, string>, asker = 'cloud') =>
    desk.serve(body, { asker, atMs: AT, say: async () => true }) as Promise<Record<string, unknown>>
  return { outbox, said, ask, ids: () => said.map(({ body }) => JSON.parse(body).id as string) }
}

test('events are told again in order, marked, on the topic of whoever asked, as many as are wanted', async () => {
  const { outbox, said, ask, ids } = open()
  outbox.append(many(250))
  outbox.flush()
  const all = await ask({})
  const told = ids()
  expect(all).toEqual({ count: told.length, more: false, through: told.at(-1), oldest: told[0] })
  expect(told.length).toBeGreaterThanOrEqual(250)
  for (const { topic, body } of said) {
    expect(topic).toMatch(/^aisle\/v1\/acme\/vienna\/door\/replay\/cloud\/[a-z]+\/[a-z]+$/)
    expect(JSON.parse(body).historical).toBe(true)
  }
  said.length = 0
  expect(await ask({ after: told[9]!, through: told[19]! })).toMatchObject({ count: 10, through: told[19] })
  expect(ids()).toEqual(told.slice(10, 20))
  said.length = 0
  expect(await ask({ after: told.at(-1)! })).toEqual({ count: 0, more: false, oldest: told[0] })
})

test('nobody has told again what is for another, nor what machines of the store say to each other', async () => {
  const { outbox, said, ask } = open()
  outbox.post(AT, 'aisle/v1/acme/vienna/door/node/tracks', id => JSON.stringify({ id, x: 1 }))
  outbox.append(many(1))
  outbox.flush()
  await ask({})
  expect(said.length).toBeGreaterThan(0)
  expect(said.filter(({ topic }) => topic.includes('node'))).toEqual([])
  await expect(ask({ stream: 'crm' })).rejects.toMatchObject({ code: 'REQUEST_FORBIDDEN' })
  await expect(ask({ after: '7-1-crm' })).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' })
  expect(await ask({ stream: 'crm' }, 'crm')).toMatchObject({ count: 0 })
})

test('where the broker goes meanwhile, whoever asked hears how many it took', async () => {
  const { outbox, ask } = open((_, n) => n <= 120)
  outbox.append(many(250))
  outbox.flush()
  await expect(ask({})).rejects.toMatchObject({ code: 'REPLAY_BROKEN', details: { count: 120 } })
})
