import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { check } from '../../../agent/cli/config/check.ts'
import { loadConfig } from '../../../config/load.ts'
import { describeWith } from '../../needs.ts'
import { delivered, Shipped, shipped } from './shipped.ts'
import { forEverybody, ofAgent } from './topics.ts'

const MACHINES = ['door', 'west']

describeWith(['mosquitto', 'openssl'], 'the examples of a store with two machines and its broker', () => {
  const shop = new Shipped('aisle.acl', [...MACHINES, 'cloud', 'crm', 'till', 'tablet'])
  const file = (name: string) => join(shop.folder, `${name}.yaml`)
  let prefix: string

  beforeAll(async () => {
    for (const name of MACHINES) copyFileSync(shipped(`machines/${name}.yaml`), file(name))
    const { tenant, store } = loadConfig(file('door')).store
    prefix = `aisle/v1/${tenant}/${store}`
    await shop.start()
  })
  afterAll(() => shop.end())

  test('config check accepts both together', async () => {
    const before = process.exitCode
    process.exitCode = undefined
    let said = ''
    const out = vi.spyOn(process.stdout, 'write').mockImplementation(text => Boolean((said += String(text))))
    await check.run!({ args: { _: MACHINES.map(file), json: false } } as never)
    out.mockRestore()
    expect(said).toMatch(/door\.yaml is right.*west\.yaml is right.*Between them nothing is wrong/s)
    expect(process.exitCode).toBeUndefined()
    process.exitCode = before
  })

  test('lets each machine write what is its own, and its owner alone read what a machine sees', async () => {
    const [door, west, cloud] = [await shop.as('door'), await shop.as('west'), await shop.as('cloud')]
    await door.listen(`${prefix}/+/node/tracks`)
    await west.listen(`${prefix}/+/node/ack`)
    await cloud.listen(`${prefix}/+/#`)
    await west.say(`${prefix}/door/visit/started`, 'forged')
    await west.say(`${prefix}/west/node/tracks`)
    await door.say(`${prefix}/west/node/ack`)
    await west.say(`${prefix}/west/sensor/failed`)
    await door.say(`${prefix}/door/visit/started`)
    const last = `${prefix}/door/status`
    await door.say(last)
    expect(await delivered([cloud], last)).toEqual([[`${prefix}/door/visit/started`, `${prefix}/west/sensor/failed`]])
    expect(await delivered([door], `${prefix}/west/node/tracks`)).toEqual([[]])
    expect(await delivered([west], `${prefix}/west/node/ack`)).toEqual([[]])
  })

  test('lets a subscriber read what is for everybody and for itself alone, of whatever kind', async () => {
    const [door, crm, till] = [await shop.as('door'), await shop.as('crm'), await shop.as('till')]
    const [ours, theirs] = [ofAgent(`${prefix}/door`, 'crm'), ofAgent(`${prefix}/door`, 'till')]
    for (const { listen } of [crm, till]) await listen('#', `${prefix}/+/#`, ...Object.values(ours))
    for (const topic of new Set([...Object.values(ours), ...Object.values(theirs)])) await door.say(topic)
    await door.say(`${prefix}/door/consent/granted`)
    for (const name of ['crm', 'till']) await door.say(`${prefix}/door/consent/granted/${name}`)
    const own = ({ private: members, answer, replay }: typeof ours) => [members, answer, replay]
    expect(await delivered([crm], `${prefix}/door/consent/granted/crm`)).toEqual([
      [...own(ours), ours.status, `${prefix}/door/consent/granted`].sort(),
    ])
    // Nobody has written down what this one may: it has a name.
    expect(await delivered([till], `${prefix}/door/consent/granted/till`)).toEqual([own(theirs).sort()])
  })

  test('lets the tablets of the staff alone hear what these may do now', async () => {
    const [door, tablet, cloud] = [await shop.as('door'), await shop.as('tablet'), await shop.as('cloud')]
    for (const { listen } of [tablet, cloud])
      await listen(`${prefix}/+/staff/moments`, `${prefix}/+/status`, `${prefix}/#`)
    await cloud.say(`${prefix}/door/staff/moments`, 'forged')
    await door.say(`${prefix}/door/staff/moments`)
    await door.say(`${prefix}/door/visit/started`)
    await door.say(`${prefix}/door/status`)
    expect(await delivered([tablet, cloud], `${prefix}/door/status`)).toEqual([
      [`${prefix}/door/staff/moments`],
      [`${prefix}/door/visit/started`],
    ])
  })

  test('lets a subscriber of the whole shop hear each event of the contract, and nobody’s acknowledgements', async () => {
    const agent = `${prefix}/door`
    const [door, cloud, crm] = [await shop.as('door'), await shop.as('cloud'), await shop.as('crm')]
    await cloud.listen(`${prefix}/+/+/+`)
    for (const { say } of [door, crm]) await say(`${agent}/ack/crm`)
    await cloud.say(`${agent}/ack/cloud`)
    for (const topic of forEverybody(agent)) await door.say(topic)
    await door.say(`${agent}/zone/last`)
    expect(await delivered([cloud], `${agent}/zone/last`)).toEqual([forEverybody(agent)])
  })

  test('lets whoever has a name ask and acknowledge under it, and under no other', async () => {
    const people = { door: await shop.as('door'), cloud: await shop.as('cloud'), crm: await shop.as('crm') }
    const inbox = ['request/#', 'ack/+'].map(topic => `${prefix}/door/${topic}`)
    await people.door.listen(...inbox)
    const agent = await shop.as('west')
    await agent.listen(...inbox)
    for (const [name, { say }] of Object.entries({ cloud: people.cloud, crm: people.crm, west: agent }))
      for (const topic of ['request/ping/cloud', 'request/ping/crm', 'request/ping', 'ack/cloud', 'ack/crm', 'ack'])
        await say(`${prefix}/door/${topic}`, name)
    await people.crm.say(`${prefix}/door/request/last/crm`)
    expect(await delivered([people.door], `${prefix}/door/request/last/crm`)).toEqual([
      ['ack/cloud cloud', 'ack/crm crm', 'request/ping/cloud cloud', 'request/ping/crm crm'].map(
        one => `${prefix}/door/${one}`,
      ),
    ])
    expect(agent.heard).toEqual([])
  })

  test('a name can be added later, and nobody is let in without a certificate', async () => {
    const authority = () => readFileSync(join(shop.folder, 'ca.pem'), 'utf8')
    const before = authority()
    shop.certify('door', 'ears')
    expect(authority()).toBe(before)
    expect((await shop.as('ears')).client.connected).toBe(true)
    await expect(shop.as('ears', {}, {})).rejects.toThrow()
  })
})
