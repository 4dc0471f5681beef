import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seal, topicOf } from '../../../../agent/events/envelope.ts'
import { type EmbeddedBroker, embed } from '../../../../agent/publish/embedded.ts'
import { program } from '../../../built.ts'
import { freePort } from '../../publish/mosquitto.ts'
import { passed } from '../../publish/shop.ts'

let broker: EmbeddedBroker
let publisher: MqttClient
let speaking: NodeJS.Timeout
beforeAll(async () => {
  broker = await embed({ host: '127.0.0.1', port: 0 })
  publisher = await mqtt.connectAsync(broker.url)
  let sequence = 0
  const draft = passed(1234)
  const speak = () => {
    publisher.publish(topicOf(draft), JSON.stringify(seal(draft, { epoch: 1, sequence: ++sequence })))
    publisher.publish('aisle/v1/acme/vienna/door/status', '{"state":"online"}')
    publisher.publish('aisle/v1/acme/vienna/door/noise', 'not JSON')
    publisher.publish(
      'aisle/v1/acme/vienna/door/staff/moments',
      '{"at":"2026-03-02T09:00:00.000Z","atOnce":3,"moments":[]}',
    )
  }
  speaking = setInterval(speak, 20)
})
afterAll(async () => {
  clearInterval(speaking)
  await publisher.endAsync()
  await broker.close()
})

/** Runs aislectl; `meanwhile` is called with its first line, on whichever of both ways it comes. */
async function aislectl(args: readonly string[], meanwhile?: (child: ChildProcess) => void) {
  const child = spawn(process.execPath, [program('cli/main.ts'), 'events', 'tail', ...args])
  let [out, err] = ['', '']
  // Once: nothing listens for a second signal while a program that ended well is being taken down.
  const first = Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')])
  if (meanwhile)
    first.then(
      () => meanwhile(child),
      () => {},
    )
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    err += chunk
  })
  const [code] = (await once(child, 'close')) as [number]
  return { code, lines: out.trim().split('\n'), err }
}

test('prints so many events, a line each, and ends', async () => {
  const { code, lines } = await aislectl(['--url', broker.url, '--count', '4'])
  expect(code).toBe(0)
  // The status of the agent is shown too, and is no event.
  expect(lines.filter(line => line.includes('visit.passed'))).toHaveLength(4)
  for (const line of lines)
    expect(line).toMatch(/visit\.passed .*durationSeconds 1\.2|\/status {2}\{"state":"online"\}/)
})

test('where nothing comes it says why that may be', async () => {
  const { lines, err } = await aislectl(['--url', broker.url, '--topic', 'aisle/v1/nobody/#'], child => child.kill())
  expect(lines).toEqual([''])
  expect(err).toMatch(/nothing has come on aisle\/v1\/nobody\/# yet: .*does not let us read it/)
})

test('with --json and --topic, only what was asked for, as it was published', async () => {
  const { code, lines } = await aislectl([
    '--url',
    broker.url,
    '--topic',
    'aisle/v1/+/+/+/visit/#',
    '--count',
    '3',
    '--json',
  ])
  expect(code).toBe(0)
  const sequences = lines.map(line => Number(JSON.parse(line).sequence))
  expect(sequences).toEqual([0, 1, 2].map(i => sequences[0]! + i))
})

test('Ctrl-C ends it well; what is no event is noted beside', async () => {
  const { code, err } = await aislectl(['--url', broker.url], child => setTimeout(() => child.kill('SIGINT'), 100))
  expect(code).toBe(0)
  expect(err).toContain('no JSON object')
})

test('whoever reads only the beginning ends it too', async () => {
  const { code } = await aislectl(['--url', broker.url], child => child.stdout!.destroy())
  expect(code).toBe(0)
})

test('takes the broker from a configuration', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-tail-'))
  const file = join(folder, 'aisle.yaml')
  writeFileSync(
    file,
    `store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [1, 0], [1, 1]] }
broker: { kind: embedded, port: ${new URL(broker.url).port} }
`,
  )
  const { code, lines } = await aislectl(['--config', file, '--count', '1'])
  rmSync(folder, { recursive: true })
  expect([code, lines.length]).toEqual([0, 1])
})

test('where the connection is lost again and again it says that another under the same name may be there', async () => {
  const sockets = new Set<Socket>()
  // CONNACK, SUBACK under the number of the SUBSCRIBE (3.1.1 clauses 3.2, 3.9), and off: as a broker does that lets a name in once.
  const server = createServer(socket => {
    sockets.add(socket)
    socket
      .on('error', () => {})
      .once('data', () => {
        socket.write(Buffer.from([0x20, 2, 0, 0]))
        socket.once('data', asked => socket.end(Buffer.from([0x90, 3, asked[2]!, asked[3]!, 1])))
      })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { err } = await aislectl(['--url', url], child =>
    child.stderr!.on('data', chunk => String(chunk).includes('another connection') && child.kill('SIGINT')),
  )
  server.close()
  for (const socket of sockets) socket.destroy()
  const gone = err.split('\n').filter(line => line.includes('is gone'))
  expect(gone[0]).not.toContain('another connection')
  expect(gone[1]).toContain('another connection under this name may be there')
})

test('a broker that is not there is a fault, said in one line', async () => {
  const url = `mqtt://127.0.0.1:${await freePort()}`
  const { code, err } = await aislectl(['--url', url])
  expect(code).toBe(1)
  expect(err).toContain(url)
  const { err: json } = await aislectl(['--url', url, '--json'])
  expect(JSON.parse(json).error.code).toBe('BROKER_UNREACHABLE')
})

test.each([
  ['no broker', []],
  ['a password in the URL', ['--url', 'mqtt://door:secret@127.0.0.1']],
  ['a count that is none', ['--url', 'mqtt://127.0.0.1:1', '--count', 'many']],
])('%s is not understood', async (_, args) => {
  const { code, err } = await aislectl(args)
  expect(code).toBe(2)
  expect(err).not.toContain('secret')
})

test('a topic that is none is not understood', async () => {
  const { code, err } = await aislectl(['--url', broker.url, '--topic', 'aisle/#/visit'])
  expect(code).toBe(2)
  expect(err).toContain('topic filter')
})

test('a configuration without a broker, or whose broker takes any port, is told what to name instead', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-tail-'))
  const file = join(folder, 'shop.yaml')
  const least = 'store: { tenant: a, store: b, agent: c }\nfloor: { outline: [[0, 0], [8, 0], [8, 5]] }\n'
  writeFileSync(file, least)
  const none = await aislectl(['--config', file])
  expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/has no section called broker.*--url/) })
  writeFileSync(file, `${least}broker: { kind: embedded, port: 0 }\n`)
  const any = await aislectl(['--config', file])
  expect(any).toMatchObject({
    code: 2,
    err: expect.stringMatching(/expected the address that aisled printed, with --url/),
  })
  rmSync(folder, { recursive: true })
})
