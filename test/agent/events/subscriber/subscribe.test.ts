import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Aedes } from 'aedes'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Gap } from '../../../../agent/events/subscriber/handlers.ts'
import { Link } from '../../../../agent/events/subscriber/link.ts'
import type { Position, Progress } from '../../../../agent/events/subscriber/progress.ts'
import { type SubscriberOptions, type Subscription, subscribe } from '../../../../agent/events/subscriber/subscribe.ts'
import { embed } from '../../../../agent/publish/embedded.ts'
import type { Fault } from '../../../../config/fault.ts'
import { describeWith } from '../../../needs.ts'
import { Mosquitto } from '../../publish/mosquitto.ts'
import { Teller } from './teller.ts'

const STORE = { tenant: 'acme', store: 'vienna' }

/** Positions that outlive a subscriber, and no more than that. */
class Memory implements Progress<string> {
  readonly positions = new Map<string, Position>()
  load(): Iterable<Position> {
    return this.positions.values()
  }
  async commit(position: Position, work: (tx: string) => Promise<unknown>): Promise<void> {
    await work('tx')
    this.positions.set(`${position.source} ${position.stream}`, position)
  }
}

interface Hearing {
  readonly shop: Subscription<string>
  readonly ids: string[]
  readonly gaps: Gap[]
  readonly faults: Fault[]
}

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const until = (what: string, done: () => boolean) =>
  vi.waitUntil(done, { timeout: 30_000, interval: 10 }).catch(() => expect.fail(`${what}: not within 30 s`))

async function hearing(
  options: Partial<Omit<SubscriberOptions<string>, 'progress'>> & { readonly url: string; readonly progress?: Memory },
  listen: (shop: Subscription<string>) => void = () => {},
): Promise<Hearing> {
  const [ids, gaps, faults]: [string[], Gap[], Fault[]] = [[], [], []]
  const shop = subscribe<string>({
    name: 'crm',
    stores: [STORE],
    progress: new Memory(),
    answerMs: 4000,
    onFault: fault => faults.push(fault),
    ...options,
  })
  shop.onLoss(gap => gaps.push(gap))
  listen(shop)
  shop.onAny(event => ids.push(event.id))
  await shop.start()
  ends.push(() => shop.stop())
  return { shop, ids, gaps, faults }
}

async function teller(url: string, source?: string): Promise<Teller> {
  const agent = await new Teller(url, source).begin()
  ends.push(() => agent.end())
  return agent
}

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

  test('stays connected while nothing is handled for longer than the broker bears silence', async () => {
    const { url } = await broker()
    const agent = await teller(url)
    const acks: (() => void)[] = []
    const [online, faults] = [vi.fn(), vi.fn()]
    const link = new Link({
      ...{
        url,
        protocol: '3.1.1',
        clientId: 'slow',
        sessionSeconds: 60,
        window: 2,
        filters: ['aisle/v1/+/+/+/visit/+'],
      },
      ...{ onOnline: online, onFault: faults, onMessage: (_topic, _payload, ack) => void acks.push(ack) },
      keepaliveSeconds: 4,
    })
    ends.push(() => link.end(1000))
    await until('the broker', () => online.mock.calls.length > 0)
    for (let i = 0; i < 5; i++) await agent.tell()
    await until('the first two', () => acks.length === 2)
    await delay(9000)
    for (let done = 0; done < 5; done++) {
      await until(`message ${done}`, () => acks.length > done)
      acks[done]!()
    }
    expect(faults).not.toHaveBeenCalled()
    expect(online).toHaveBeenCalledTimes(1)
  })
})

describe('a subscriber, at whatever broker,', () => {
  const open = async () => {
    const broker = await embed({ host: '127.0.0.1', port: 0 })
    ends.push(() => broker.close())
    return { url: broker.url, protocol: '3.1.1' as const, agent: await teller(broker.url) }
  }

  test('begins with what happens next where it is told to', async () => {
    const { agent, ...at } = await open()
    for (let i = 0; i < 3; i++) await agent.tell()
    const { ids, gaps } = await hearing({ ...at, from: 'now' })
    await agent.tell()
    await agent.tell('visit.started', false)
    await agent.tell()
    await until('the next', () => ids.length === 3)
    expect(ids).toEqual(['1-4', '1-5', '1-6'])
    expect(gaps).toEqual([])
  })

  test('hears nothing of what is for everybody where it wants its own alone', async () => {
    const { agent, ...at } = await open()
    const { ids } = await hearing({ ...at, streams: 'own' })
    for (const name of ['visit.started', 'member.enrolled', 'consent.granted', 'member.erased'] as const)
      await agent.tell(name)
    await until('its own', () => ids.length === 2)
    expect(ids).toEqual(agent.ids('crm'))
    expect(agent.asked.every(({ stream }) => stream === 'crm')).toBe(true)
  })

  test('does not know whether something is lost where an agent begins its database anew', async () => {
    const { agent, ...at } = await open()
    const { ids, gaps } = await hearing(at)
    await agent.tell()
    await until('the first', () => ids.length === 1)
    await agent.restart(true)
    await agent.tell()
    await until('the next', () => ids.length === 2)
    expect(gaps).toMatchObject([{ after: '1-1', through: '2-0', certain: false }])
  })

  test('hears all of an agent that counts from below: its database is new, and its clock is behind', async () => {
    const { agent, ...at } = await open()
    const progress = new Memory()
    const { ids, gaps, faults, shop } = await hearing({ ...at, progress, answerMs: 300 })
    await agent.restart(false, 1_795_599_852)
    await agent.tell()
    await until('the last of the old database', () => agent.acknowledged.get('') === '1795599852-1')
    await shop.stop()
    agent.acknowledged.clear()
    await agent.restart(true, 3)
    for (let i = 0; i < 3; i++) await agent.tell()
    await agent.restart()
    await agent.tell()
    const again = await hearing({ ...at, progress, answerMs: 300 })
    await until('all that it has', () => again.ids.length === 4)
    await agent.tell()
    await until('acknowledgements', () => agent.acknowledged.get('') === '4-2')
    expect([...ids, ...again.ids]).toEqual(agent.ids())
    expect([...gaps, ...again.gaps]).toMatchObject([{ after: '1795599852-1', through: '0-0', certain: false }])
    expect([...faults, ...again.faults].map(({ code }) => code)).toEqual(['AGENT_REWOUND'])
  })

  test('takes no word of the broker for it that an agent counts from below: that may be old', async () => {
    const { agent, ...at } = await open()
    const progress = new Memory()
    const { ids, gaps, faults } = await hearing({ ...at, progress, answerMs: 300 })
    await agent.restart(false, 7)
    for (let i = 0; i < 3; i++) await agent.tell()
    await until('all', () => ids.length === 3)
    await agent.claim(6)
    await agent.tell()
    await until('what happens', () => agent.acknowledged.get('') === '7-4')
    expect([ids, gaps, faults]).toEqual([agent.ids(), [], []])
  })

  test('hears nothing of a store or a stream that it wants no more', async () => {
    const broker = await embed({ host: '127.0.0.1', port: 0 })
    ends.push(() => broker.close())
    const at = { url: broker.url, protocol: '3.1.1' as const, progress: new Memory() }
    const [vienna, graz] = [await teller(at.url), await teller(at.url, '/acme/graz/door')]
    const tell = async () => {
      for (const agent of [graz, vienna])
        for (const name of ['visit.started', 'member.enrolled'] as const) await agent.tell(name)
    }
    const first = await hearing({ ...at, stores: [{ tenant: 'acme', store: '+' }] })
    await tell()
    await until('both stores', () => first.ids.length === 4)
    await first.shop.stop()
    const second = await hearing({ ...at, streams: 'own' })
    await tell()
    await until('its own', () => second.ids.length === 1)
    await tell()
    await until('its own', () => second.ids.length === 2)
    expect(second.ids).toEqual(['1-2-crm', '1-3-crm'])
    expect([...second.gaps, ...second.faults]).toEqual([])
    await second.shop.stop()
    const third = await hearing({ ...at, stores: [STORE] })
    await until('what it did not want', () => third.ids.length === 2)
    expect(third.ids).toEqual(['1-2', '1-3'])
  })

  test('loses nothing of one stream by what cannot be read in another', async () => {
    const { agent, ...at } = await open()
    const { ids, gaps, faults } = await hearing({ ...at, answerMs: 1000 })
    await agent.tell()
    await agent.tell('member.enrolled')
    await until('the first', () => ids.length === 2)
    agent.mute = true
    agent.asked.splice(0)
    for (const arrives of [false, true]) await agent.tell('visit.started', arrives)
    for (const arrives of [false, false, true]) await agent.tell('member.enrolled', arrives)
    await until('questions', () => agent.asked.length === 2)
    agent.mute = false
    // Of what is for everybody, one that cannot be read; of two that are for us alone the broker drops one.
    const own = agent.kept.filter(({ place }) => place.stream === 'crm')[1]!
    await agent.say(`aisle/v1${agent.source}/replay/crm/visit/started`, 'what is this')
    await agent.say(`aisle/v1${agent.source}/replay/crm/member/enrolled`, { ...own.event, historical: true })
    const ask = agent.asked.find(({ stream }) => stream === 'crm')!
    await agent.say(`aisle/v1${agent.source}/answer/crm/${ask.id}`, {
      ...{ id: ask.id, ok: true, count: 2, through: '1-3-crm', more: false, oldest: '1-1-crm' },
    })
    await until('all of both', () => ids.length === 7)
    expect(gaps).toEqual([])
    expect(faults.map(({ code }) => code)).toContain('EVENT_UNREADABLE')
  })

  test('stops though a handler never ends', async () => {
    const { agent, ...at } = await open()
    let isCalled = false
    const { shop } = await hearing(at, shop =>
      shop.onAny(() => {
        isCalled = true
        return new Promise(() => {})
      }),
    )
    await agent.tell()
    await until('the handler', () => isCalled)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const stopped = shop.stop()
    await vi.advanceTimersByTimeAsync(20_000)
    vi.useRealTimers()
    await stopped
  })

  test('makes a loss a fault where nobody listens for losses', async () => {
    const { agent, ...at } = await open()
    const faults: string[] = []
    const ids: string[] = []
    const shop = subscribe<string>({
      ...{ ...at, name: 'crm', stores: [STORE], progress: new Memory() },
      onFault: fault => faults.push(fault.code),
    }).onAny(({ id }) => ids.push(id))
    await shop.start()
    ends.push(() => shop.stop())
    await agent.tell()
    await until('the first', () => ids.length === 1)
    await agent.tell('visit.started', false)
    agent.kept.pop()
    await agent.tell()
    await until('the last', () => ids.length === 2)
    expect(faults).toEqual(['EVENTS_LOST'])
  })
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
