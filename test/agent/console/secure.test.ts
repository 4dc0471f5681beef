import { once } from 'node:events'
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { connect as dial } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, expect, test, vi } from 'vitest'
import { describeWith } from '../../needs.ts'
import { pki } from '../publish/pki.ts'
import { asked, opened, portOf, shop } from './shop.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

describeWith(['openssl'], 'a console with a certificate', () => {
  test('speaks only TLS, shows nothing without the token, and shows a new certificate once there is one', async () => {
    const { config, folder, remove } = shop(
      'console: { port: 0, tokenFile: token, certFile: cert.pem, keyFile: key.pem }',
    )
    ends.push(remove)
    const { agent, broker } = pki(folder)
    const put = ({ cert, key }: { readonly cert: string; readonly key: string }) => {
      copyFileSync(cert, join(folder, 'cert.pem'))
      copyFileSync(key, join(folder, 'key.pem'))
    }
    put(agent)
    writeFileSync(join(folder, 'token'), 'a-token-of-this-test')
    const { url, faults, close } = await opened(config, { renewMs: 50, handshakeMs: 200 })
    ends.push(close)
    expect(url).toMatch(/^https:/)
    const port = portOf(url)
    expect((await asked({ port }, '/state').catch(String)).toString()).not.toContain('acme')
    expect(await status(port)).toBe(401)
    expect(await status(port, 'a-token-of-this-test')).toBe(200)
    // Whoever says nothing keeps nobody out for long.
    const mute = dial({ port, host: '127.0.0.1' })
    await once(mute, 'close')
    const first = await shown(port)
    writeFileSync(join(folder, 'cert.pem'), 'no certificate')
    await vi.waitUntil(() => faults.some(({ code }) => code === 'CONSOLE_SHUT'), { timeout: 20_000 })
    expect(await shown(port)).toBe(first)
    put(broker)
    await vi.waitUntil(async () => (await shown(port)) !== first, { timeout: 20_000, interval: 50 })
    expect(await status(port, 'a-token-of-this-test')).toBe(200)
    rmSync(join(folder, 'token'))
    for (const _ of [1, 2]) expect(await status(port)).toBe(503)
    expect(faults.filter(({ code }) => code === 'FILE_UNREADABLE')).toHaveLength(1)
  })
})

function status(port: number, token?: string): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const options = {
      port,
      host: '127.0.0.1',
      path: '/state',
      rejectUnauthorized: false,
      agent: false as const,
      headers,
    }
    get(options, response => {
      response.resume()
      resolve(response.statusCode!)
    }).on('error', reject)
  })
}

/** Which certificate is shown. */
function shown(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256)
      socket.destroy()
    })
    socket.on('error', reject)
  })
}
