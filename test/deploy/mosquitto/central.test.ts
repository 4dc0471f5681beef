import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWith } from '../../needs.ts'
import { delivered, type Person, Shipped, shipped } from './shipped.ts'
import { forEverybody, ofAgent } from './topics.ts'

const OURS = 'aisle/v1/acme/vienna/door'
const THEIRS = 'aisle/v1/acme/linz/door'

describeWith(['mosquitto', 'openssl'], 'the central broker of several shops', () => {
  const central = new Shipped('central.acl', ['acme/vienna', 'acme/linz', 'acme/graz/door', 'cloud', 'crm', 'till'])
  beforeAll(() => central.start())
  afterAll(() => central.end())

  const ours = ofAgent(OURS, 'crm')
  const everything = ['#', 'aisle/#', '+/+/acme/#', `${OURS}/#`, `${OURS}/+/+`, ...Object.values(ours)]

  test('lets a subscriber read what is for everybody and for itself, and a shop what is for its agents', async () => {
    const shop = await central.as('acme/vienna')
    const readers = [await central.as('crm'), await central.as('cloud'), await central.as('till')]
    for (const { listen } of [shop, ...readers]) await listen(...everything)
    const [crm, cloud] = readers as [Person, Person]
    for (const topic of Object.values(ours)) await shop.say(topic, 'shop')
    for (const topic of Object.values(ours)) await crm.say(topic, 'crm')
    await crm.say(`${OURS}/request/ping/cloud`, 'in the name of another')
    await crm.say(`${OURS}/ack/cloud`, 'in the name of another')
    await cloud.say(`${OURS}/request/ping/cloud`, 'cloud')
    await cloud.say(`${OURS}/ack/cloud`, 'cloud')
    // Every reader of anything hears a last word of its own.
    await shop.say(`${OURS}/answer/crm/last`)
    await shop.say(`${OURS}/answer/cloud/last`)
    await crm.say(`${OURS}/ack/crm`)
    expect((await delivered([crm], `${OURS}/answer/crm/last`))[0]).toEqual(
      [ours.private, ours.status, ours.answer, ours.replay].map(topic => `${topic} shop`).sort(),
    )
    expect((await delivered([cloud], `${OURS}/answer/cloud/last`))[0]).toEqual(
      [ours.event, ours.status].map(topic => `${topic} shop`).sort(),
    )
    const [asked] = await delivered([shop], ours.ack)
    expect(asked).toEqual(
      [
        ...[ours.ack, ours.request].flatMap(topic => [`${topic} shop`, `${topic} crm`]),
        `${OURS}/request/ping/cloud cloud`,
        `${OURS}/ack/cloud cloud`,
      ].sort(),
    )
    expect(readers[2]!.heard).toEqual([])
  })

  test('lets a subscriber of everything hear each event of the contract, and nobody’s acknowledgements', async () => {
    const [shop, cloud, crm] = [await central.as('acme/vienna'), await central.as('cloud'), await central.as('crm')]
    await cloud.listen('aisle/v1/acme/+/+/+/+')
    await crm.say(ours.ack)
    await cloud.say(`${OURS}/ack/cloud`)
    for (const topic of forEverybody(OURS)) await shop.say(topic)
    await shop.say(ours.ack)
    await shop.say(`${OURS}/zone/last`)
    expect(await delivered([cloud], `${OURS}/zone/last`)).toEqual([forEverybody(OURS)])
  })

  test('lets no other shop read anything of ours, of whatever kind', async () => {
    const [shop, crm] = [await central.as('acme/vienna'), await central.as('crm')]
    const others = [await central.as('acme/linz'), await central.as('acme/graz/door', { protocolVersion: 5 })]
    const lasts = [`${THEIRS}/request/ping/crm`, 'aisle/v1/acme/graz/door/request/ping/crm']
    for (const { listen } of others) await listen(...everything)
    for (const topic of Object.values(ours)) await shop.say(topic, 'ours', { retain: true })
    for (const topic of [ours.ack, ours.request]) await crm.say(topic, 'ours')
    // What was retained comes with the subscription.
    for (const { listen } of others) await listen(...everything)
    for (const last of lasts) await crm.say(last)
    expect(await Promise.all(others.map((other, i) => delivered([other], lasts[i]!)))).toEqual([[[]], [[]]])
    for (const topic of Object.values(ours)) await shop.say(topic, '', { retain: true })
  })

  test.each([4, 5] as const)('lets no other shop write anything of ours, of whatever kind (MQTT %s)', async version => {
    const [shop, crm, cloud] = [await central.as('acme/vienna'), await central.as('crm'), await central.as('cloud')]
    const others = [await central.as('acme/linz', { protocolVersion: version }), await central.as('acme/graz/door')]
    for (const { listen } of [shop, crm, cloud]) await listen(...everything)
    for (const { say } of others)
      for (const retain of [false, true])
        for (const topic of Object.values(ours)) await say(topic, 'forged', { retain })
    await cloud.say(`${OURS}/request/ping/cloud`)
    await shop.say(ours.status)
    expect(await delivered([shop], `${OURS}/request/ping/cloud`)).toEqual([[]])
    expect(await delivered([crm, cloud], ours.status)).toEqual([[], []])
    const late = await central.as('crm')
    await late.listen(...everything)
    await shop.say(ours.status)
    expect(await delivered([late], ours.status)).toEqual([[]])
  })

  test('lets nobody in without a certificate of its own authority, whatever name they bear', async () => {
    await expect(central.as('crm', {}, {})).rejects.toThrow()
    const rogue = { certFile: join(central.folder, 'rogue.crt'), keyFile: join(central.folder, 'rogue.key') }
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', rogue.keyFile]
    const subject = ['-subj', '/CN=aisle\\/v1\\/acme\\/vienna', '-days', '2', '-out', rogue.certFile]
    execFileSync('openssl', ['req', '-x509', ...key, ...subject], { stdio: 'pipe' })
    await expect(central.as('acme/vienna', {}, rogue)).rejects.toThrow()
    // That of the broker is not for clients.
    await expect(central.as('broker')).rejects.toThrow()
  })

  test('hands what waits for a subscriber to nobody who takes its client id', async () => {
    const session = { clientId: 'crm', clean: false }
    const crm = await central.as('crm', session)
    await crm.listen(ours.private)
    await crm.client.endAsync()
    const shop = await central.as('acme/vienna')
    await shop.say(ours.private, 'for crm alone')
    const thief = await central.as('acme/linz', session)
    await thief.listen(`${THEIRS}/ack/+`)
    const back = await central.as('crm', session)
    expect(await delivered([back], `${ours.private} for crm alone`)).toEqual([[]])
    await back.say(`${THEIRS}/ack/crm`)
    expect(await delivered([thief], `${THEIRS}/ack/crm`)).toEqual([[]])
  })

  test('shuts out a shop whose certificate still is good', async () => {
    central.certify('acme/sold')
    const [sold, shop, crm] = [await central.as('acme/sold'), await central.as('acme/vienna'), await central.as('crm')]
    await crm.listen('aisle/v1/acme/+/+/status')
    await sold.listen('#')
    appendFileSync(join(central.folder, 'aisle.acl'), '\nuser aisle/v1/acme/sold\ntopic deny #\n')
    central.mosquitto.reload()
    let tries = 0
    await vi.waitFor(
      async () => {
        const nth = String(tries++)
        await sold.say('aisle/v1/acme/sold/door/status', nth)
        await shop.say(ours.status, nth)
        expect((await delivered([crm], `${ours.status} ${nth}`))[0]).not.toContain(
          `aisle/v1/acme/sold/door/status ${nth}`,
        )
      },
      { timeout: 30_000 },
    )
    const before = sold.heard.length
    await crm.say('aisle/v1/acme/sold/door/request/ping/crm')
    await sold.client.subscribeAsync('$SYS/broker/version')
    expect(sold.heard.length).toBe(before)
  })

  test('gives out no name that is somebody else’s, or more than a name', () => {
    for (const name of [
      'aisle',
      'ca',
      'broker',
      '#',
      '+',
      '$SYS',
      'acme/+',
      'a/b/c/d',
      'Acme',
      'a\nb',
      `a/${'x'.repeat(60)}`,
    ])
      expect(() => central.certify(name), name).toThrow(/nobody may be called|is no name|longer than/)
    expect(() => execFileSync('sh', [shipped('mosquitto/certificates.sh')], { stdio: 'pipe' })).toThrow(/usage/)
  })

  test('says so where it keeps the certificate of a broker that is called otherwise, and how it is called', () => {
    const certify = (...args: string[]) =>
      spawnSync('sh', [shipped('mosquitto/certificates.sh'), ...args], { encoding: 'utf8' })
    expect(certify(central.folder, '127.0.0.1', 'late').stderr).not.toContain('kept')
    const { status, stderr } = certify(central.folder, 'broker.example', 'late')
    expect(status).toBe(0)
    expect(stderr).toContain('kept: broker.pem (for 127.0.0.1); remove it for broker.example')
    const help = certify('--help')
    expect([help.status, help.stdout]).toEqual([0, expect.stringContaining('sh certificates.sh FOLDER BROKER NAME...')])
  })
})
