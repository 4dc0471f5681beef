import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, test, vi } from 'vitest'
import { idOf } from '../../../agent/events/wire.ts'
import { access } from '../../../agent/publish/access.ts'
import { Teller } from '../../agent/events/subscriber/teller.ts'
import { Mosquitto } from '../../agent/publish/mosquitto.ts'
import { type Running, scratch, subscribed } from '../../e2e/aisled.ts'
import { describeWith } from '../../needs.ts'
import { Shipped } from '../mosquitto/shipped.ts'
import { Postgres } from './postgres.ts'

/** Times that a subscriber is killed; `AISLE_KILLS=50` for the long run. */
const KILLS = Number(process.env.AISLE_KILLS ?? 2)
/** Visits that are told before each kill, and after the last. */
const VISITS = 40

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

function program(name: string, ...args: string[]): Running {
  const running = subscribed(name, args)
  ends.push(() => running.stop('SIGKILL'))
  return running
}

/** Somebody comes and goes; and the broker loses some of that, or brings it twice. */
async function visit(agent: Teller, visits: string[]): Promise<void> {
  const subject = `visit-${String(visits.length).padStart(5, '0')}`
  visits.push(subject)
  const arrives = () => randomInt(10) > 1
  await agent.tell('visit.started', arrives(), { subject })
  await agent.tell('visit.ended', arrives(), { subject })
  if (randomInt(5) === 0) await agent.again(agent.told[randomInt(agent.told.length)])
}

/** How far a subscriber has come in the stream for everybody. */
type Through = () => Promise<string | undefined> | string | undefined

/** Kills the program again and again, the agent restarts in between, and what it should have written is written in the end. */
async function ordeal(
  agent: Teller,
  start: () => Running,
  through: Through,
  worse: () => Promise<void>,
): Promise<string[]> {
  const visits: string[] = []
  for (let kills = 0; kills < KILLS; kills++) {
    const running = start()
    await running.until(/listens/)
    const before = await through()
    for (let i = 0; i < VISITS; i++) await visit(agent, visits)
    await vi.waitUntil(async () => (await through()) !== before, { timeout: 60_000, interval: 2 })
    await running.stop('SIGKILL')
    await worse()
  }
  const last = start()
  await last.until(/listens/)
  for (let i = 0; i < VISITS; i++) await visit(agent, visits)
  // It shows whether the one before has arrived.
  const end = idOf(await agent.tell('occupancy.changed'))
  await vi
    .waitUntil(async () => (await through()) === end, { timeout: 60_000, interval: 20 })
    .catch(async () => {
      expect.fail(`it came through ${await through()} of ${end}:\n${last.said()}`)
    })
  expect(await last.stop('SIGTERM')).toBe(0)
  return visits
}

async function house(): Promise<{ broker: Mosquitto; agent: Teller }> {
  const broker = await Mosquitto.start()
  ends.push(() => broker.end())
  const agent = await new Teller(broker.url).begin()
  ends.push(() => agent.end())
  return { broker, agent }
}

const SECONDS = 252.5

describeWith(['mosquitto'], 'the example that writes into SQLite', () => {
  test(
    `counts every visit once, in order, though it is killed ${KILLS} times, the broker loses and doubles, and the agent restarts`,
    async () => {
      const { broker, agent } = await house()
      const folder = scratch()
      ends.push(() => folder.remove())
      const file = `${folder.folder}/visits.db`
      const read = <R>(query: string): R[] => {
        const db = new Database(file)
        try {
          return db.prepare<[], R>(query).all()
        } finally {
          db.close()
        }
      }
      const through = () => {
        const rows = read<{ through: string }>("SELECT through FROM aisle_position WHERE stream = ''")
        return rows[0]?.through
      }
      const start = () => program('sqlite', '--url', broker.url, file)
      const visits = await ordeal(agent, start, through, () => agent.restart())
      const rows = read<{ visit: string; reason: string }>('SELECT visit, reason FROM visit ORDER BY number')
      expect(rows).toEqual(visits.map(visit => ({ visit, reason: 'exited' })))
      expect(read('SELECT sum(visits) AS visits, sum(seconds) AS seconds FROM day')).toEqual([
        { visits: visits.length, seconds: visits.length * SECONDS },
      ])
      expect(read('SELECT * FROM loss')).toEqual([])
    },
    60_000 + KILLS * 60_000,
  )
})

describeWith(['mosquitto', 'postgres'], 'the example that writes into PostgreSQL', () => {
  test(
    `counts every visit once, in order, though it and the database are killed ${KILLS} times`,
    async () => {
      const { broker, agent } = await house()
      const postgres = await Postgres.start()
      ends.push(() => postgres.end())
      const through = async () => {
        const rows = await postgres
          .rows<{ through: string }>("SELECT through FROM aisle_position WHERE stream = ''")
          .catch(() => [])
        return rows[0]?.through
      }
      const start = () => program('postgres', '--url', broker.url, '--protocol', '3.1.1', postgres.url)
      const visits = await ordeal(agent, start, through, async () => {
        await postgres.crash()
        await postgres.up()
      })
      const rows = await postgres.rows('SELECT visit, reason FROM visit ORDER BY number')
      expect(rows).toEqual(visits.map(visit => ({ visit, reason: 'exited' })))
      expect(await postgres.rows('SELECT sum(visits)::int AS visits, sum(seconds) AS seconds FROM day')).toEqual([
        { visits: visits.length, seconds: visits.length * SECONDS },
      ])
      expect(await postgres.rows('SELECT * FROM loss')).toEqual([])
    },
    60_000 + KILLS * 60_000,
  )
})

describeWith(['mosquitto', 'openssl'], 'the example at the broker of a shop', () => {
  test('reads, asks and acknowledges what its certificate lets it, and no more is needed', async () => {
    const shop = new Shipped('aisle.acl', ['door', 'cloud'])
    ends.push(() => shop.end())
    await shop.start()
    const url = `mqtts://127.0.0.1:${shop.mosquitto.port}`
    const ca = join(shop.folder, 'ca.pem')
    const agent = new Teller(url, '/acme/vienna/door', access({ url, caFile: ca, ...shop.files('door') }))
    await agent.begin()
    ends.push(() => agent.end())
    const { certFile, keyFile } = shop.files('cloud')
    const file = join(shop.folder, 'visits.db')
    const running = program('sqlite', '--url', url, '--ca', ca, '--cert', certFile, '--key', keyFile, file)
    await running.until(/cloud listens/)
    for (let i = 0; i < 9; i++) await agent.tell('visit.started', i % 3 !== 1)
    const end = idOf(agent.told.at(-1)!.place)
    await vi
      .waitUntil(() => agent.acknowledged.get('') === end, { timeout: 30_000, interval: 20 })
      .catch(() => expect.fail(`acknowledged through ${agent.acknowledged.get('')} of ${end}:\n${running.said()}`))
    expect(await running.stop('SIGTERM')).toBe(0)
    // Nothing was refused: each refusal would be a warning.
    expect(running.said()).toBe(`cloud listens at ${url}\n`)
    expect(agent.asked.length).toBeGreaterThan(0)
  })
})
