import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { authorityOf } from '../../../agent/fleet/client.ts'
import { serve } from '../../../agent/fleet/server.ts'
import { PATHS, TYPES } from '../../../agent/fleet/wire.ts'
import { describeWith } from '../../needs.ts'
import { type Party, party } from './party.ts'

describeWith(['openssl'], 'the server at which machines join', () => {
  let folder: string
  let fleet: Party
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aisle-fleet-'))
    fleet = await party(folder)
  })
  afterAll(async () => {
    await fleet.server.close()
    fleet.invitations.close()
    rmSync(folder, { recursive: true, force: true })
  })

  interface Asking {
    readonly method?: string
    readonly path: string
    readonly headers?: Record<string, string>
    readonly body?: string | Uint8Array
  }
  async function ask({ method = 'POST', path, headers = {}, body }: Asking) {
    const asked = request({
      host: '127.0.0.1',
      port: fleet.server.port,
      path,
      method,
      headers,
      rejectUnauthorized: false,
      agent: false,
    })
    // A body that is longer than anybody reads is not written to its end.
    asked.on('error', () => {})
    asked.end(body)
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) text += chunk
    return { status: response.statusCode, type: response.headers['content-type'], headers: response.headers, text }
  }
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  })

  test('tells everybody whom it belongs to, as RFC 7030 has it', async () => {
    const { status, type, headers } = await ask({ method: 'GET', path: PATHS.authorities })
    expect([status, type, headers['content-transfer-encoding']]).toEqual([200, TYPES.certificates, 'base64'])
    await expect(authorityOf(fleet.invite())).resolves.toBeDefined()
  })

  test('asks whoever shows nothing for a login, and tells them no configuration', async () => {
    const { status, headers } = await ask({ path: PATHS.enrol })
    expect([status, headers['www-authenticate']]).toEqual([401, 'Basic realm="aisle fleet"'])
    expect((await ask({ method: 'GET', path: PATHS.config })).status).toBe(403)
    expect((await ask({ method: 'GET', path: '/' })).status).toBe(404)
  })

  test('gives nothing for what is no request, of an invited machine either, and goes on', async () => {
    const { invitation, secret } = fleet.invite()
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string()), async bytes => {
        const raw = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('base64')
        const { status } = await ask({ path: PATHS.enrol, headers: basic(invitation, secret), body: raw })
        expect(status).toBe(400)
      }),
      { numRuns: 40 },
    )
    expect(fleet.invitations.all().find(({ id }) => id === invitation)?.joinedMs).toBeNull()
    expect(
      (await ask({ path: PATHS.enrol, headers: basic(invitation, secret), body: 'x'.repeat(100_000) })).status,
    ).toBe(400)
  })

  test('says of a port that is taken something else than of an address that is not of this machine', async () => {
    const { authority, invitations } = fleet
    const where = { ...{ authority, invitations, host: '127.0.0.1', days: 90 }, now: Date.now, told: () => {} }
    const refused = (address: string, port: number) => expect(serve({ ...where, address, port })).rejects
    await refused('127.0.0.1', fleet.server.port).toMatchObject({ code: 'PORT_TAKEN' })
    await refused('192.0.2.1', 0).toMatchObject({ code: 'ARGUMENT_INVALID', message: /192\.0\.2\.1 port 0/ })
  })

  test('survives whatever is said to it instead of TLS', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async bytes => {
        const socket = connect(fleet.server.port, '127.0.0.1').on('error', () => {})
        await once(socket, 'connect')
        socket.end(bytes)
        socket.resume()
        await once(socket, 'close')
      }),
      { numRuns: 20 },
    )
    expect((await ask({ method: 'GET', path: PATHS.authorities })).status).toBe(200)
  })
})
