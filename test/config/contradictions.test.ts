import { expect, test } from 'vitest'
import { parseConfig } from '../../config/load.ts'

const LEAST = `
store: { tenant: demo, store: corner, agent: counter }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
`
const SPOTS = '[1, 2, 3, 4]'.replace(/\d/g, n => `{ image: [${n}, 0], floor: [${n}, 0] }`)

function told(text: string): string[] {
  const loaded = parseConfig(`${LEAST}${text}`, '/')
  return 'mistakes' in loaded ? loaded.mistakes.map(m => `${m.path} is ${m.value}, expected ${m.expected}`) : []
}

test('a least score above the greatest is told', () => {
  expect(told('tracking: { lowScore: 0.7 }')).toEqual(['tracking.lowScore is 0.7, expected at most highScore, 0.6'])
  expect(told('tracking: { lowScore: 0.6 }')).toEqual([])
})

test('occupancy by flow without an entrance is told', () => {
  const flow = (more: string) => {
    const loaded = parseConfig(LEAST.replace('[0, 5]] }', `[0, 5]], occupancy: flow${more} }`), '/')
    return 'mistakes' in loaded ? loaded.mistakes.map(m => m.path) : []
  }
  expect(flow('')).toEqual(['floor.occupancy'])
  expect(flow(', entrances: [{ id: door, from: [3, 0], to: [5, 0] }]')).toEqual([])
})

test('a lowest head above the highest is told', () => {
  const ceiling = (heads: string) => `
depth:
  - id: ceiling
    feed: { driver: recording, folder: pictures, fps: 15 }
    intrinsics: { width: 4, height: 3, fx: 1, fy: 1, cx: 2, cy: 1 }
    pose: { position: [0, 0], heightMetres: 3 }
    heads: ${heads}`
  expect(told(ceiling('{ minMetres: 2, maxMetres: 1.5 }'))).toEqual([
    'depth[0].heads.minMetres is 2, expected at most maxMetres, 1.5',
  ])
  expect(told(ceiling('{ minMetres: 1.5, maxMetres: 1.5 }'))).toEqual([])
})

test('a shelf without room, and a touchpoint at one that there is not, are told', () => {
  const shelf = (heights: string) => `{ id: wines, outline: [[0, 0], [1, 0], [1, 1]], ${heights} }`
  const text = (heights: string, at: string) => `
store: { tenant: demo, store: corner, agent: counter }
floor: { outline: [[0, 0], [8, 0], [8, 5]], shelves: [${shelf(heights)}] }
touchpoints: [{ id: wine, at: { kind: shelf, shelf: ${at} }, channel: shelf, function: try, stage: consider }]`
  expect(parseConfig(text('fromMetres: 0.8, toMetres: 1.9', 'wines'), '/')).toHaveProperty('config')
  expect(parseConfig(text('fromMetres: 2, toMetres: 1.9', 'beers'), '/')).toMatchObject({
    mistakes: [{ path: 'touchpoints[0].at.shelf' }, { path: 'floor.shelves[0].fromMetres' }],
  })
})

test('a password without a user name is told', () => {
  const text = (username: string) => `
broker: { kind: remote, url: "mqtt://h", passwordFile: a${username} }
cameras: [{ id: eye, feed: { driver: rtsp, url: "rtsp://h", passwordFile: b${username} }, calibration: ${SPOTS} }]`
  expect(told(text(''))).toEqual([
    'broker.username is missing, expected a user name, since there is a passwordFile',
    'cameras[0].feed.username is missing, expected a user name, since there is a passwordFile',
  ])
  expect(told(text(', username: joe'))).toEqual([])
})

test.each([
  ['tracking', 'confirmSeconds', 86_400],
  ['tracking', 'lostSeconds', 86_400],
  ['journey', 'lostSeconds', 86_400],
  ['journey', 'reentryMinutes', 1440],
  ['journey', 'joinSeconds', 86_400],
  ['journey', 'everySeconds', 86_400],
  ['presence', 'everySeconds', 86_400],
])('no longer than a day: %s.%s', (section, key, most) => {
  expect(told(`${section}: { ${key}: ${most} }`)).toEqual([])
  expect(told(`${section}: { ${key}: ${most + 1} }`)).toEqual([
    `${section}.${key} is ${most + 1}, expected at most ${most}`,
  ])
})

test('no longer than a day: zones and cameras', () => {
  const text = `cameras: [{ id: eye, feed: { driver: file, path: a.mp4 }, stallSeconds: 86401, calibration: ${SPOTS} }]`
  expect(told(text)).toEqual(['cameras[0].stallSeconds is 86401, expected at most 86400'])
  const outline = 'outline: [[0, 0], [1, 0], [1, 1]]'
  const floor = `floor: { ${outline}, zones: [{ id: shelf, ${outline}, dwellSeconds: 86401, graceSeconds: 86401 }] }`
  const loaded = parseConfig(`store: { tenant: demo, store: corner, agent: counter }\n${floor}`, '/')
  expect(loaded).toMatchObject({
    mistakes: [{ path: 'floor.zones[0].dwellSeconds' }, { path: 'floor.zones[0].graceSeconds' }],
  })
})

test('squares so small that they would tell where somebody stood are refused', () => {
  const least = (metres: number) => parseConfig(LEAST.replace('outline:', `gridMetres: ${metres}, outline:`), '/')
  expect(least(0.25)).toHaveProperty('config')
  expect(least(0.2)).toMatchObject({ mistakes: [{ path: 'floor.gridMetres', expected: 'at least 0.25' }] })
})

test('a pose that sees no floor is told, and a lens that is named twice', () => {
  const camera = (tilt: number, lens = '') => `
cameras:
  - id: eye
    feed: { driver: file, path: a.mp4 }
    calibration:
      intrinsics: { width: 640, height: 480, fx: 4000, fy: 4000, cx: 320, cy: 240 }
      pose: { position: [0, 0], heightMetres: 3, tiltDegrees: ${tilt} }
    ${lens}`
  expect(told(camera(92))).toEqual([])
  expect(told(camera(94))).toEqual([
    'cameras[0].calibration.pose.tiltDegrees is 94, expected a view that meets the floor',
  ])
  expect(told(camera(60, 'lens: { intrinsics: { width: 2, height: 2, fx: 1, fy: 1, cx: 1, cy: 1 } }'))).toEqual([
    'cameras[0].lens is a section, expected nothing here, since the calibration by pose has its own',
  ])
})

test('a simulated camera needs a pose and a shop', () => {
  const pose =
    '{ intrinsics: { width: 4, height: 3, fx: 1, fy: 1, cx: 2, cy: 1 }, pose: { position: [0, 0], heightMetres: 3 } }'
  const text = (calibration: string) =>
    `cameras: [{ id: eye, feed: { driver: simulated }, calibration: ${calibration} }]`
  expect(told(`${text(SPOTS)}\nsimulation: {}`).map(line => line.split(' is ')[0])).toEqual(['cameras[0].calibration'])
  expect(told(text(pose)).map(line => line.split(' is ')[0])).toEqual(['cameras[0].feed.driver'])
  expect(told(`${text(pose)}\nsimulation: {}`)).toEqual([])
})

test('a shelf that is moved but is nowhere is told', () => {
  const text = (shelf: string) =>
    `simulation: { changes: [{ kind: shelf, atSeconds: 5, shelf: ${shelf}, by: [1, 0] }] }`
  expect(told(text('nowhere'))).toEqual([
    'simulation.changes[0].shelf is "nowhere", expected the id of a shelf or a zone under floor',
  ])
})

const KEY = 'zGUBGTT7cirEbuaW5SwYL6784Kv14UIUwD-zuvSegdg'
const issuer = (keys: string) => `
identity:
  issuer: { id: crm, keys: [${keys}] }
  controller: { name: Acme, contact: privacy desk, policyUrl: "https://acme.example/privacy", withdrawal: at any till }`
const key = (kid: string, from = '2030-01-01T00:00:00Z') =>
  `{ kid: ${kid}, x: ${KEY}, validFrom: "${from}", validUntil: "2031-01-01T00:00:00Z" }`

test('recognition without a law, an owner or an issuer is told', () => {
  expect(told('privacy: { level: members }')).toEqual([
    'privacy.jurisdiction is missing, expected whose law the shop is under, since the level is members',
    'privacy.ownerKey is missing, expected the key of the owner, without which the level does not rise',
    'identity is missing, expected a section called identity, since privacy.level is members',
  ])
  expect(told(`privacy: { level: members, jurisdiction: eu, ownerKey: ${KEY} }${issuer(key('k1'))}`)).toEqual([])
  expect(told('privacy: { raiseToken: a.b.c }')).toHaveLength(1)
})

test('keys of an issuer that share a name, or end before they begin, are told', () => {
  expect(told(issuer(`${key('k1')}, ${key('k1')}`))).toHaveLength(1)
  expect(told(issuer(key('k1', '2031-01-01T00:00:00Z')))).toEqual([
    'identity.issuer.keys[0].validUntil is not shown, expected an instant after validFrom',
  ])
})

test('a sniffer below the level of devices is told', () => {
  const text = (level: string) =>
    `wifi: [{ id: ear, feed: { driver: tcpdump, interface: wlan1 } }]\nprivacy: { level: ${level} }`
  expect(told(text('paths'))).toEqual(['wifi is a list of 1, expected nothing here, since privacy.level is paths'])
  expect(told(text('devices'))).toEqual([])
})

test('an opt-in lane where the law wants more than a lane is told', () => {
  const paths = (jurisdiction: string) => {
    const lane = '{ id: lane, kind: opt-in, outline: [[0, 0], [1, 0], [1, 1]] }'
    const floor = LEAST.replace('[0, 5]] }', `[0, 5]], zones: [${lane}] }`)
    const text = `${floor}privacy: { level: members, jurisdiction: ${jurisdiction}, ownerKey: ${KEY} }${issuer(key('k1'))}`
    const loaded = parseConfig(text, '/')
    return 'mistakes' in loaded ? loaded.mistakes.map(m => m.path) : []
  }
  expect(paths('eu')).toEqual([])
  expect(paths('us-il')).toEqual(['floor.zones[0].kind'])
})

test('opening hours by the clock of nowhere are told, unless UTC is meant', () => {
  const store = (more: string) => {
    const hours = `agent: counter, hours: { from: "09:00", to: "18:00" }${more} }`
    const loaded = parseConfig(LEAST.replace('agent: counter }', hours), '/')
    return 'mistakes' in loaded ? loaded.mistakes.map(m => `${m.path} is ${m.value}`) : []
  }
  expect(store('')).toEqual(['store.timezone is missing'])
  expect(store(', timezone: UTC')).toEqual([])
  expect(store(', timezone: Europe/Vienna')).toEqual([])
})

test('two who ask under one name are told', () => {
  const client = (name: string) => `{ name: ${name}, roles: [technician] }`
  const clients = (...names: string[]) => told(`requests: { clients: [${names.map(client).join(', ')}] }`)
  expect(clients('desk', 'till')).toEqual([])
  expect(clients('desk', 'till', 'desk')).toEqual([
    'requests.clients[2].name is "desk", expected a name that is not taken yet',
  ])
})

test('a console that others of the network reach without token or TLS is told, and a certificate without its key', () => {
  expect(told('console: { address: 192.0.2.7 }')).toEqual(
    ['tokenFile', 'certFile', 'keyFile'].map(
      key => `console.${key} is missing, expected a file, since others of the network reach 192.0.2.7`,
    ),
  )
  for (const address of ['127.0.0.1', '127.9.9.9', '"::1"'])
    expect(told(`console: { address: ${address} }`)).toEqual([])
  for (const address of ['0.0.0.0', '"::"', '"fe80::1"'])
    expect(told(`console: { address: ${address} }`)).toHaveLength(3)
  expect(told('console: { certFile: a.pem }')).toEqual([
    'console.keyFile is missing, expected a file: a certificate and its key go together',
  ])
  expect(told('console: { address: "::", tokenFile: t, certFile: c, keyFile: k }')).toEqual([])
})

test('a code that tracks a person whom nobody could know, or of the staff, or that is of two campaigns is told', () => {
  const codes = (zone: string, ...campaigns: string[]) =>
    parseConfig(
      `
store: { tenant: demo, store: corner, agent: counter }
floor: { outline: [[0, 0], [8, 0], [8, 5]], zones: [{ id: pay, outline: [[0, 0], [1, 0], [1, 1]] }] }
scanners: [{ id: till, ${zone} feed: { driver: device, path: /dev/ttyACM0 } }]
campaigns: [${campaigns.map((more, i) => `{ id: c${i}, ${more} }`).join(', ')}]`,
      '/',
    )
  const mistakes = (...of: Parameters<typeof codes>) => {
    const loaded = codes(...of)
    return 'mistakes' in loaded ? loaded.mistakes.map(({ path, expected }) => `${path}: ${expected}`) : []
  }
  const pass = 'prefix: MEM-, kind: pass, tracks: person'
  expect(mistakes('zone: pay,', pass, 'prefix: MEM, kind: coupon, tracks: code')).toEqual([])
  expect(mistakes('', pass)).toEqual([expect.stringMatching(/^campaigns\[0\]\.tracks: code, or a scanner with a zone/)])
  expect(mistakes('', pass.replace('person', 'code'))).toEqual([])
  expect(mistakes('zone: pay,', 'prefix: B-, kind: badge, tracks: person')).toEqual([
    'campaigns[0].tracks: code: of the staff nothing is tracked',
  ])
  expect(mistakes('zone: pay,', pass, 'prefix: MEM-, kind: coupon')).toEqual([
    'campaigns[1].prefix: a prefix that no other campaign has',
  ])
})
