import { describe, expect, test, vi } from 'vitest'
import { subscribe } from '../../../../agent/events/subscriber/subscribe.ts'
import { embed } from '../../../../agent/publish/embedded.ts'
import { ends, hearing, Memory, STORE, teller, until } from './hearing.ts'

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
    const codes = [...faults, ...again.faults].map(({ code }) => code)
    expect(codes.filter(code => code !== 'SUBSCRIBER_OFFLINE')).toEqual(['AGENT_REWOUND'])
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
    expect(second.gaps).toEqual([])
    // A broker that still lets go of the one before it may be tried twice.
    expect(second.faults.map(({ code }) => code).filter(code => code !== 'SUBSCRIBER_OFFLINE')).toEqual([])
    await second.shop.stop()
    const third = await hearing({ ...at, stores: [STORE] })
    await until('what it did not want', () => third.ids.length === 2)
    expect(third.ids).toEqual(['1-2', '1-3'])
  })

  test('tells once of a store of which it hears nothing, and of an agent that lets it ask for nothing', async () => {
    const { agent, ...at } = await open()
    agent.refusal = { code: 'REQUEST_FORBIDDEN', message: 'not you' }
    const { faults } = await hearing({ ...at, answerMs: 300, stores: [STORE, { tenant: 'acme', store: 'linz' }] })
    const told = (code: string) => faults.filter(fault => fault.code === code)
    await until('both', () => told('STORE_SILENT').length > 0 && told('REPLAY_FAILED').length > 0)
    expect(told('STORE_SILENT').map(({ message }) => message)).toEqual([expect.stringContaining('acme/linz/+/status')])
    expect(told('REPLAY_FAILED')[0]!.message).toContain('requests.clients')
  })

  test('says each time that it is let in', async () => {
    const broker = await embed({ host: '127.0.0.1', port: 0 })
    const onOnline = vi.fn()
    await hearing({ url: broker.url, protocol: '3.1.1', onOnline })
    expect(onOnline).toHaveBeenCalledTimes(1)
    await broker.close()
    const next = await embed({ host: '127.0.0.1', port: Number(new URL(broker.url).port) })
    ends.push(() => next.close())
    await until('the broker to be back', () => onOnline.mock.calls.length === 2)
  })

  test.each(['ca', 'cert', 'key'])('takes no path for %s', key => {
    const options = { url: 'mqtts://127.0.0.1', name: 'crm', stores: [STORE], progress: new Memory() }
    expect(() => subscribe({ ...options, [key]: 'certs/ca.pem' })).toThrow('not the path of a file')
    expect(() => subscribe({ ...options, [key]: '-----BEGIN CERTIFICATE-----' })).not.toThrow()
  })

  test('does not begin where it is stopped before it was let in', async () => {
    const shop = subscribe({
      ...{ url: 'mqtt://127.0.0.1:1', name: 'crm', stores: [STORE], progress: new Memory() },
      onFault: () => {},
    })
    const begun = shop.start()
    await Promise.all([expect(begun).rejects.toMatchObject({ code: 'SUBSCRIBER_STOPPED' }), shop.stop()])
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
