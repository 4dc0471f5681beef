import { expect, test } from 'vitest'
import { parseConfig } from '../../config/load.ts'
import { discords } from '../../config/together.ts'

const FLOOR =
  'floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]], entrances: [{ id: door, from: [3, 0], to: [5, 0] }] }'
const BROKER = 'broker: { kind: remote, url: "mqtts://broker.example" }'
const OWNER = 'node: { kind: owner, sensors: [west] }'
const SENSOR = 'node: { kind: sensor, owner: east }'
const camera = (id: string) =>
  `depth: [{ id: ${id}, feed: { driver: recording, folder: a, fps: 15 }, intrinsics: { width: 4, height: 3, fx: 1, fy: 1, cx: 2, cy: 1 }, pose: { position: [0, 0], heightMetres: 3 } }]`

/** What machines, each by its name and the sections of its configuration, contradict each other in. */
function told(
  machines: Readonly<Record<string, readonly string[]>>,
  store: Readonly<Record<string, string>> = {},
): string[] {
  const parsed = Object.entries(machines).map(([name, sections]) => {
    const agent = name.replace(/\d$/, '')
    const who = `store: { tenant: acme, store: ${store[name] ?? 'vienna'}, agent: ${agent} }`
    const loaded = parseConfig([who, ...sections].join('\n'), '/')
    if ('mistakes' in loaded) throw new Error(JSON.stringify(loaded.mistakes))
    return { file: `${name}.yaml`, config: loaded.config }
  })
  return discords(parsed).map(({ file, path, value, expected }) => `${file} ${path} is ${value}, expected ${expected}`)
}

const east = [FLOOR, BROKER, OWNER, camera('front')]
const west = [FLOOR, BROKER, SENSOR, camera('back')]

test('machines that see for each other both ways are right together', () => {
  expect(told({ east, west })).toEqual([])
  expect(told({ west, east })).toEqual([])
})

test('a sniffer beside a camera, and shops that have nothing to do with each other, are right together', () => {
  const wifi = 'wifi: [{ id: ears, feed: { driver: tcpdump, interface: wlan1 } }]'
  expect(told({ door: [FLOOR, camera('front')], ears: [FLOOR, wifi] })).toEqual([])
  expect(told({ door: [FLOOR, camera('front')], door2: [FLOOR, camera('front')] }, { door2: 'graz' })).toEqual([])
})

test('names that two bear are told: of machines, and of sensors', () => {
  expect(told({ door: [FLOOR], door2: [FLOOR] })).toEqual([
    'door2.yaml store.agent is door, expected a name that is not taken yet: door.yaml has it',
  ])
  expect(told({ east, west: [FLOOR, BROKER, SENSOR, camera('front')] })).toEqual([
    'west.yaml depth[0].id is front, expected a name that is not taken yet: east.yaml has it',
  ])
})

test('of two that tell of visits one is too many', () => {
  expect(told({ east: [FLOOR, camera('front')], west: [FLOOR, camera('back')] })).toEqual([
    'west.yaml node.kind is alone, expected sensor, since east (east.yaml) tells of the visits of acme/vienna already',
  ])
})

test('who sees for another has to be awaited by it, and the other way round', () => {
  expect(told({ west })).toEqual(['west.yaml node.owner is east, expected one of these files'])
  expect(told({ east })).toEqual(['east.yaml node.sensors[0] is west, expected one of these files'])
  expect(told({ east: [FLOOR, BROKER, 'node: { kind: owner, sensors: [north] }'], west, north: west })).toEqual([
    expect.stringMatching(/^north\.yaml depth\[0\]\.id is back/),
    'east.yaml node.sensors is north, expected west among them',
  ])
  expect(told({ east: [FLOOR], west })).toEqual([
    'east.yaml node.kind is alone, expected owner, since west.yaml sees for it',
  ])
  expect(told({ east, west: [FLOOR] })).toEqual([
    'west.yaml node.kind is alone, expected sensor, since east.yaml awaits what it sees',
  ])
  expect(told({ east, west }, { west: 'graz' })).toEqual([
    'east.yaml node.sensors[0] is west, expected a machine of acme/vienna; west.yaml is of acme/graz',
    'west.yaml node.owner is east, expected a machine of acme/graz; east.yaml is of acme/vienna',
  ])
})

test('the floor plan is the same, and so is whether the shop is real; a broker is needed', () => {
  expect(told({ east, west: [FLOOR.replace('[8, 5]', '[8, 6]'), SENSOR, camera('back')] })).toEqual([
    'west.yaml broker is missing, expected the broker that the machines of the store share',
    'west.yaml floor.outline is another plan, expected the same as in east.yaml',
  ])
  expect(told({ east, west: [...west, 'simulation: { seed: 1 }'] })).toEqual([
    'west.yaml simulation is a section, expected none, since east.yaml sees a real shop',
  ])
})

test('a touchpoint at a scanner that no machine has is told', () => {
  const at = (scanner: string) =>
    `touchpoints: [{ id: till, at: { kind: scanner, scanner: ${scanner} }, channel: till, function: pay, stage: buy }]`
  const scanner = 'scanners: [{ id: gun, feed: { driver: simulated } }]\nsimulation: { seed: 1 }'
  const shop = (named: string) =>
    told({ east: [...east, at(named), 'simulation: { seed: 1 }'], west: [...west, scanner] })
  expect(shop('gun')).toEqual([])
  expect(shop('pistol')).toEqual([
    'east.yaml touchpoints[0].at.scanner is pistol, expected the id of a scanner in one of these files',
  ])
})
