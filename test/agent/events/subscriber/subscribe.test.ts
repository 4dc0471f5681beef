import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Aedes } from 'aedes'
import { describe, expect, test, vi } from 'vitest'
import { Link } from '../../../../agent/events/subscriber/link.ts'
import { subscribe } from '../../../../agent/events/subscriber/subscribe.ts'
import { embed } from '../../../../agent/publish/embedded.ts'
import { describeWith } from '../../../needs.ts'
import { Mosquitto } from '../../publish/mosquitto.ts'
import { ends, hearing, Memory, STORE, teller, until } from './hearing.ts'

interface House {
  readonly protocol: 5 | '3.1.1'
  readonly broker: () => Promise<{ readonly url: string }>
}

function conformance({ protocol, broker }: House): void {
  test('hears what an agent still has, then what happens, by name, with what it carries, and acknowledges it', async () => {
    const { url } = await broker()
    const agent = await teller(url)
    for (let i = 0; i < 5; i++) await agent.tell()
    const durations: number[] = []
    const { ids } = await hearing({ url, protocol }, shop =>
      shop.on('visit.ended', (event, tx) => {
        expect(tx).toBe('tx')
        durations.push(event.data.durationSeconds)
      }),
    )
    await until('what was there', () => ids.length === 5)
    await agent.tell('visit.ended')
    await agent.tell('member.enrolled')
    await until('what happens', () => ids.length === 7)
    expect(ids.slice(0, 6)).toEqual(agent.ids())
    expect(ids[6]).toBe('1-1-crm')
    expect(durations).toEqual([252.5])
    await until('acknowledgements', () => agent.acknowledged.get('') === '1-6')
    await until('acknowledgements', () => agent.acknowledged.get('crm') === '1-1-crm')
  })

  test('asks again for what does not arrive, also for the end of an epoch, and tells once what is gone for good', async () => {
    const { url } = await broker()
    const agent = await teller(url)
    const { ids, gaps } = await hearing({ url, protocol })
    await agent.tell()
    for (let i = 0; i < 3; i++) await agent.tell('visit.started', false)
    await agent.tell()
    await until('the gap', () => ids.length === 5)
    await agent.tell('visit.started', false)
    await agent.restart()
    await agent.tell()
    await until('the end of the epoch', () => ids.length === 7)
    expect(ids).toEqual(agent.ids())
    expect(gaps).toEqual([])

    await agent.tell('visit.started', false)
    await agent.tell('visit.started', false)
    agent.kept.splice(-2)
    await agent.tell()
    await agent.tell('visit.started', false)
    await agent.tell()
    await until('what comes after', () => ids.length === 10)
    const source = agent.source
    expect(gaps).toEqual([
      { ...{ source, stream: '', after: '2-1', through: '2-3', count: 2 }, certain: true, why: 'gone' },
    ])
    expect(ids).toEqual(agent.ids().filter(id => id !== '2-2' && id !== '2-3'))
  })

  test('goes on where it was, without hearing anything twice, whatever the broker has lost or doubled meanwhile', async () => {
    const { url } = await broker()
    const agent = await teller(url)
    const progress = new Memory()
    const first = await hearing({ url, protocol, progress })
    for (let i = 0; i < 3; i++) await agent.tell()
    await until('the first', () => first.ids.length === 3)
    await first.shop.stop()
    await agent.tell('visit.started', false)
    await agent.tell()
    await agent.again(agent.told[4])
    await agent.tell('visit.started', false)
    const second = await hearing({ url, protocol, progress })
    await until('what happened meanwhile', () => second.ids.length === 3)
    await agent.again(agent.told[1])
    await agent.tell()
    await until('what happens', () => second.ids.length === 4)
    expect([...first.ids, ...second.ids]).toEqual(agent.ids())
    expect(second.gaps).toEqual([])
  })

  test('gives an event again to a handler that failed, and nothing behind it before', async () => {
    const { url } = await broker()
    const agent = await teller(url)
    let failures = 5
    const { ids, faults } = await hearing({ url, protocol }, shop =>
      shop.on('zone.left', () => {
        if (failures-- > 0) throw new Error('no')
      }),
    )
    await agent.tell()
    await agent.tell('zone.left')
    for (let i = 0; i < 5; i++) await agent.tell()
    await until('all', () => new Set(ids).size === 7)
    // What stood before it in one batch was done again with it: this progress cannot take anything back.
    expect([...new Set(ids)]).toEqual(agent.ids())
    expect(ids.filter(id => id === '1-2')).toHaveLength(1)
    expect(faults.map(({ code }) => code)).toContain('HANDLER_FAILED')
  })

  test('passes over what only a later version of the contract knows, and hears what is new in what it knows', async () => {
    const { url } = await broker()
    const agent = await teller(url)
    const unknown: string[] = []
    const reasons: string[] = []
    const { ids, gaps } = await hearing({ url, protocol }, shop =>
      shop
        .onUnknown(({ type }, why) => unknown.push(`${type}: ${why}`))
        .on('visit.ended', ({ data }) => reasons.push(data.reason)),
    )
    await agent.tell('visit.ended', true, {
      novel: 1,
      data: { reason: 'beamed', startedAt: '2026-11-25T10:00:00.000Z', durationSeconds: 1, novel: {} },
    })
    await agent.tell('visit.started', true, { type: 'aisle.visit.pondered.v1' })
    await agent.tell('visit.ended', true, { data: { reason: 'exited' } })
    await agent.tell()
    await until('the last', () => ids.includes('1-4'))
    expect(ids).toEqual(['1-1', '1-4'])
    expect(reasons).toEqual(['beamed'])
    expect(unknown).toHaveLength(2)
    expect(unknown[0]).toContain('aisle.visit.pondered.v1: type')
    expect(unknown[1]).toContain('aisle.visit.ended.v1: data.startedAt')
    expect(gaps).toEqual([])
  })

  test('hears several agents of several stores, and nothing of others', async () => {
    const { url } = await broker()
    const sources = ['/acme/vienna/door', '/acme/vienna/ears', '/acme/graz/door', '/acme/linz/door']
    const agents = await Promise.all(sources.map(source => teller(url, source)))
    const heard: string[] = []
    const { ids } = await hearing({ url, protocol, stores: [STORE, { tenant: 'acme', store: 'graz' }] }, shop =>
      shop.onAny(({ source, id }) => heard.push(`${source} ${id}`)),
    )
    for (let i = 0; i < 4; i++) for (const agent of agents) await agent.tell('visit.started', i !== 1)
    await until('all', () => ids.length >= 12)
    for (const { source } of agents.slice(0, 3))
      expect(heard.filter(text => text.startsWith(`${source} `))).toEqual(agents[0].ids().map(id => `${source} ${id}`))
    expect(heard).toHaveLength(12)
  })

  test('lets the broker bring no more ahead than the window', async () => {
    const { url } = await broker()
    const agent = await teller(url)
    const acks: (() => void)[] = []
    const online = vi.fn()
    const link = new Link({
      ...{ url, protocol, clientId: 'slow', sessionSeconds: 60, window: 7, filters: ['aisle/v1/+/+/+/visit/+'] },
      ...{ onOnline: online, onFault: () => {}, onMessage: (_topic, _payload, ack) => void acks.push(ack) },
    })
    ends.push(() => link.end(1000))
    await until('the broker', () => online.mock.calls.length > 0)
    for (let i = 0; i < 40; i++) await agent.tell()
    await until('the first seven', () => acks.length === 7)
    for (let done = 0; done < 40; done++) {
      await until(`message ${done}`, () => acks.length > done)
      expect(acks.length).toBeLessThanOrEqual(done + 7)
      acks[done]()
    }
    expect(acks).toHaveLength(40)
  })

  test('asks in smaller pieces where the broker drops some of what is sent again', async () => {
    const { url } = await broker()
    const agent = await teller(url)
    for (let i = 0; i < 700; i++) await agent.tell('visit.started', false)
    agent.arrives = at => at < 100
    const { ids, gaps } = await hearing({ url, protocol })
    await until('all', () => ids.length === 700)
    expect(ids).toEqual(agent.ids())
    expect(gaps).toEqual([])
  })

  test('finds what did not arrive though nothing behind it shows that', async () => {
    const { url } = await broker()
    const agent = await teller(url)
    const { ids } = await hearing({ url, protocol, checkMs: 300 })
    await agent.tell()
    await until('the first', () => ids.length === 1)
    await agent.tell('visit.started', false)
    await until('the second', () => ids.length === 2)
  })

  test('gives up what an agent does not give, after a while, and goes on', async () => {
    const { url } = await broker()
    const agent = await teller(url)
    agent.refusal = { code: 'REQUEST_FORBIDDEN', message: 'not you' }
    const { ids, gaps, faults } = await hearing({ url, protocol, patienceMs: 100 })
    await agent.tell()
    await until('the first', () => ids.length === 1)
    await agent.tell('visit.started', false)
    await agent.tell()
    await until('what comes after', () => ids.length === 2)
    expect(gaps).toMatchObject([{ after: '1-1', through: '1-2', why: 'refused' }])
    expect(faults.map(({ code }) => code)).toContain('REPLAY_FAILED')
  })
}

describeWith(['mosquitto'], 'a subscriber at mosquitto', () => {
  const broker = async () => {
    const broker = await Mosquitto.start()
    ends.unshift(() => broker.end())
    return broker
  }
  describe('with MQTT 5', () => conformance({ protocol: 5, broker }))
  describe('with MQTT 3.1.1', () => conformance({ protocol: '3.1.1', broker }))

  test('comes back when the broker does, and asks for what it has lost', async () => {
    const broker = await Mosquitto.start()
    ends.push(() => broker.end())
    const agent = await teller(broker.url)
    const { ids, faults } = await hearing({ url: broker.url })
    await agent.tell()
    await until('the first', () => ids.length === 1)
    await broker.down('SIGKILL')
    await broker.up()
    for (let i = 0; i < 3; i++) await agent.tell('visit.started', i > 0)
    await until('the others', () => ids.length === 4)
    expect(ids).toEqual(agent.ids())
    expect(faults.map(({ code }) => code)).toContain('SUBSCRIBER_OFFLINE')
  })
})

describe('a subscriber at the embedded broker', () => {
  const broker = async () => {
    const broker = await embed({ host: '127.0.0.1', port: 0 })
    ends.unshift(() => broker.close())
    return broker
  }
  conformance({ protocol: '3.1.1', broker })
})

test('a subscriber that may not read everything is told so, and hears the rest', async () => {
  const aedes = await Aedes.createBroker({
    authorizeSubscribe: (_client, filter, done) => done(null, filter.topic.includes('/member/') ? null : filter),
  })
  const server = createServer(aedes.handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(() => new Promise<void>(closed => aedes.close(() => server.close(() => closed()))))
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`
  const agent = await teller(url)
  const { ids, faults } = await hearing({ url, protocol: '3.1.1' })
  await agent.tell()
  await until('the rest', () => ids.length === 1)
  expect(faults.map(({ code }) => code)).toEqual(['SUBSCRIPTION_REFUSED'])
  expect(faults[0]!.message).toContain('aisle/v1/acme/vienna/+/member/+/crm')
})

test.each([
  ['name', { name: 'Not a slug' }],
  ['stores', { stores: [] }],
  ['stores.0.tenant', { stores: [{ tenant: '+', store: 'vienna' }] }],
  ['protocol', { protocol: 4 }],
  ['window', { window: 0 }],
] as const)('an option that cannot be is refused at once: %s', (key, option) => {
  const options = { url: 'mqtt://127.0.0.1', name: 'cloud', stores: [STORE], progress: new Memory(), ...option }
  expect(() => subscribe<string>(options as never)).toThrow(`The option ${key} of the subscriber`)
})
