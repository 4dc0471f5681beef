import { once } from 'node:events'
import { type AddressInfo, createServer, connect as dial } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { idOf } from '../../../agent/events/wire.ts'
import { embed } from '../../../agent/publish/embedded.ts'
import { Teller } from '../../agent/events/subscriber/teller.ts'
import { subscribed } from '../../e2e/aisled.ts'
import { describeWith } from '../../needs.ts'
import { Postgres } from './postgres.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A wire to a database that ends between a COMMIT, which the database does, and its answer. */
class Wire {
  /** How many it still cuts, and has cut. */
  cuts = 0
  done = 0
  port = 0

  async open(to: number): Promise<this> {
    const server = createServer(near => {
      const far = dial(to, '127.0.0.1')
      let isCut = false
      near.on('data', said => {
        if (this.cuts > 0 && said.includes('COMMIT')) {
          isCut = true
          this.cuts--
        }
        far.write(said)
      })
      far.on('data', said => {
        if (!isCut) return void near.write(said)
        this.done++
        near.destroy()
        far.end()
      })
      near.on('error', () => {}).on('close', () => far.end())
      far.on('error', () => {}).on('close', () => near.destroy())
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    ends.push(() => server.close())
    this.port = (server.address() as AddressInfo).port
    return this
  }
}

describeWith(['postgres'], 'the example that writes into PostgreSQL, while it runs,', () => {
  test('counts each visit once where the answer to a COMMIT is lost, and outlives its database', async () => {
    const broker = await embed({ host: '127.0.0.1', port: 0 })
    ends.push(() => broker.close())
    const agent = await new Teller(broker.url).begin()
    ends.push(() => agent.end())
    const postgres = await Postgres.start()
    ends.push(() => postgres.end())
    const { port } = new URL(postgres.url)
    const wire = await new Wire().open(Number(port))
    const program = subscribed('postgres', [
      ...['--url', broker.url, '--protocol', '3.1.1', '--name', 'crm'],
      postgres.url.replace(port, String(wire.port)),
    ])
    ends.push(() => program.stop('SIGKILL'))
    await program.until(/listens/)
    let told = 0
    const visits = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const subject = `visit-${String(told++).padStart(5, '0')}`
        await agent.tell('visit.started', true, { subject })
        await agent.tell('visit.ended', true, { subject })
      }
      const end = idOf(agent.told.at(-1)!.place)
      await vi
        .waitUntil(() => agent.acknowledged.get('') === end, { timeout: 30_000, interval: 20 })
        .catch(() => expect.fail(`acknowledged through ${agent.acknowledged.get('')} of ${end}:\n${program.said()}`))
    }
    await visits(1)
    wire.cuts = 3
    await visits(20)
    expect(wire.done).toBe(3)
    const told21 = visits(20)
    await postgres.crash()
    await postgres.up()
    await told21
    await visits(1)
    const rows = await postgres.rows('SELECT sum(visits)::int AS visits FROM day')
    expect(rows).toEqual([{ visits: told }])
    expect(await program.stop('SIGTERM')).toBe(0)
  }, 240_000)
})
