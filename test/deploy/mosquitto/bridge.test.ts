import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Event } from '../../../agent/events/contract.ts'
import { describeWith } from '../../needs.ts'
import { Line } from '../line.ts'
import { delivered, type Person, Shipped, shipped } from './shipped.ts'
import { ofAgent } from './topics.ts'

const SHOP = 'aisle/v1/acme/vienna'
const DOOR = `${SHOP}/door`
const LIMITS = { timeout: 45_000, interval: 50 }

describeWith(['mosquitto', 'openssl'], 'the bridge from the broker of a shop to the central one', () => {
  const central = new Shipped('central.acl', ['acme/vienna', 'cloud', 'crm', 'spy'])
  const shop = new Shipped('aisle.acl', ['door', 'west', 'cloud', 'till'])
  const bridge = readFileSync(shipped('mosquitto/bridge.conf'), 'utf8')
  let line: Line
  /** Reads and writes whatever it likes at the central broker, but is not in the shop. */
  let spy: Person

  beforeAll(async () => {
    // What the bridge keeps back is to be seen, not what this broker would refuse.
    const rules = readFileSync(shipped('mosquitto/central.acl'), 'utf8').replaceAll(/^pattern deny .*$/gm, '')
    writeFileSync(join(central.folder, 'aisle.acl'), `${rules}\nuser spy\ntopic readwrite aisle/#\n`)
    await central.start()
    line = new Line([central.mosquitto.port])
    await line.mend()
    for (const file of ['acme.vienna.pem', 'acme.vienna.key'])
      copyFileSync(join(central.folder, file), join(shop.folder, file))
    copyFileSync(join(central.folder, 'ca.pem'), join(shop.folder, 'central-ca.pem'))
    await shop.start(
      bridge
        .replace('address central.example:8883', `address 127.0.0.1:${line.port}`)
        .replace('restart_timeout 2 30', 'restart_timeout 1'),
    )
    spy = await central.as('spy')
    await spy.listen('aisle/#')
    await vi.waitUntil(() => spy.heard.includes(`${SHOP}/bridge 1`), LIMITS)
  })
  afterAll(async () => {
    await line.cut()
    await shop.end()
    await central.end()
  })

  test('knows every family of the contract', () => {
    const families = new Set(Event.options.map(({ shape }) => shape.type.value.split('.')[1]!))
    const lines = bridge.split('\n')
    expect([...families].filter(name => !lines.includes(`topic ${SHOP}/+/${name}/+ out 1`))).toEqual([])
  })

  test('takes along what is for those beyond, and neither exact positions nor what is for others', async () => {
    const [door, west] = [await shop.as('door'), await shop.as('west')]
    const [ours, theirs] = [ofAgent(DOOR, 'crm'), ofAgent(DOOR, 'till')]
    spy.heard.length = 0
    for (const topic of new Set([...Object.values(ours), ...Object.values(theirs)])) await door.say(topic)
    await west.say(`${SHOP}/west/node/tracks`)
    await door.say(`${SHOP}/west/node/ack`)
    await door.say(`${DOOR}/zone/left`)
    expect(await delivered([spy], `${DOOR}/zone/left`)).toEqual([
      [ours.event, ours.private, ours.status, ours.answer, ours.replay].sort(),
    ])
  })

  test('brings in what those beyond ask and acknowledge under the names that it knows, and nothing else', async () => {
    const [door, cloud, crm] = [await shop.as('door'), await shop.as('cloud'), await central.as('crm', MQTT5)]
    await door.client.endAsync()
    const asked = await shop.as('door', MQTT5)
    for (const { listen } of [asked, cloud]) await listen(`${SHOP}/#`)
    await crm.listen(`${DOOR}/answer/crm/#`)
    for (const topic of Object.values(ofAgent(DOOR, 'technician'))) await spy.say(topic, 'from beyond')
    await crm.say(`${DOOR}/ack/crm`, 'here')
    const properties = { responseTopic: `${DOOR}/answer/crm/1`, correlationData: Buffer.from('17') }
    await crm.client.publishAsync(`${DOOR}/request/ping/crm`, '{}', { qos: 1, properties })
    expect(await delivered([asked], `${DOOR}/request/ping/crm {}`)).toEqual([[`${DOOR}/ack/crm here`]])
    expect(asked.packets.at(-1)?.properties).toMatchObject(properties)
    await asked.say(`${DOOR}/answer/crm/1`, 'pong')
    expect(await delivered([crm], `${DOOR}/answer/crm/1 pong`)).toEqual([[]])
    expect(cloud.heard.filter(one => one.endsWith('from beyond'))).toEqual([])
  })

  test('keeps what cannot cross, over a restart too, and loses nothing', async () => {
    const door = await shop.as('door')
    spy.heard.length = 0
    const published: string[] = []
    const send = async (count: number) => {
      for (let i = 0; i < count; i++) {
        published.push(`${DOOR}/visit/ended ${published.length}`)
        await door.say(`${DOOR}/visit/ended`, String(published.length - 1))
      }
    }
    await send(50)
    const during = send(100)
    await line.cut()
    await during
    await vi.waitUntil(() => spy.heard.includes(`${SHOP}/bridge 0`), LIMITS)
    await door.client.endAsync()
    await shop.mosquitto.down()
    await shop.mosquitto.up()
    const again = await shop.as('door')
    for (let i = 0; i < 200; i++) {
      published.push(`${DOOR}/visit/ended ${published.length}`)
      await again.say(`${DOOR}/visit/ended`, String(published.length - 1))
    }
    expect(spy.heard).not.toContain(published.at(-1))
    await line.mend()
    await vi.waitUntil(() => spy.heard.includes(published.at(-1)!), LIMITS)
    const came = spy.heard.filter(one => one.startsWith(`${DOOR}/visit/ended`))
    expect([...new Set(came)]).toEqual(published)
    await vi.waitUntil(() => spy.heard.includes(`${SHOP}/bridge 1`), LIMITS)
    const crm = await central.as('crm')
    await again.listen(`${DOOR}/ack/+`)
    await crm.say(`${DOOR}/ack/crm`, 'again')
    expect(await delivered([again], `${DOOR}/ack/crm again`)).toEqual([[]])
  })
})

const MQTT5 = { protocolVersion: 5 } as const
