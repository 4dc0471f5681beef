import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { connect, credentials } from 'amqplib'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { describeWith } from '../../needs.ts'
import { shipped } from '../mosquitto/shipped.ts'
import { Cluster } from './cluster.ts'
import { person, type Shown } from './person.ts'
import { Store } from './store.ts'
import { shownBy, Warehouse } from './warehouse.ts'

const STORES = ['acme/vienna/door', 'acme/linz/door', 'acme/graz/door', 'other/vienna/door']
const [OURS, THEIRS] = ['aisle/v1/acme/vienna/door', 'aisle/v1/acme/linz/door']
/** A machine may be slow, and three Erlang beside it; what hangs longer is broken. */
const LONG = 120_000

describeWith(['rabbitmq-server', 'openssl'], 'three brokers of a fleet, set up by the runbook', () => {
  const cluster = new Cluster()

  beforeAll(async () => {
    await cluster.start(...STORES, 'warehouse', 'crm')
    const status = JSON.parse(await cluster.run('rabbitmqctl cluster_status', { json: true }))
    expect(status.running_nodes).toHaveLength(3)
    await cluster.run('rabbitmqctl import_definitions definitions.json')
    await cluster.run('rabbitmqctl delete_user guest')
    await cluster.run('sh shops.sh TENANT/STORE/AGENT | rabbitmqctl import_definitions', { names: STORES })
    expect(await cluster.quorum()).toHaveLength(3)
  }, 4 * LONG)
  afterAll(() => cluster.end(), LONG)

  const agent = (name: string, shown: Shown = shownBy(cluster.files(name))) => person(cluster.mqtts.port, name, shown)
  const consumer = (name: string) =>
    connect({ protocol: 'amqps', hostname: '127.0.0.1', port: cluster.amqps.port }, shownBy(cluster.files(name)))

  test('let a shop write below its own topic, and hear what it is asked; nothing else', {
    timeout: 2 * LONG,
  }, async () => {
    const forbidden = ['visit/passed', 'status', 'ack/crm', 'request/ping/crm', 'answer/crm/one'].map(
      topic => `${THEIRS}/${topic}`,
    )
    for (const topic of [
      ...forbidden,
      `${OURS}/node/frame`,
      `${OURS}/staff/moments`,
      'aisle/v1/acme/vienna/door2/visit/passed',
      'elsewhere',
    ]) {
      const vienna = await agent('acme/vienna/door')
      expect([topic, await vienna.say(topic, 'forged')]).toEqual([topic, 'refused'])
      await vienna.leave()
    }
    const filters = [
      '#',
      'aisle/#',
      `${OURS}/#`,
      `${OURS}/visit/+`,
      `${OURS}/+/ping/crm`,
      '+/v1/acme/linz/door/request/ping/crm',
    ]
    for (const filter of [...filters, `${THEIRS}/#`, ...forbidden]) {
      const vienna = await agent('acme/vienna/door')
      expect([filter, await vienna.listen(filter)]).toEqual([filter, 'refused'])
      await vienna.leave()
    }
    const vienna = await agent('acme/vienna/door')
    for (const verb of ['request', 'ack']) expect(await vienna.listen(`${OURS}/${verb}/#`)).toBe('granted')
    expect(await vienna.say(`${OURS}/visit/passed`, 'ours')).toBe('taken')
    const warehouse = await consumer('warehouse')
    const channel = await warehouse.createConfirmChannel()
    channel.publish('amq.topic', `${OURS}/request/ping/warehouse`.replaceAll('/', '.'), Buffer.from('asked'))
    await channel.waitForConfirms()
    await vi.waitUntil(() => vienna.heard.length > 0, { timeout: LONG })
    expect(vienna.heard).toEqual([`${OURS}/request/ping/warehouse asked`])
    await vienna.leave()
    const kept = await channel.get('aisle.events', { noAck: true })
    expect(kept && `${kept.fields.routingKey} ${kept.content}`).toBe(`${OURS.replaceAll('/', '.')}.visit.passed ours`)
    expect(await channel.get('aisle.events', { noAck: true })).toBe(false)
    await warehouse.close()
  })

  test.each([
    ['acme/vienna/door', 'aisle.events'],
    ['acme/vienna/door', 'aisle.status'],
    ['crm', 'aisle.events'],
    ['warehouse', 'aisle.crm'],
  ])('do not let %s read the queue %s', async (name, queue) => {
    const connection = await consumer(name)
    connection.on('error', () => {})
    const channel = await connection.createChannel()
    channel.on('error', () => {})
    await expect(channel.consume(queue, () => {})).rejects.toThrow(/ACCESS_REFUSED/)
    await connection.close()
  })

  test('let nobody in without a certificate, or with that of another authority', async () => {
    const other = join(cluster.folder, 'other')
    execFileSync('sh', [shipped('mosquitto/certificates.sh'), other, '127.0.0.1', 'acme/vienna/door', 'warehouse'], {
      stdio: 'pipe',
    })
    const { caFile, ...theirs } = cluster.files('warehouse')
    const forged = {
      certFile: theirs.certFile.replace(cluster.folder, other),
      keyFile: theirs.keyFile.replace(cluster.folder, other),
    }
    const { ca, cert, key } = shownBy({ caFile, ...forged })
    const address = { protocol: 'amqps', hostname: '127.0.0.1', port: cluster.amqps.port }
    for (const shown of [{}, { cert, key }]) {
      await expect(agent('acme/vienna/door', { ca, ...shown })).rejects.toThrow()
      await expect(connect(address, { ca, ...shown, credentials: credentials.external() })).rejects.toThrow()
      await expect(
        connect(address, { ca, ...shown, credentials: credentials.plain('guest', 'guest') }),
      ).rejects.toThrow()
    }
  })

  test('lose nothing when the machine that leads dies under load and comes back, and another dies', {
    timeout: 6 * LONG,
    retry: 0,
  }, async () => {
    const warehouse = new Warehouse(join(cluster.folder, 'warehouse.db'))
    const url = `mqtts://127.0.0.1:${cluster.mqtts.port}`
    const stores = STORES.map(
      (name, i) => new Store(`/${name}`, join(cluster.folder, `store-${i}.db`), { url, ...cluster.files(name) }),
    )
    const until = (what: string, condition: () => boolean) =>
      vi.waitUntil(condition, { timeout: LONG, interval: 20 }).catch(thrown => {
        const states = stores.map(
          one => `${one.source}: told ${one.told.length}, waiting ${one.waiting}, ${one.faults}`,
        )
        throw new Error([what, ...states, ...cluster.nodes.map(node => node.said)].join('\n'), { cause: thrown })
      })
    for (let i = 0; i < 2; i++) await warehouse.open('aisle.events', cluster.amqps.port, cluster.files('warehouse'))
    for (const store of stores) await store.open()
    const load = setInterval(() => {
      for (const store of stores) store.tell()
    }, 80)
    onTestFinished(async () => {
      clearInterval(load)
      await warehouse.close()
      for (const store of stores) await store.close()
    }, LONG)
    /** Of each store something is acknowledged that it tells from now on, and all up to now is in the warehouse. */
    const goesOn = async (when: string) => {
      const sinceMs = performance.now()
      const marks = stores.map(({ told }) => told.length)
      const isPast = (store: Store, i: number) =>
        store.acknowledged > marks[i]! && warehouse.of(store.source).length > marks[i]!
      await until(`events go on ${when}`, () => stores.every(isPast))
      const tookMs = performance.now() - sinceMs
      if (process.env.AISLE_FIGURES) console.log(`${when}: every store is served again after ${Math.round(tookMs)} ms`)
    }
    /** All three, when they are there; whoever leads comes first. */
    const members = () =>
      vi.waitUntil(
        async () => {
          const found = (await cluster.quorum()).sort((a, b) => Number(b.isLeader) - Number(a.isLeader))
          return found[0]?.isLeader && found.every(({ has }) => has > 0) && found.map(({ node }) => node)
        },
        { timeout: LONG, interval: 500 },
      )

    await goesOn('at first')
    const first = (await members())[0]!
    await first.kill()
    await goesOn('without the leader')
    first.start()
    await cluster.awaken(first)
    await goesOn('with all again')
    await (await members()).find(node => node !== first)!.kill()
    await goesOn('without another')

    clearInterval(load)
    const told = stores.reduce((sum, store) => sum + store.told.length, 0)
    await until('everything is acknowledged', () => stores.every(({ waiting }) => waiting === 0))
    await until('everything is in the warehouse', () => warehouse.count >= told)
    let twice = 0
    for (const store of stores) {
      const kept = warehouse.of(store.source)
      expect(kept.map(({ id }) => id)).toEqual(store.told)
      expect(kept.map(({ sequence }) => sequence)).toEqual(store.told.map((_, i) => i + 1))
      expect([store.dropped, store.faults.filter(({ code }) => code !== 'BROKER_UNREACHABLE')]).toEqual([0, []])
      twice += kept.reduce((sum, { deliveries }) => sum + deliveries - 1, 0)
    }
    for (const share of warehouse.shares) expect(share).toBeGreaterThan(0)
    expect(warehouse.faults).toEqual([])
    if (process.env.AISLE_FIGURES)
      console.log(`${told} told, 0 lost, ${twice} came twice; first brought by ${warehouse.shares}`)
  })
})
