import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { loadConfig, parseConfig } from '../../config/load.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const LEAST = `
store: { tenant: demo, store: corner, agent: counter }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
`

const SPOTS = '[1, 2, 3, 4]'.replace(/\d/g, n => `{ image: [${n}, 0], floor: [${n}, 0] }`)

function mistakes(text: string) {
  const loaded = parseConfig(text, folder)
  return 'mistakes' in loaded ? loaded.mistakes : []
}

test('the least configuration is enough, and defaults fill the rest', () => {
  const loaded = parseConfig(LEAST, folder)
  expect(loaded).toMatchObject({ config: { store: { timezone: 'UTC' }, presence: { k: 5 }, outbox: { window: 50 } } })
})

test('relative paths count from the folder of the file', () => {
  const loaded = parseConfig(
    `${LEAST}\noutbox: { path: here.db }\nbroker: { kind: remote, url: "mqtts://h", caFile: ca.pem }`,
    '/etc/aisle',
  )
  expect(loaded).toMatchObject({
    config: { outbox: { path: '/etc/aisle/here.db' }, broker: { caFile: '/etc/aisle/ca.pem' } },
  })
})

test('what waits for the broker is kept beside the configuration, if nothing else is said', () => {
  expect(parseConfig(LEAST, '/etc/aisle')).toMatchObject({ config: { outbox: { path: '/etc/aisle/aisle.db' } } })
})

test('all that is wrong is told at once, each with place, value, line and what was expected', () => {
  expect(
    mistakes(`
store: { tenant: Demo, store: corner, agent: counter, colour: red }
floor:
  outline: [[0, 0], [1, 1]]
  zones:
    - { id: shelf, outline: [[0, 0], [1, 0], [1, 1]], dwellSeconds: -1 }
depth:
  - { id: door }
journey: { everySeconds: soon }
`).map(m => `${m.line}: ${m.path} is ${m.value}, expected ${m.expected}`),
  ).toEqual([
    '2: store.tenant is "Demo", expected lower-case letters, digits and inner hyphens, at most 63',
    '2: store.colour is there, expected no such key here',
    '4: floor.outline is [[0,0],[1,1]], expected at least 3 in the list',
    '6: floor.zones[0].dwellSeconds is -1, expected more than 0',
    '8: depth[0].feed is missing, expected a section with keys',
    '8: depth[0].intrinsics is missing, expected a section with keys',
    '8: depth[0].pose is missing, expected a section with keys',
    '9: journey.everySeconds is "soon", expected a number',
  ])
})

test('names that point nowhere and names used twice are told', () => {
  const found = mistakes(`${LEAST}
wifi: [{ id: ear, feed: { driver: simulated } }, { id: ear, feed: { driver: savefile, path: a.pcap } }]
touchpoints: [{ id: till, at: { kind: zone, zone: nowhere }, channel: till, function: pay, stage: buy }]
`)
  expect(found.map(m => m.path)).toEqual(['wifi[1].id', 'touchpoints[0].at.zone', 'wifi[0].feed.driver'])
})

test('a password in a URL is refused and not repeated', () => {
  const text = JSON.stringify(mistakes(`${LEAST}\nbroker: { kind: remote, url: "mqtt://joe:hunter2@host" }`))
  expect(text).toContain('without user name and password')
  expect(text).not.toContain('hunter2')
})

test.each(['hunter2', 'hun/ter2', 'hun@ter2', '@hunter2@', 'hun:ter2'])(
  'of the password %s in a URL nothing is repeated',
  password => {
    const broker = `broker: { kind: remote, url: "mqtt://joe:${password}@host" }`
    const camera = `cameras: [{ id: eye, feed: { driver: rtsp, url: "rtsp://joe:${password}@host/1" }, calibration: ${SPOTS} }]`
    const found = mistakes(`${LEAST}\n${broker}\n${camera}`)
    expect(found.map(m => m.path)).toEqual(['cameras[0].feed.url', 'broker.url'])
    for (const { value } of found) expect(value).toMatch(/^"\w+:\/\/…@host(\/1)?"$/)
  },
)

test('whatever stands where no key should be, or under a key that sounds secret, is not repeated', () => {
  const secret = 'hunter2'
  const found = [
    `cameras: [{ id: eye, feed: { driver: rtsp, url: "rtsp://h", password: ${secret} } }]`,
    `broker: { kind: remote, url: "mqtt://h", frob: { deep: [${secret}] } }`,
    `broker: [{ password: ${secret} }]`,
    `cameras: { password: ${secret} }`,
    `broker: { kind: remote, url: "ftp://h/?password=${secret}" }`,
    `broker: { kind: remote, url: "mqtt://h", username: [${secret}] }`,
    `broker: { kind: remote, url: "mqtt://h", passwordFile: { a: ${secret} } }`,
    `broker: { kind: remote, url: "mqtt://h", password: *${secret} }`,
  ].map(text => mistakes(`${LEAST}\n${text}`))
  for (const one of found) expect(one).not.toEqual([])
  expect(JSON.stringify(found)).not.toContain(secret)
  expect(mistakes(`${LEAST}\nbroker: { kind: remote, url: "mqtt://h", passwordFile: 12345 }`)).toMatchObject([
    { path: 'broker.passwordFile', value: 'not shown', expected: 'text' },
  ])
})

test.each([
  ['an alias of itself', 'store: &a [*a]'],
  ['a section within itself', 'store: &a { tenant: *a, store: b, agent: c }'],
  ['a key that contains itself', '&a { *a : 1 }'],
  ['a list of points within itself', 'floor: { outline: &a [*a, *a, *a] }'],
  ['brackets without end', '['.repeat(20_000)],
  [
    'aliases that multiply',
    `a0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join('\n')}`,
  ],
])('%s is a mistake', (_, text) => {
  expect(mistakes(text).length).toBeGreaterThan(0)
})

test('text that is not YAML is one mistake with its line', () => {
  expect(mistakes('store: {\n  a: [1, 2\n')[0]).toMatchObject({ path: '(file)', value: 'not YAML' })
})

test.each([
  ['a tab', 'store:\n\tagent: door', 2, 1, /tabs do not indent/],
  ['a bracket left open', 'floor:\n  outline: [[0, 0]\nstore: {}', 3, 1, /what closes a bracket/],
  ['a quote left open', 'store: "secret', 1, 15, /a quote/],
  ['a line moved in', 'store:\n  agent: a\n   store: b', 2, 10, /one key to a line/],
  ['a line moved out', 'store:\n    agent: a\n  store: b', 3, 1, /the indentation of the other lines/],
  ['a key written twice', 'log: {}\nlog: {}', 2, 1, /each key once/],
  ['two documents', 'log: {}\n---\nlog: {}', 2, 1, /one document/],
])(
  'of %s it is told where it is, and what was expected there, and nothing of the text',
  (_, text, line, column, words) => {
    const [first] = mistakes(text)
    expect(first).toMatchObject({ line, column, expected: expect.stringMatching(words) })
    expect(JSON.stringify(mistakes(text))).not.toContain('secret')
    const file = join(folder, 'broken.yaml')
    writeFileSync(file, text)
    expect(() => loadConfig(file)).toThrow(new RegExp(`line ${line}, column ${column}: is not YAML, expected `))
  },
)

test('whatever the text, the answer is a configuration or a list of mistakes', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.string().map(s => LEAST + s),
      ),
      text => {
        const loaded = parseConfig(text, folder)
        expect('config' in loaded || loaded.mistakes.length > 0).toBe(true)
      },
    ),
  )
})

test('a missing file and a wrong file are faults that say what to do', () => {
  expect(() => loadConfig(join(folder, 'none.yaml'))).toThrow(/cannot be read: ENOENT.*Check the path/)
  const file = join(folder, 'wrong.yaml')
  writeFileSync(file, 'store: {}')
  expect(() => loadConfig(file)).toThrow(/aislectl config check/)
})

test('what is wrong in a calibration is told in the form that was meant', () => {
  const camera = (calibration: string) =>
    mistakes(`${LEAST}\ncameras: [{ id: eye, feed: { driver: file, path: a.mp4 }, calibration: ${calibration} }]`)
  const told = (calibration: string) => camera(calibration).map(({ path, expected }) => `${path}: ${expected}`)
  expect(told(SPOTS)).toEqual([])
  expect(told('[{ image: [0, 0], floor: [0, 0] }]')).toEqual(['cameras[0].calibration: at least 4 in the list'])
  expect(told(SPOTS.replace('image: [1, 0]', 'image: [1]'))).toEqual([
    expect.stringMatching(/^cameras\[0\]\.calibration\[0\]\.image/),
  ])
  const intrinsics = '{ width: 4, height: 3, fx: 3, fy: 3, cx: 2, cy: 1.5 }'
  const pose = 'position: [0, 0], heightMetres: 3'
  expect(told(`{ intrinsics: ${intrinsics}, pose: { ${pose} } }`)).toEqual([])
  expect(told(`{ intrinsics: ${intrinsics}, pose: { ${pose}, tiltDegrees: 110 } }`)).toEqual([
    'cameras[0].calibration.pose.tiltDegrees: at most 100',
  ])
  expect(told(`{ pose: { ${pose} } }`)).toEqual(['cameras[0].calibration.intrinsics: a section with keys'])
  expect(told('12')).toEqual(['cameras[0].calibration: one of the forms in the reference'])
})

test('of very many mistakes all are told, and of the first where they stand: to look that up takes time', () => {
  const all = mistakes(`${LEAST}\n${Array.from({ length: 200 }, (_, i) => `k${i}: 1`).join('\n')}`)
  expect(all).toHaveLength(200)
  expect(all.map(({ line }) => line !== undefined).lastIndexOf(true)).toBe(49)
})
