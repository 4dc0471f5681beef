import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { age, lanes, screen } from '../../../../agent/cli/top/screen.ts'
import { Terminal } from '../../../../agent/cli/top/terminal.ts'
import type { SensorState, State } from '../../../../agent/console/state.ts'

const ceiling: SensorState = {
  ...{
    id: 'ceiling',
    kind: 'depth',
    state: 'well',
    ageSeconds: 0.1,
    perSecond: 10,
    droppedPerSecond: 0,
    dropped: 3,
    thinned: 0,
  },
  ...{ delivered: 100, waiting: 1, latencyMs: { p50: 16, p99: 41 }, stageMs: { mean: 4.25 } },
}
const silent = { perSecond: 0, droppedPerSecond: 0, delivered: 0, dropped: 0, thinned: 0, waiting: 0 }
const door: SensorState = {
  ...{ id: 'door', kind: 'camera', state: 'failed', cause: 'no picture for 3 s', sinceSeconds: 75 },
  ...silent,
}
const state: State = {
  ...{
    at: '2026-03-02T09:00:00.000Z',
    version: '1.2.3',
    simulated: true,
    level: 'paths',
    epoch: 7,
    uptimeSeconds: 4000,
  },
  store: { tenant: 'acme', store: 'vienna', agent: 'west' },
  sensors: [ceiling, door],
  outbox: {
    waiting: 12,
    dropped: 0,
    usedMegabytes: 1.5,
    oldestSeconds: 30,
    publishedPerSecond: 2.5,
    acknowledgedSeconds: 0.4,
  },
  broker: { url: 'mqtts://broker.example:8883', online: false, why: 'it does not answer' },
  process: {
    cpuShare: 0.42,
    residentMegabytes: 180,
    heapMegabytes: 60,
    externalMegabytes: 20,
    loopDelayMs: { p99: 3 },
  },
  shed: ['heat map'],
  floor: {
    count: 3,
    zones: [{ id: 'promo', count: 2 }],
    queues: [{ id: 'pay', length: 1, waitSeconds: { low: 10, estimate: 30, high: 60 } }],
  },
}

test('all of it, where there is room', () =>
  expect(`\n${screen(state, { columns: 100, isColoured: false }).join('\n')}\n`).toMatchInlineSnapshot(`
    "
    acme/vienna/west  SIMULATED  aisle 1.2.3  up 67 min  level paths  09:00:00 UTC
    broker  OFFLINE  mqtts://broker.example:8883  it does not answer
    outbox  12 waiting (oldest 30 s)  2.5/s  0 lost  1.5 MB  acknowledged 0.4 s ago
    process cpu 42 %  memory 180 MB (heap 60)  loop p99 3.0 ms
    floor   3 inside  promo 2  queue pay 1 (30 s)
    shed    heat map

    SENSOR   KIND    STATE     AGE  PER S  DROP/S  DROPPED  QUEUE  WORK  P50  P99
    ceiling  depth   well    0.1 s   10.0     0.0        3      1   4.3   16   41
    door     camera  failed      ·    0.0     0.0        0      0     ·    ·    ·
    ! door for 75 s: no picture for 3 s
    "
  `))

test.each([
  [{ dropped: 0 }, false],
  [{ dropped: 7 }, false],
  [{ dropped: 7, droppedSeconds: 7200 }, false],
  [{ dropped: 7, droppedSeconds: 5 }, true],
])('of events lost, %j, the line is red: %s', (lost, isRed) => {
  const shown = { ...state, outbox: { ...state.outbox, ...lost } }
  const line = screen(shown, { columns: 100, isColoured: true }).find(one => one.includes('outbox'))!
  expect(line.startsWith('\x1b[31m')).toBe(isRed)
})

test('that a configuration is on trial or did not hold is told', () => {
  const returned = { digest: 'sha256:0', why: 'the broker did not let the agent in' }
  const shown = screen({ ...state, configuration: { state: 'trial', returned } }, { columns: 100, isColoured: false })
  expect(shown).toEqual(
    expect.arrayContaining([
      'config  on trial',
      'config  what was put in force did not hold: the broker did not let the agent in',
    ]),
  )
})

test('on a narrow terminal what matters least goes first', () => {
  expect(lanes(state.sensors, 40)).toMatchInlineSnapshot(`
    [
      "SENSOR   STATE     AGE  PER S  P99",
      "ceiling  well    0.1 s   10.0   41",
      "door     failed      ·    0.0    ·",
    ]
  `)
  expect(lanes(state.sensors, 20)).toMatchInlineSnapshot(`
    [
      "SENSOR   STATE",
      "ceiling  well",
      "door     failed",
    ]
  `)
})

test('what ails a sensor is told to its end, where what to do next stands, however narrow the terminal is', () => {
  const cause = 'Sensor door refused us: 401 Unauthorized. Check cameras[].feed.username and passwordFile.'
  const odd = { ...state, sensors: [{ ...door, cause }] }
  const shown = screen(odd, { columns: 40, isColoured: false })
  expect(shown.slice(shown.findIndex(line => line.startsWith('! door')))).toMatchInlineSnapshot(`
    [
      "! door for 75 s: Sensor door refused us:",
      "  401 Unauthorized. Check",
      "  cameras[].feed.username and",
      "  passwordFile.",
    ]
  `)
})

test('no line is longer than there is room for, coloured or not, whatever a camera says of itself', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 8, max: 140 }),
      fc.boolean(),
      fc.uint8Array({ maxLength: 80 }).map(bytes => Buffer.from(bytes).toString('latin1')),
      (columns, isColoured, cause) => {
        const odd = { ...state, sensors: [{ ...door, cause }, ceiling] }
        for (const line of screen(odd, { columns, isColoured })) {
          const plain = stripVTControlCharacters(line)
          expect(plain.length).toBeLessThanOrEqual(columns)
          expect(plain).not.toMatch(/[\p{Cc}]/u)
        }
      },
    ),
  ))

test('a screen is drawn in one write, in place, and given back with its cursor', () => {
  const written: string[] = []
  const terminal = new Terminal({ columns: 80, rows: 3, write: (text: string) => !!written.push(text) } as never)
  terminal.draw(['a', 'b', 'c'])
  terminal.draw(['d'])
  terminal.close()
  terminal.close()
  expect(written).toHaveLength(3)
  expect(written[0]).toContain('\x1b[?25l')
  expect(written[0]).toContain('a\x1b[K\r\nb\x1b[K')
  expect(written[0]).not.toContain('c')
  expect(written[1]).not.toContain('\x1b[2J')
  expect(written[2]).toBe('\x1b[?25h\x1b[?1049l')
})

test.each([
  [0.42, '0.4 s'],
  [75, '75 s'],
  [600, '10 min'],
  [9000, '2.5 h'],
  [432_000, '5.0 d'],
  [undefined, '·'],
])('%s seconds are %s', (seconds, said) => expect(age(seconds)).toBe(said))
