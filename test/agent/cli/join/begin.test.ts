import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { begin } from '../../../../agent/cli/join/begin.ts'
import { openDoor } from '../../../../agent/console/door.ts'
import { socketOf } from '../../../../agent/console/socket.ts'
import { loadConfig, parseConfig } from '../../../../config/load.ts'
import { ROOT } from '../../../../config/root.ts'
import { digestOf, digestOfFile, putInForce, returnToFormer, standing } from '../../../../config/staged.ts'
import { starter } from '../../../../deploy/debian/starter.ts'
import { scratch } from '../../../e2e/aisled.ts'
import { opened } from '../../console/shop.ts'

const at = scratch()
let agent: Server | undefined
afterEach(async () => {
  await new Promise<unknown>(done => (agent ? agent.close(done) : done(undefined)))
  agent = undefined
})
afterAll(at.remove)

const shop = (name: string, more = '') => `
store: { tenant: acme, store: vienna, agent: ${name} }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
scanners: [{ id: till, feed: { driver: device, path: /dev/null } }]
broker: { kind: remote, url: "mqtts://broker.example:8883" ${more} }
outbox: { path: a.db }
`
const EXAMPLE = starter(readFileSync(new URL('config/example.yaml', ROOT), 'utf8'))
const quiet = { patienceMs: 10_000, progress: () => {} }
let count = 0

/** A folder of its own, with a configuration in it where one is given. */
function machine(former?: string): string {
  const name = `machine-${++count}/aisle.yaml`
  mkdirSync(join(at.folder, name, '..'))
  return former === undefined ? join(at.folder, name) : at.write(name, former)
}
const first = (file: string, text: string) => {
  const parsed = parseConfig(text, join(file, '..'))
  if ('mistakes' in parsed) throw new Error(JSON.stringify(parsed.mistakes))
  return begin(file, text, parsed.config, quiet)
}

/** An agent that runs with a file, as far as its door tells; what is put in force there holds, or does not. */
async function running(file: string, holds: boolean): Promise<void> {
  const config = loadConfig(file)
  const real = await opened(config)
  let state = (await openDoor(config).get('/state')) as { epoch: number; configuration?: object }
  await real.close()
  agent = createServer((request, response) => {
    if (request.url === '/config/apply') {
      const { digest } = putInForce(file, digestOf(readFileSync(`${file}.staged`)))
      if (!holds) returnToFormer(file)
      const returned = holds ? {} : { returned: { digest, why: 'nobody answers' } }
      state = {
        ...state,
        epoch: state.epoch + 1,
        configuration: { digest: digestOfFile(file), state: 'held', ...returned },
      }
    }
    response.end(JSON.stringify(request.url === '/state' ? state : {}))
  })
  await new Promise<void>(done => agent!.listen(socketOf(config), done))
}

test('where nothing was, the first configuration is laid there, and nothing stands in for it', async () => {
  const file = machine()
  expect(await first(file, shop('door'))).toEqual({ state: 'laid' })
  expect([readFileSync(file, 'utf8'), standing(file)]).toEqual([shop('door'), 'held'])
})

test('the simulated shop of the package is no shop to go back to, for a machine that starts alone', async () => {
  const file = machine(EXAMPLE)
  expect(await first(file, shop('door'))).toEqual({ state: 'laid' })
  expect([readFileSync(`${file}.previous`, 'utf8'), standing(file)]).toEqual([EXAMPLE, 'held'])
})

test('a real shop is: the next start is a trial, also where something is still to be laid beside it', async () => {
  for (const more of ['', ', username: door, passwordFile: none.password']) {
    const file = machine(shop('west'))
    const text = shop('door', more)
    expect(await first(file, text)).toMatchObject({ state: 'waiting' })
    expect([readFileSync(file, 'utf8'), readFileSync(`${file}.previous`, 'utf8')]).toEqual([text, shop('west')])
    expect(standing(file)).toBe('trial')
  }
})

test.each([
  ['the simulated shop', EXAMPLE],
  ['another shop', shop('west')],
])('an agent that runs with %s tries it, and takes it or returns', async (_, former) => {
  const took = machine(former)
  await running(took, true)
  expect(await first(took, shop('door'))).toMatchObject({ state: 'held' })
  expect(readFileSync(took, 'utf8')).toBe(shop('door'))
  agent!.close()
  const returned = machine(former)
  await running(returned, false)
  expect(await first(returned, shop('door'))).toMatchObject({ state: 'returned', why: 'nobody answers' })
  expect([readFileSync(returned, 'utf8'), readFileSync(`${returned}.refused`, 'utf8')]).toEqual([former, shop('door')])
})

test('what is broken is replaced, and an agent that lacks something goes on as it was until it has it', async () => {
  const broken = machine('mine')
  expect(await first(broken, shop('door'))).toEqual({ state: 'laid' })
  expect(readFileSync(`${broken}.previous`, 'utf8')).toBe('mine')
  const file = machine(EXAMPLE)
  await running(file, true)
  expect(await first(file, shop('door', ', username: door, passwordFile: none.password'))).toEqual({ state: 'laid' })
  expect(existsSync(`${file}.staged`)).toBe(false)
})
