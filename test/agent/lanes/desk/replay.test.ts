import { setImmediate as breathe } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { Event } from '../../../../agent/events/contract.ts'
import { retelling } from '../../../../agent/lanes/desk/replay.ts'
import type { Said } from '../../../../agent/publish/beside.ts'
import { FAMILIES } from '../../../../config/requests.ts'
import { AT, draft, ended, many, Shop, started } from '../../publish/shop.ts'

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
  const pages: number[] = []
  const desk = retelling({
    source: SOURCE,
    clients: [
      { name: 'cloud', roles: ['subscriber'] },
      { name: 'till', roles: ['subscriber'], families: ['agent', 'visit'] },
      { name: 'crm', roles: ['subscriber'], families: [] },
    ],
    replay(query, most) {
      const page = outbox.replay(query, most)
      pages.push(page.entries.length)
      return page
    },
    say: async one => {
      const n = said.push(one)
      await breathe()
      return say(one, n)
    },
  })
  const ask = (body: Record<string, string>, asker = 'cloud') =>
    desk.serve(body, { asker, atMs: AT, say: async () => true }) as Promise<Record<string, unknown>>
  return { outbox, said, pages, ask, ids: () => said.map(({ body }) => JSON.parse(body).id as string) }
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

test('nobody has told again what is for another', async () => {
  const { outbox, said, ask } = open()
  outbox.append(many(1))
  outbox.flush()
  await ask({})
  expect(said.length).toBeGreaterThan(0)
  await expect(ask({ stream: 'crm' })).rejects.toMatchObject({ code: 'REQUEST_FORBIDDEN' })
  await expect(ask({ after: '7-1-crm' })).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' })
  expect(await ask({ stream: 'crm' }, 'crm')).toMatchObject({ count: 0 })
})

test('by time they come as by number, however many pages it takes', async () => {
  const { outbox, ask, ids } = open()
  outbox.append(many(250))
  outbox.flush()
  const { count } = await ask({})
  const told = ids()
  const timed = await ask({ since: new Date(AT - 1000).toISOString() })
  expect(timed).toMatchObject({ count, more: false, through: told.at(-1) })
  expect(ids().slice(told.length)).toEqual(told)
})

test('of many that ask at once each has all, in order, a page at a time, and takes turns with the others', async () => {
  const { outbox, said, pages, ask } = open()
  outbox.append(many(250))
  outbox.flush()
  const whole = outbox.replay({ stream: '' }).entries.length
  const askers = Array.from({ length: 12 }, (_, i) => `asker-${i}`)
  const answers = await Promise.all(askers.map(asker => ask({}, asker)))
  expect(answers.map(({ count }) => count)).toEqual(askers.map(() => whole))
  expect(Math.max(...pages)).toBe(100)
  const by = (asker: string) => said.filter(({ topic }) => topic.includes(`/replay/${asker}/`))
  for (const asker of askers) expect(by(asker).map(({ body }) => body)).toEqual(by('asker-0').map(({ body }) => body))
  // The first page of the last comes before the second of the first.
  const at = (asker: string, n: number) => said.indexOf(by(asker)[n]!)
  expect(at('asker-11', 0)).toBeLessThan(at('asker-0', 100))
})

const counted = (count: number) => draft({ kind: 'occupancy.changed', count, atMs: AT })

test('whoever may read only some families has only those told again, and hears how many are withheld', async () => {
  const { outbox, said, ask, ids } = open()
  outbox.append([started('visit-a-abcdef'), counted(2), ...many(20), counted(1), ended('visit-a-abcdef')])
  outbox.flush()
  const all = await ask({})
  const whole = said.splice(0).map(({ body }) => JSON.parse(body) as { id: string; type: string })
  const mine = whole.filter(({ type }) => /^aisle\.(agent|visit)\./.test(type)).map(({ id }) => id)
  expect(mine.length).toBeGreaterThan(1)
  expect(mine.length).toBeLessThan(whole.length)
  expect(await ask({}, 'till')).toEqual({ ...all, count: mine.length, withheld: whole.length - mine.length })
  expect(ids()).toEqual(mine)
  expect(said.filter(({ topic }) => !/\/replay\/till\/(agent|visit)\//.test(topic))).toEqual([])
  said.length = 0
  for (const asked of [{}, { since: new Date(AT - 1000).toISOString() }, { after: whole[0]!.id }])
    await expect(ask(asked, 'crm')).rejects.toMatchObject({ code: 'REQUEST_FORBIDDEN' })
  expect(said).toEqual([])
  expect(await ask({ stream: 'crm' }, 'crm')).toMatchObject({ count: 0 })
})

test('the configuration names each family of the contract that may be for everybody', () => {
  const names = Event.options.map(({ shape }) => shape.type.value.split('.')[1]!)
  expect([...FAMILIES].sort()).toEqual([...new Set(names)].filter(name => name !== 'member').sort())
})

test('where the broker goes meanwhile, whoever asked hears how many it took', async () => {
  const { outbox, ask } = open((_, n) => n <= 120)
  outbox.append(many(250))
  outbox.flush()
  await expect(ask({})).rejects.toMatchObject({ code: 'REPLAY_BROKEN', details: { count: 120 } })
})
