import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer as createPlain } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { afterAll, expect, test } from 'vitest'
import { shut } from '../../../agent/cli/shut.ts'
import { describeWith } from '../../needs.ts'
import { pki } from '../publish/pki.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-shut-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What TLS says to somebody who shows and knows that. */
async function handshake(port: number, shown: { ca?: Buffer; cert?: Buffer; key?: Buffer }): Promise<unknown> {
  const socket = connect({ port, host: '127.0.0.1', ...shown })
  const [error] = await once(socket.resume(), 'error', { signal: AbortSignal.timeout(60_000) }).catch(thrown => [
    thrown,
  ])
  socket.destroy()
  return error
}

test('a broker inside an agent that does not run is told of as that; one that is there and mute is not', () => {
  const inside = (error: Error) => shut('mqtt://b', error, true, true).message
  expect(inside(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))).toMatch(
    /inside the agent, and none runs with this configuration: systemctl start aisled/,
  )
  expect(inside(new Error('connack timeout'))).not.toContain('none runs')
})

describeWith(['openssl'], 'a broker with certificates', () => {
  test('says in words what TLS has against us, and which option mends it', async () => {
    const { ca: authority, broker } = pki(folder)
    const [ca, cert, key] = [authority, broker.cert, broker.key].map(file => readFileSync(file)) as [
      Buffer,
      Buffer,
      Buffer,
    ]
    const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true }).listen(0, '127.0.0.1')
    server.on('tlsClientError', () => {})
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const message = async (shown: Parameters<typeof handshake>[1], isConfigured = false) =>
      shut('mqtts://b', await handshake(port, shown), isConfigured).message
    const refused = 'The broker mqtts://b refused us: '
    expect(await message({ ca })).toMatch(
      new RegExp(`^${refused}[\\w ]*alert certificate required\\. Give a certificate .* with --cert and --key\\.$`),
    )
    expect(await message({})).toMatch(new RegExp(`^${refused}.*self-signed certificate.*, with --ca\\.$`))
    expect(await message({}, true)).toMatch(/with --ca or broker\.caFile\.$/)
    server.close()
  })
})

test('one that speaks without TLS, or not at all, is told as such', async () => {
  const server = createPlain(socket =>
    socket
      .on('error', () => {})
      .resume()
      .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect(shut('mqtts://b', await handshake(port, {})).message).toMatch(/without TLS there: check --url\.$/)
  server.close()
  const { code, message } = shut('mqtts://b', await handshake(port, {}))
  expect([code, message]).toEqual(['BROKER_UNREACHABLE', expect.stringMatching(/Check --url and the network\.$/)])
  expect(message).not.toContain('outbox')
})

test('where somebody listens who does not answer, the network is not to blame', () => {
  const { message } = shut('mqtt://b', new Error('connack timeout'), true)
  expect(message).toMatch(
    /does not answer: connack timeout\. Somebody listens there: .* too much to do .*--url or broker\.url/,
  )
  expect(shut('mqtt://b', new Error('no route')).message).toMatch(/Check --url and the network\.$/)
})
