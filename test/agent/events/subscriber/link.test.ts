import { setTimeout as delay } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { Link } from '../../../../agent/events/subscriber/link.ts'
import { embed } from '../../../../agent/publish/embedded.ts'
import { ends, teller, until } from './hearing.ts'

test('a link stays connected while nothing is handled for longer than the broker bears silence', async () => {
  const broker = await embed({ host: '127.0.0.1', port: 0 })
  ends.push(() => broker.close())
  const { url } = broker
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
    keepaliveSeconds: 2,
  })
  ends.push(() => link.end(1000))
  await until('the broker', () => online.mock.calls.length > 0)
  for (let i = 0; i < 5; i++) await agent.tell()
  await until('the first two', () => acks.length === 2)
  const heardMs = link.heardMs
  await delay(5000)
  // What is late meanwhile is so by no fault of others.
  expect(link.heardMs).toBe(heardMs)
  for (let done = 0; done < 5; done++) {
    await until(`message ${done}`, () => acks.length > done)
    acks[done]!()
  }
  expect(faults).not.toHaveBeenCalled()
  expect(online).toHaveBeenCalledTimes(1)
})
