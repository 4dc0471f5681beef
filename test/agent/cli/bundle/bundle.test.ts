import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { delimiter, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { list } from 'tar'
import { afterAll, expect, test } from 'vitest'
import { aislectl } from '../../../../agent/cli/aislectl.ts'
import { archive } from '../../../../agent/cli/bundle/archive.ts'
import { Mask } from '../../../../agent/cli/bundle/mask.ts'
import { run } from '../../../../agent/cli/run.ts'
import { openStore } from '../../../../agent/store/store.ts'
import { loadConfig } from '../../../../config/load.ts'
import { scratch } from '../../../e2e/aisled.ts'
import { Finder } from '../../../e2e/canary/finder.ts'
import { addSecret, addWords } from '../../../e2e/canary/forms.ts'
import { describeWith } from '../../../needs.ts'
import { freePort } from '../../publish/mosquitto.ts'
import { pki } from '../../publish/pki.ts'
import { camera } from '../doctor/shop.ts'
import { listen } from '../spoken.ts'

const at = scratch()
afterAll(at.remove)
const spoken = listen()

/** What must be nowhere in the archive, in whatever form. */
const WORDS = {
  'the password of the broker': 'tulip-meadow-4711-broker',
  'the password of the camera': 'Müllerstraße-0815-Kämmerchen',
  'the user of the broker': 'door-user-of-the-broker',
  'a hardware address': 'a4:83:e7:1b:22:3f',
  'a hardware address with hyphens': 'a4-83-e7-1b-22-3f',
  'the name of a member': 'Rosalind Featherstonehaugh',
  'the visit of an event': 'visit-3fa2c1d49b7e4c0d',
  'a host of the shop': 'recorder.backroom.acme.example',
  'an address of the shop': '203.113.201.177:55432',
  'a signed paper': 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJtZW1iZXItMDAwMSJ9.c2lnbmF0dXJlLW9mLXRoaXM',
}

/** What the journal of a careless agent might hold. */
const LOG = [
  `{"level":40,"msg":"broker said ${WORDS['the password of the broker']} is wrong","user":"${WORDS['the user of the broker']}"}`,
  `connect rtsp://viewer:${WORDS['the password of the camera']}@${WORDS['a host of the shop']}/stream failed`,
  `the camera said ${WORDS['the password of the camera']} is wrong`,
  `saw ${WORDS['a hardware address']} and ${WORDS['a hardware address with hyphens']} from ${WORDS['an address of the shop']}`,
  `token ${WORDS['a signed paper']}`,
]

test('says at once where it cannot be written, and looks at nothing before', async () => {
  const out = join(at.folder, 'nowhere', 'bundle.tar.gz')
  for (const where of [out, at.folder]) {
    spoken.err = ''
    // A configuration that is not there would be told of, if it were read.
    await run(aislectl, ['bundle', '--config', join(at.folder, 'none.yaml'), '--out', where])
    expect(spoken.err).toContain(`${where} cannot be written`)
    expect(process.exitCode).toBe(1)
  }
})

describeWith(['openssl'], 'a bundle for whoever helps from afar', () => {
  test('holds figures, and neither passwords, keys, names, addresses, events, templates nor pictures', {
    timeout: 180_000,
  }, async () => {
    const { agent, ca } = pki(join(at.folder, 'pki'))
    at.write('broker.pw', WORDS['the password of the broker'])
    at.write('camera.pw', WORDS['the password of the camera'])
    const feed = `{ driver: rtsp, url: "rtsp://${WORDS['a host of the shop']}:${await freePort()}/x", username: viewer, passwordFile: camera.pw }`
    const file = at.write(
      'shop.yaml',
      `store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
broker: { kind: remote, url: "mqtts://127.0.0.1:${await freePort()}", username: ${WORDS['the user of the broker']}, passwordFile: broker.pw, caFile: ${ca}, certFile: ${agent.cert}, keyFile: ${agent.key} }
outbox: { path: door.db }
${camera(feed)}`,
    )
    const template = randomBytes(512)
    const picture = randomBytes(4096)
    const store = openStore({ path: join(at.folder, 'door.db'), source: '/acme/vienna/door' }, Date.now())
    store.db.exec('CREATE TABLE careless (words TEXT, template BLOB, picture BLOB) STRICT')
    store.db
      .prepare('INSERT INTO careless VALUES (?, ?, ?)')
      .run(`${WORDS['the name of a member']} ${WORDS['the visit of an event']}`, template, picture)
    store.close()
    tools({ journalctl: LOG.join('\n'), systemctl: 'ActiveState=active\nNRestarts=3' })

    const out = join(at.folder, 'bundle.tar.gz')
    await run(aislectl, ['bundle', '--config', file, '--out', out, '--patience', '1', '--json'])
    expect(JSON.parse(spoken.out)).toMatchObject({ healthy: false })

    const finder = new Finder()
    for (const [name, words] of Object.entries(WORDS)) addWords(finder, name, words)
    addSecret(finder, 'a template', template)
    addSecret(finder, 'a picture', picture)
    for (const line of readFileSync(agent.key, 'latin1').split('\n').slice(1, -2))
      addWords(finder, 'the private key', line)
    // It finds them where they are.
    const careless = [LOG.join('\n'), readFileSync(agent.key), readFileSync(join(at.folder, 'door.db'))].map(one =>
      Buffer.from(one),
    )
    expect(finder.search(careless).size).toBeGreaterThan(Object.keys(WORDS).length)
    const whole = gunzipSync(readFileSync(out))
    expect([...finder.search([whole])]).toEqual([])
    const text = whole.toString('latin1')
    for (const short of ['203.113.201.177', '3fa2c1d49b7e', 'recorder.backroom']) expect(text).not.toContain(short)

    expect(text).toMatch(/"careless": 1/)
    expect(text).toMatch(/NRestarts=3/)
    expect(text).toMatch(/hidden [1-9]\d* time/)
    // Which shop it is of is told, and README.txt does not say otherwise.
    expect(text).toMatch(/"tenant": "acme"[\s\S]*names of people/)
    const names: string[] = []
    await list({ file: out, onReadEntry: entry => void names.push(entry.path) })
    expect(names.map(name => name.replace('aisle-bundle/', '')).toSorted()).toEqual([
      'README.txt',
      'configuration.json',
      'database.json',
      'doctor.json',
      'doctor.txt',
      'log.ndjson',
      'metrics.txt',
      'state.json',
      'unit.txt',
      'versions.json',
      'walks.json',
    ])
  })

  test('of a broken configuration says that nobody could look for its secrets, and leaves the log out', async () => {
    at.write('broken.pw', WORDS['the password of the broker'])
    const file = at.write('broken.yaml', 'broker: { kind: remote, passwordFile: broken.pw, pasword: x }')
    tools({ journalctl: LOG.join('\n'), systemctl: 'ActiveState=failed' })
    const out = join(at.folder, 'broken.tar.gz')
    await run(aislectl, ['bundle', '--config', file, '--out', out, '--patience', '1', '--json'])
    expect(JSON.parse(spoken.out)).toMatchObject({ healthy: false, masked: false })
    const text = gunzipSync(readFileSync(out)).toString('latin1')
    for (const words of Object.values(WORDS)) expect(text).not.toContain(words)
    expect(text).toContain('could NOT be looked for')
    expect(text).toContain('ActiveState=failed')
    expect(text).not.toContain('log.ndjson')
    expect(statSync(out).mode & 0o777).toBe(0o600)
  })

  /** Programs of the machine that say what they are told to. */
  function tools(said: Record<string, string>): void {
    const folder = join(at.folder, 'bin')
    mkdirSync(folder, { recursive: true })
    for (const [tool, words] of Object.entries(said)) {
      writeFileSync(join(folder, `${tool}.txt`), words)
      writeFileSync(join(folder, tool), `#!/bin/sh\ncat ${join(folder, `${tool}.txt`)}\n`)
      chmodSync(join(folder, tool), 0o755)
    }
    process.env.PATH = `${folder}${delimiter}${process.env.PATH}`
  }
})

test('a host or address has one number wherever it stands, and this machine keeps its own', () => {
  const mask = new Mask(undefined)
  const said = mask.text(
    'mqtts://broker.acme.example:8883 and broker.acme.example at 192.168.7.9, not 192.168.7.10; 127.0.0.1 is here',
  )
  expect(said).toMatch(/^mqtts:\/\/(host-\d+):8883 and \1 at (host-\d+), not (?!\2)host-\d+; 127\.0\.0\.1 is here$/)
})

test('one host is never taken for another, whatever names they have and in whichever order they came', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{1,5}$/)
  const host = fc.array(label, { minLength: 1, maxLength: 4 }).map(labels => labels.join('.'))
  fc.assert(
    fc.property(fc.uniqueArray(host, { minLength: 2, maxLength: 8 }), hosts => {
      fc.pre(!hosts.includes('localhost') && !hosts.includes(hostname()))
      const mask = new Mask(undefined)
      mask.learn(hosts.map(one => `mqtt://${one}:1883`).join(' '))
      const numbers = hosts.map(one => mask.text(`<${one}>`))
      for (const number of numbers) expect(number).toMatch(/^<host-\d+>$/)
      expect(new Set(numbers).size).toBe(hosts.length)
      expect(mask.text(hosts.map(one => `<${one.toUpperCase()}>`).join(''))).toBe(numbers.join(''))
    }),
    { numRuns: 100 },
  )
})

test.each(['utf8', 'latin1'] as const)('a secret is found also where its letters are not ASCII (%s)', encoding => {
  const secret = 'Kämmerchen-0815'
  writeFileSync(join(at.folder, 'letters.pw'), Buffer.from(`${secret}\n`, encoding))
  const feed = '{ driver: rtsp, url: "rtsp://127.0.0.1/x", username: viewer, passwordFile: letters.pw }'
  const store = `store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
`
  const mask = new Mask(loadConfig(at.write('letters.yaml', store + camera(feed))))
  expect(mask.text(`it said ${secret} is wrong`)).toBe('it said (not shown) is wrong')
  expect(mask.found).toBe(1)
})

test('what was hidden is no host, a clock no address, and our own words stay what they are', () => {
  const mask = new Mask(undefined)
  const said = mask.text(
    'rtsp://a:b@c.example/x then mqtt://broker:1883 at 08:51:25, [hidden] the key brokers [2001:db8::7]',
  )
  expect(said).toMatch(
    /^rtsp:\/\/\[hidden\] then mqtt:\/\/(host-\d+):1883 at 08:51:25, \[hidden\] the key brokers \[host-\d+\]$/,
  )
  expect(mask.value({ broker: { url: 'mqtt://broker:1883', at: '10.1.2.3' } })).toEqual({
    broker: { url: expect.stringMatching(/^mqtt:\/\/host-\d+:1883$/), at: expect.stringMatching(/^host-\d+$/) },
  })
  expect(mask.text('ws://[2001:DB8::7]:80 and 2001:db8::7')).toMatch(/^ws:\/\/\[(host-\d+)\]:80 and \1$/)
  expect(mask.text('/home/rosalind/aisle.yaml and /etc/aisle/aisle.yaml')).toBe(
    '/home/user/aisle.yaml and /etc/aisle/aisle.yaml',
  )
})

test('a host that is called as something of ours loses its name in URLs, and our words are left to us', () => {
  const mask = new Mask(undefined, ['broker', 'CONNECT', 'door'])
  mask.learn('mqtt://broker:1883 rtsp://desk.acme.example/x ws://Door:80')
  expect(mask.text('broker mqtt://broker:1883: CONNECT by desk.acme.example')).toMatch(
    /^broker mqtt:\/\/host-\d+:1883: CONNECT by host-\d+$/,
  )
  expect(mask.value([{ of: 'broker', hop: 'door', found: 'ws://DOOR:80 is no door' }])).toEqual([
    { of: 'broker', hop: 'door', found: expect.stringMatching(/^ws:\/\/host-\d+:80 is no door$/) },
  ])
  const other = new Mask(undefined, ['broker'])
  expect(other.text('mqtt://broker:1883')).toMatch(/^mqtt:\/\/host-\d+:1883$/)
})

test('no address of four numbers that leaves it is of another machine, whatever stands around it', () =>
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.ipV4(), fc.string({ maxLength: 20 }), (before, address, after) => {
      const said = new Mask(undefined).text(`${before} ${address} ${after}`)
      if (!/^(?:127\.|0\.0\.0\.0$)/.test(address) && !`${before} ${after}`.includes(address))
        expect(said).not.toContain(` ${address} `)
    }),
    { numRuns: 60 },
  ))

test('an archive is one that tar reads', () => {
  const made = archive(
    new Map([
      ['a/one.txt', 'first'],
      ['a/two.txt', 'x'.repeat(1000)],
    ]),
    0,
  )
  const said = execFileSync('tar', ['-xzOf', '-', 'a/two.txt'], { input: made, encoding: 'utf8' })
  expect(said).toBe('x'.repeat(1000))
})
