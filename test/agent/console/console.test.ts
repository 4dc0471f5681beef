import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSocket } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { eventsIn, openDoor } from '../../../agent/console/door.ts'
import { State } from '../../../agent/console/state.ts'
import { stated } from '../../../agent/console/stated.ts'
import { Fault } from '../../../config/fault.ts'
import { ROOT } from '../../../config/root.ts'
import { freePort } from '../../e2e/aisled.ts'
import { asked, opened, opening, portOf, shop } from './shop.ts'

const open: { close(): Promise<void> }[] = []
const folders: { remove(): void }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(one => one.close()))
  for (const one of folders.splice(0)) one.remove()
})

const given = (more?: string) => {
  const made = shop(more)
  folders.push(made)
  return made
}
const start = async (...options: Parameters<typeof opened>) => {
  const made = await opened(...options)
  open.push(made)
  return made
}

describe('the local socket', () => {
  test('is for its owner and group alone, and gone when the agent stops', async () => {
    const { config } = given()
    const { socket, faults } = await start(config)
    expect(statSync(socket).mode & 0o777).toBe(0o660)
    expect(faults).toEqual([])
    await open.pop()!.close()
    expect(lstatSync(socket, { throwIfNoEntry: false })).toBeUndefined()
  })

  test('tells the state, which is as the schema says', async () => {
    const { config } = given()
    await start(config)
    const told = await openDoor(config).get('/state')
    const state = State.parse(told)
    // Nothing beside it.
    expect(told).toEqual(state)
    expect(state).toMatchObject({ epoch: 7, simulated: false, outbox: { waiting: 3, dropped: 1 } })
    expect(state.sensors.map(({ id, state: is }) => [id, is])).toEqual([
      ['ceiling', 'awaited'],
      ['sniffer', 'awaited'],
    ])
    // Of zones of the staff nothing is told.
    expect(state.floor.zones.map(({ id }) => id)).toEqual(['promo', 'pay'])
  })

  test('takes the place of one that an agent left behind when it was killed', async () => {
    const { config } = given()
    const path = `${config.outbox.path}.sock`
    const code = 'require("net").createServer().listen(process.argv[1], () => console.log("on"))'
    const killed = spawn(process.execPath, ['--eval', code, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(killed.stdout, 'data')
    killed.kill('SIGKILL')
    await once(killed, 'close')
    expect(lstatSync(path).isSocket()).toBe(true)
    const { faults } = await start(config)
    expect(faults).toEqual([])
    expect(await openDoor(config).get('/plan')).toMatchObject({ gridMetres: 0.5 })
  })

  test('is left to another agent that listens there, and what is no socket is never removed', async () => {
    const { config } = given()
    const first = await start(config)
    const second = await start(config)
    expect(second.faults.map(({ code }) => code)).toContain('DOOR_SHUT')
    await second.close()
    expect(await openDoor(config).get('/state')).toMatchObject({ epoch: 7 })
    await first.close()
    writeFileSync(first.socket, 'precious')
    const third = await start(config)
    expect(third.faults[0]?.message).toContain('something else lies there')
    expect(statSync(first.socket).size).toBe(8)
  })

  test('is done without where its name is too long', async () => {
    const { config, folder } = given()
    mkdirSync(join(folder, 'x'.repeat(120)))
    const { faults, url } = await start({
      ...config,
      outbox: { ...config.outbox, path: join(folder, 'x'.repeat(120), 'a') },
    })
    expect(faults.map(({ message }) => message).join()).toContain('too long')
    expect((await asked({ port: portOf(url) }, '/state')).status).toBe(200)
  })

  test('tells whoever asks an agent that is not there what to do', async () => {
    const { config } = given()
    const refused = openDoor(config, 'store.yaml').get('/state')
    await expect(refused).rejects.toThrow(/there is no socket.*aisled --config store\.yaml/)
    await expect(refused).rejects.toMatchObject({ code: 'AGENT_ABSENT' })
  })

  test('lets routes that change something be asked for there alone, with what stands in their path', async () => {
    const { config } = given()
    const asks: unknown[] = []
    const local = {
      'POST /snapshot/{camera}': ({ name, body }: { name: string; body: unknown }) => {
        asks.push([name, body])
        return { bytes: Buffer.from('picture'), type: 'image/jpeg' }
      },
      'POST /fail': () => {
        throw new Fault('CONFIG_NOT_STAGED', { why: 'there is nothing' })
      },
    }
    const { url } = await start(config, { local })
    const door = openDoor(config)
    expect(String(await door.bytes('/snapshot/back-wall'))).toBe('picture')
    await expect(door.bytes('/snapshot/..')).rejects.toThrow('Nothing is there')
    await expect(door.post('/fail', {})).rejects.toThrow('there is nothing')
    expect(asks).toEqual([['back-wall', undefined]])
    const port = { port: portOf(url) }
    expect((await asked(port, '/snapshot/back-wall', { method: 'POST' })).status).toBe(404)
  })

  test('answers whoever says too much, and is not taken up by those whom it could not tell anything', async () => {
    const { config } = given()
    const local = {
      'POST /fail': () => ({ json: {} }),
      'GET /broken': () => ({
        open() {
          throw new Error('it is broken')
        },
      }),
    }
    const { socket } = await start(config, { local })
    const long = await asked({ socketPath: socket }, '/fail', { method: 'POST', body: 'x'.repeat(1_000_000) })
    expect(long).toMatchObject({ status: 422, text: expect.stringContaining('64 kB') })
    const door = openDoor(config)
    for (let i = 0; i < 17; i++) await asked({ socketPath: socket }, '/broken').catch(() => {})
    const stream = door.stream('/stream')[Symbol.asyncIterator]()
    expect((await stream.next()).value).toMatchObject({ event: 'state' })
    await stream.return?.()
  })

  test('of what listens there and is no agent says so, and no more than is good to read', async () => {
    const { config } = given()
    const answers: Record<string, [number, string]> = {
      '/state': [200, '<html>'],
      '/refuse': [422, JSON.stringify({ message: 'x'.repeat(100_000) })],
    }
    const other = createServer(({ url }, response) => {
      const [status, text] = answers[url!]!
      response.writeHead(status).end(text)
    }).listen(`${config.outbox.path}.sock`)
    await once(other, 'listening')
    try {
      const door = openDoor(config)
      await expect(door.get('/state')).rejects.toMatchObject({ code: 'DOOR_REFUSED' })
      const refused = await door.get('/refuse').catch((thrown: Fault) => thrown.message)
      expect(String(refused).length).toBeLessThan(3000)
    } finally {
      other.close()
    }
  })

  test('is read by tools of another version, which pass over what they do not know, and say what to do where they lack something', async () => {
    const { config } = given()
    await start(config)
    const state = stated(await openDoor(config).get('/state'))
    const grown = {
      ...{
        ...state,
        later: [1],
        outbox: { ...state.outbox, later: 1 },
        process: { ...state.process, later: { a: 1 } },
      },
      sensors: state.sensors.map(sensor => ({ ...sensor, later: 'x' })),
    }
    expect(stated(grown)).toEqual(state)
    expect(() => stated({ version: '0.0.1-old', at: 'then' })).toThrow(/its version is 0\.0\.1-old.*systemctl restart/)
    expect(() => stated(undefined)).toThrow(Fault)
  })

  test('says what cameras and brokers say of themselves in one line of bounded length, and steers no terminal with it', async () => {
    const { config } = given()
    const words = `\u001b[2J\u202e${'x\n'.repeat(5000)}`
    const publisher = { url: 'mqtts://broker.example', online: false }
    const { pulse } = await start(config, { publisher, reach: { why: words, code: undefined, sinceMs: undefined } })
    pulse.note({ kind: 'sensor.failed', sensor: 'ceiling', atMs: 1000, sinceMs: 1000, cause: words })
    const { sensors, broker } = stated(await openDoor(config).get('/state'))
    for (const said of [sensors[0]?.cause, broker?.why]) {
      expect(said).toMatch(/^\[2J x/)
      expect(said).not.toMatch(/[\p{C}\n]/u)
      expect(said!.length).toBeLessThanOrEqual(400)
    }
  })

  test('tells what happens as it happens, and stops when asked or when the agent does', async () => {
    const { config } = given()
    const { people, board } = await start(config)
    people.push(
      { id: 4, x: 1.234, y: 2, seenMs: 900, isStaff: true },
      { id: 5, x: 1, y: 1, seenMs: -9000, isStaff: false },
    )
    const seen: Record<string, unknown>[] = []
    for await (const { event, data } of openDoor(config).stream('/stream')) {
      seen.push({ [event]: data })
      if (event === 'people') board.hear(occupancy(3))
      if (event === 'event') break
    }
    expect(Object.keys(Object.assign({}, ...seen))).toEqual(['state', 'people', 'event'])
    expect(seen).toContainEqual({ people: [{ id: expect.any(Number), xMetres: 1.23, yMetres: 2, staff: true }] })
    expect(seen.at(-1)).toMatchObject({ event: { name: 'occupancy.changed' } })
    const stream = openDoor(config).stream('/stream')[Symbol.asyncIterator]()
    await stream.next()
    await open.pop()!.close()
    for (let next = await stream.next(); !next.done; next = await stream.next());
  })
})

describe('the console', () => {
  test('off loopback says in which square of the grid people stand, and on the machine itself at which spot', async () => {
    const { config } = given()
    const { url, people } = await start({ ...config, console: { ...config.console!, address: '0.0.0.0' } })
    people.push({ id: 4, x: 1.234, y: 2.71, seenMs: 900, isStaff: false })
    const port = portOf(url)
    const shown = async (where: Parameters<typeof asked>[0]) => {
      const response = await opening(where, '/stream')
      for await (const { event, data } of eventsIn(response)) if (event === 'people') return data
      return undefined
    }
    const dot = { id: expect.any(Number), staff: false }
    expect(await shown({ port })).toEqual([{ ...dot, xMetres: 1.25, yMetres: 2.75 }])
    expect(await shown({ socketPath: `${config.outbox.path}.sock` })).toEqual([
      { ...dot, xMetres: 1.23, yMetres: 2.71 },
    ])
    expect(JSON.parse((await asked({ port }, '/plan')).text)).toMatchObject({ snapped: true, gridMetres: 0.5 })
    expect(await openDoor(config).get('/plan')).toMatchObject({ snapped: false })
  })

  test('is a page that a browser may run nothing else in, and asks nobody else for', async () => {
    const { config } = given()
    const { url } = await start(config)
    const page = await asked({ port: portOf(url) }, '/')
    expect(page.status).toBe(200)
    expect(page.text).toContain('<html')
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
    const again = await asked({ port: portOf(url) }, '/', { headers: { 'if-none-match': String(page.headers.etag) } })
    expect(again).toMatchObject({ status: 304, text: '' })
  })

  test('weighs little, each of its pages with all that it loads, and less where a browser unpacks it', async () => {
    const { config } = given()
    const { socket } = await start(config)
    const folder = new URL('agent/console/page/', ROOT)
    const names = readdirSync(folder)
    const bytes = new Map<string, number>()
    for (const name of names) {
      const headers = { 'accept-encoding': 'gzip' }
      const sheet = await asked({ socketPath: socket }, `/${name}`, { headers, method: 'HEAD' })
      expect(sheet).toMatchObject({ status: 200, headers: { 'content-encoding': 'gzip' } })
      bytes.set(name, Number(sheet.headers['content-length']))
    }
    const loaded = new Set<string>()
    for (const page of names.filter(name => name.endsWith('.html'))) {
      const all = loads(folder, page)
      expect(all).toContain('style.css')
      expect(
        [...all].reduce((sum, name) => sum + bytes.get(name)!, 0),
        page,
      ).toBeLessThan(25_000)
      for (const name of all) loaded.add(name)
    }
    // None lies there for nothing.
    expect(names.filter(name => !loaded.has(name))).toEqual([])
  })

  test.each(['evil.example', 'evil.example:8321', '127.0.0.1.evil.example', 'localhost@evil.example', 'a b'])(
    'does not answer a page that calls this machine %j',
    async host => {
      const { config } = given()
      const { url } = await start(config)
      for (const path of ['/', '/state', '/stream']) {
        const { status, text } = await asked({ port: portOf(url) }, path, { headers: { host } })
        expect([400, 421]).toContain(status)
        expect(text).not.toContain('acme')
      }
    },
  )

  test('answers by its addresses, localhost and the names of the configuration, and no page of another site', async () => {
    const { config } = given('console: { port: 0, names: [shop.local] }')
    const { url } = await start(config)
    const port = { port: portOf(url.replace('shop.local', 'x')) }
    for (const host of ['127.0.0.1', '[::1]:1', 'localhost:9', 'SHOP.local:8321'])
      expect((await asked(port, '/state', { headers: { host } })).status).toBe(200)
    for (const site of ['cross-site', 'same-site'])
      expect((await asked(port, '/state', { headers: { 'sec-fetch-site': site } })).status).toBe(403)
    expect((await asked(port, '/state', { headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(200)
  })

  test('tells nothing without the token, and has a new one where the file has', async () => {
    const { config, folder } = given('console: { port: 0, tokenFile: token }')
    const token = 'correct-horse-battery'
    writeFileSync(join(folder, 'token'), `${token}\n`)
    const { url } = await start(config)
    const port = { port: portOf(url) }
    const with_ = (bearer: string) => asked(port, '/state', { headers: { authorization: `Bearer ${bearer}` } })
    expect((await asked(port, '/')).status).toBe(200)
    const refused = await Promise.all([
      asked(port, '/state'),
      asked(port, '/stream'),
      with_('wrong'),
      with_(`${token}x`),
      with_(''),
    ])
    for (const { status, text } of refused) {
      expect([400, 401]).toContain(status)
      expect(text).not.toContain('acme')
    }
    expect((await with_(token)).status).toBe(200)
    writeFileSync(join(folder, 'token'), 'another-token-of-ours\n')
    expect((await with_(token)).status).toBe(401)
    expect((await with_('another-token-of-ours')).status).toBe(200)
    writeFileSync(join(folder, 'token'), '')
    expect((await with_('')).status).toBe(401)
  })

  test('does not listen with a token that could be tried out', async () => {
    const { config, folder } = given('console: { port: 0, tokenFile: token }')
    writeFileSync(join(folder, 'token'), 'short\n')
    const { faults, urls } = await start(config)
    expect(faults.map(({ code }) => code)).toEqual(['CONSOLE_SHUT'])
    expect(faults[0]!.message).not.toContain('short')
    expect(urls).toEqual([])
  })

  test('waits for a port that is taken, is told of once, and ends nothing', async () => {
    const port = await freePort()
    const other = createSocket().listen(port, '127.0.0.1')
    await once(other, 'listening')
    const { config } = given(`console: { port: ${port} }`)
    const { faults, urls } = await start(config, { againMs: 50 })
    expect(faults.map(({ code }) => code)).toEqual(['CONSOLE_SHUT'])
    expect(await openDoor(config).get('/state')).toMatchObject({ epoch: 7 })
    other.close()
    await vi.waitUntil(() => urls.length > 0, { timeout: 30_000 })
    expect((await asked({ port }, '/state')).status).toBe(200)
    expect(faults).toHaveLength(1)
  })
})

describe('whatever is asked', () => {
  test('nothing is answered that is no route, and the next is answered as ever', async () => {
    const { config } = given()
    const { url } = await start(config)
    const port = { port: portOf(url) }
    const path = fc.oneof(
      fc.webPath(),
      fc.constantFrom(
        '/../package.json',
        '/%2e%2e/console.ts',
        '//state',
        '/state/',
        '/__proto__',
        '/constructor',
        '/page/../door.ts',
        '/index.html/..',
      ),
      fc.string({ maxLength: 200 }).map(text => `/${encodeURIComponent(text)}`),
    )
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE')
    const known = /^\/(?:state|plan|heat|metrics|stream|[a-z]+\.(?:html|js|css|svg))?(?:\?.*)?$/
    await fc.assert(
      fc.asyncProperty(path, method, async (written, how) => {
        const where = written.startsWith('/') ? written : `/${written}`
        if (known.test(where)) return
        const { status } = await asked(port, where, { method: how })
        expect([400, 403, 404, 405]).toContain(status)
      }),
      { numRuns: 150 },
    )
    expect((await asked(port, '/state')).status).toBe(200)
  })

  test('headers and bodies without end are not read to the end', async () => {
    const { config } = given()
    const { url, socket } = await start(config, { local: { 'POST /echo': ({ body }) => ({ json: body ?? null }) } })
    const huge = await asked({ port: portOf(url) }, '/state', { headers: { 'x-huge': 'x'.repeat(100_000) } }).catch(
      String,
    )
    expect(typeof huge === 'string' || huge.status === 431).toBe(true)
    const long = await asked({ socketPath: socket }, '/echo', { method: 'POST', body: `"${'x'.repeat(1e6)}"` }).catch(
      String,
    )
    expect(typeof long === 'string' || long.status === 422).toBe(true)
    for (const body of ['{', '\u0000', '[1'])
      expect((await asked({ socketPath: socket }, '/echo', { method: 'POST', body })).status).toBe(422)
    expect((await asked({ socketPath: socket }, '/echo', { method: 'POST', body: '[1]' })).text).toBe('[1]')
  })
})

/** What a page has a browser load: styles, pictures and modules, and what these import. */
function loads(folder: URL, name: string, known = new Set<string>()): Set<string> {
  if (known.has(name)) return known
  known.add(name)
  const text = readFileSync(new URL(name, folder), 'utf8')
  for (const [, next] of text.matchAll(/(?:<link[^>]* href="|<script[^>]* src="|from '\.\/|url\(")([a-z.-]+)["']/g))
    loads(folder, next!, known)
  return known
}

function occupancy(count: number) {
  return {
    ...{ specversion: '1.0', id: '7-1', source: '/acme/vienna/door', type: 'aisle.occupancy.changed.v1' },
    ...{ time: '2026-03-02T09:00:00.000Z', datacontenttype: 'application/json', epoch: '000000000007' },
    sequence: '0000000001',
    data: { count },
  } as Parameters<import('../../../agent/console/board.ts').Board['hear']>[0]
}
