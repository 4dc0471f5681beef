import { expect, test, vi } from 'vitest'
import { Denials } from '../../../agent/publish/denials.ts'
import type { Fault } from '../../../config/fault.ts'
import { afterwards, pace, publish, shop } from './afterwards.ts'
import { picky } from './picky.ts'
import { AT, draft, many, passed } from './shop.ts'

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 20_000, interval: 5 })
const P = 'aisle/v1/acme/vienna/door'

async function broker(allows: (topic: string) => boolean) {
  const one = await picky(allows)
  afterwards.push(one.close)
  const told: Fault[] = []
  const online: string[] = []
  return {
    ...one,
    told,
    online,
    options: { onFault: (fault: Fault) => told.push(fault), onOnline: (url: string) => online.push(url) },
  }
}

test('a topic that the broker refuses again and again holds nothing else back, and is told and counted', async () => {
  const one = shop()
  const till = () => draft({ kind: 'member.erased', atMs: AT, audience: 'till', member: 'member-0123456789abcdef' })
  one.outbox.append([passed(), till(), ...many(60), till()])
  one.outbox.flush()
  const { url, seen, told, options } = await broker(topic => !topic.endsWith('/till'))
  await publish(one, { url }, { ...options, pace: { ...pace, steadyMs: 60_000 } })
  await until(() => one.outbox.waiting === 0)
  one.outbox.append([till(), passed()])
  await until(() => one.outbox.waiting === 0)
  expect(seen.connections).toBe(3)
  expect(one.outbox.dropped).toBe(3)
  const topic = `${P}/member/erased/till`
  expect(told.map(({ code }) => code)).toEqual(['BROKER_REFUSED', 'BROKER_REFUSED'])
  for (const { message } of told) expect(message).toContain(topic)
})

test('a topic that is refused for a while only loses nothing', async () => {
  const one = shop()
  one.outbox.append(many(5))
  one.outbox.flush()
  const { url, seen, options } = await broker(topic => !topic.endsWith('/passed') || seen.connections > 2)
  await publish(one, { url }, options)
  await until(() => one.outbox.waiting === 0)
  expect([one.outbox.dropped, seen.connections]).toEqual([0, 3])
})

test('what was taken once is not given up for what was refused before', () => {
  const denials = new Denials()
  const asked = [1, 2].map(() => denials.isHopeless('a'))
  denials.taken('a')
  asked.push(...[1, 2, 3, 4].map(() => denials.isHopeless('a')))
  expect(asked).toEqual([false, false, false, false, true, true])
})

test('an agent that may not hear its requests or acknowledgements says so, and is not said to be there', async () => {
  for (const refused of ['/request/+/+', '/ack/+']) {
    const one = shop()
    const { url, told, online, options } = await broker(topic => !topic.endsWith(refused))
    const publisher = await publish(one, { url }, options)
    let opened = 0
    publisher.beside.listen({ topic: `${P}/request/+/+`, hear: () => {}, opened: () => opened++ })
    await until(() => told.length > 0)
    one.outbox.append(passed())
    await until(() => publisher.online && one.outbox.waiting === 0)
    expect(told.map(({ code }) => code)).toEqual(['BROKER_REFUSED'])
    expect(told[0]!.message).toContain(P + refused)
    expect(online).toEqual([])
    if (refused.startsWith('/request')) expect(opened).toBe(0)
  }
})
