import type { MqttClient } from 'mqtt'
import { expect, test } from 'vitest'
import { Beside } from '../../../agent/publish/beside.ts'

/** A broker that acknowledges what it is told to. */
function open(most = Number.POSITIVE_INFINITY) {
  const done: (() => void)[] = []
  const sent: string[] = []
  const topics = new Set<string>()
  const client = {
    options: { protocolVersion: 5 },
    subscribe: (topic: string, _: object, granted: () => void) => {
      topics.add(topic)
      granted()
    },
    unsubscribe: (topic: string) => topics.delete(topic),
    publish: (topic: string, _: string, { qos }: { qos: number }, acknowledged?: () => void) => {
      sent.push(topic)
      if (qos > 0) done.push(acknowledged!)
    },
  } as unknown as MqttClient
  const beside = new Beside()
  const way = { client, most, room: () => most, freed: () => {}, asking: () => () => {} }
  return { beside, way, sent, topics, acknowledge: () => done.shift()?.() }
}
const packet = (topic: string) => ({
  ...({ cmd: 'publish', dup: false, qos: 1, retain: false } as const),
  ...{ topic, payload: Buffer.of() },
})

test('each listener hears what it listens to, at every connection, until it leaves', () => {
  const { beside, way, topics } = open()
  const heard: string[] = []
  let opened = 0
  const leave = beside.listen({
    topic: 'a.b/+/request/+/+',
    hear: ({ topic }) => heard.push(topic),
    opened: () => opened++,
  })
  expect(opened).toBe(0)
  beside.open(way)
  for (const topic of ['a.b/c/request/x/y', 'a.b/c/request/x', 'axb/c/request/x/y', 'a.b/c/request/x/y/z'])
    beside.heard(packet(topic))
  expect([heard, opened]).toEqual([['a.b/c/request/x/y'], 1])
  beside.close()
  beside.open(way)
  expect([opened, [...topics]]).toEqual([2, ['a.b/+/request/+/+']])
  leave()
  beside.heard(packet('a.b/c/request/x/y'))
  expect([heard.length, topics.size]).toEqual([1, 0])
})

test('as many are on their way as there is room for, in order; whoever says more than can wait hears that it is not said', async () => {
  const { beside, way, sent, acknowledge } = open(6)
  expect(await beside.say({ topic: 'early', body: '' })).toBe(false)
  beside.open(way)
  const said = Array.from({ length: 1100 }, (_, i) => beside.say({ topic: String(i), body: '' }))
  expect(sent).toEqual(['0', '1', '2'])
  acknowledge()
  expect(sent).toEqual(['0', '1', '2', '3'])
  expect(await said[0]).toBe(true)
  expect(await said.at(-1)).toBe(false)
  expect(beside.claims).toBe(3)
  beside.close()
  expect(await said[3]).toBe(false)
  expect(await said[500]).toBe(false)
  expect(beside.claims).toBe(0)
})

test('however much is said, live events have half of what the broker takes at a time', () => {
  for (const most of [2, 20, 65_535]) {
    const { beside, way, acknowledge } = open(most)
    beside.open(way)
    for (let i = 0; i < 500; i++) void beside.say({ topic: 'x', body: '' })
    for (let i = 0; i < 100; i++) {
      expect(beside.claims).toBeLessThanOrEqual(most / 2)
      acknowledge()
    }
    beside.close()
  }
})
