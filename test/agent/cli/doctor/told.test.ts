import { describe, expect, test } from 'vitest'
import { acknowledgedLately, admitted, met, waiting } from '../../../../agent/cli/doctor/told.ts'
import type { State } from '../../../../agent/console/state.ts'
import { type Test, testBroker } from '../../../../agent/health/selftest.ts'

const trip: Test = { check: 'broker', passed: true, found: 'there and back in 3 ms' }

/** What a running agent says whose outbox is so. */
function agent(outbox: Partial<State['outbox']>, { online = true, uptimeSeconds = 9000 } = {}) {
  const store = { tenant: 'acme', store: 'vienna', agent: 'door' }
  const state = {
    ...{ store, uptimeSeconds, broker: { url: 'mqtts://broker.example', online } },
    outbox: { waiting: 0, dropped: 0, publishedPerSecond: 0, ...outbox },
  } as State
  return { state, checks: [trip] }
}

test.each<[string, Partial<State['outbox']>, string, string]>([
  ['nothing waits and nothing is lost', { acknowledgedSeconds: 3000 }, 'passed', 'passed'],
  [
    'one has just come in a quiet shop',
    { waiting: 1, oldestSeconds: 0.1, acknowledgedSeconds: 3000 },
    'passed',
    'passed',
  ],
  ['some were lost under an earlier start', { dropped: 7, acknowledgedSeconds: 1 }, 'passed', 'passed'],
  ['some are being lost', { dropped: 7, droppedSeconds: 20, acknowledgedSeconds: 1 }, 'failed', 'passed'],
  ['some were lost hours ago', { dropped: 7, droppedSeconds: 8000, acknowledgedSeconds: 1 }, 'doubtful', 'passed'],
  ['it catches up', { waiting: 900, oldestSeconds: 7000, acknowledgedSeconds: 0.2 }, 'doubtful', 'passed'],
  ['none is acknowledged', { waiting: 900, oldestSeconds: 7000, acknowledgedSeconds: 6000 }, 'doubtful', 'failed'],
  ['none ever was', { waiting: 900, oldestSeconds: 7000 }, 'doubtful', 'failed'],
  ['none ever was, and the disk does not answer', { waiting: 900 }, 'passed', 'failed'],
])('where %s, event and acknowledgement say so', (_, outbox, event, broker) => {
  const running = agent(outbox)
  const found = [waiting(running), acknowledgedLately(running)]
  expect(found.map(({ mark }) => mark)).toEqual([event, broker])
  for (const { mark, next } of found) expect(next === undefined).toBe(mark === 'passed')
})

test('an agent that has just begun may take a while over what an earlier one left', () => {
  const running = agent({ waiting: 900, oldestSeconds: 7000 }, { uptimeSeconds: 4 })
  expect(acknowledgedLately(running).mark).toBe('passed')
})

test('that its own are not let in is told with the topic, and that the broker is away as such', () => {
  expect(waiting(agent({ dropped: 1, droppedSeconds: 1 })).next).toContain('aisle/v1/acme/vienna/door/#')
  expect(waiting(agent({ waiting: 9, oldestSeconds: 90 }, { online: false })).next).toContain('until the broker')
})

const FILE = '/etc/aisle/store.yaml'

/** What is said of an agent that runs well but for that. */
function metWith(rest: Partial<State>) {
  return met({ state: { version: '0.1.0', uptimeSeconds: 60, shed: [], ...rest } as unknown as State }, FILE)
}

test('an agent that runs well is met; that none runs is doubtful, with what starts it', () => {
  expect(metWith({ configuration: { state: 'held' } }).mark).toBe('passed')
  expect(met(undefined, FILE)).toMatchObject({
    mark: 'doubtful',
    next: expect.stringContaining('systemctl start aisled'),
  })
})

test('a configuration on trial is doubtful, and so is one that did not hold: where it lies, and what puts it in force', () => {
  expect(metWith({ configuration: { state: 'trial' } })).toMatchObject({
    mark: 'doubtful',
    found: expect.stringContaining('on trial'),
    next: expect.stringContaining('Ask again'),
  })
  const returned = { digest: 'sha256:1', why: 'the broker has not let the agent in for 60 s: Not authorized' }
  expect(metWith({ configuration: { state: 'held', returned } })).toMatchObject({
    mark: 'doubtful',
    found: expect.stringContaining('did not hold: the broker has not let the agent in for 60 s: Not authorized'),
    next: expect.stringContaining(`aislectl config apply ${FILE}.refused --config ${FILE}`),
  })
})

test('what is left out and what did not hold are told beside each other, each with its step', () => {
  const { found, next } = metWith({
    shed: ['every second picture'],
    configuration: { state: 'held', returned: { digest: 'sha256:1', why: 'it ended' } },
  })
  expect(found).toMatch(/did not hold: it ended; it leaves out every second picture$/)
  expect(next).toMatch(/\.refused.*aislectl top --config/)
})

describe('a broker that is reached and does not let the agent in', () => {
  const url = 'mqtts://broker.example'
  const known = { kind: 'remote', protocol: '5', url, username: 'door', passwordFile: '/etc/aisle/password' } as const
  const certified = { kind: 'remote', protocol: '5', url, certFile: '/c.pem', keyFile: '/k.pem' } as const
  const unnamed = { kind: 'remote', protocol: '5', url } as const

  test.each([
    ['BROKER_REFUSED', 'Connection refused: Not authorized', known, 'Check broker.username and the first line'],
    ['BROKER_REFUSED', 'Connection refused: Not authorized', certified, 'broker.certFile'],
    ['BROKER_REFUSED', 'Connection refused: Not authorized', unnamed, 'set broker.username'],
    ['BROKER_REFUSED', 'it does not let us publish to aisle/v1/x (Not authorized)', known, 'aisle.acl'],
    ['BROKER_UNREACHABLE', 'it acknowledged nothing for 20 s', known, 'it may hang'],
    ['FILE_UNREADABLE', 'ENOENT: no such file or directory', known, 'Mend the file'],
    // One of an earlier version says no code.
    [undefined, 'Connection refused: Not authorized', known, 'journalctl'],
  ])('%s, %s: says so, and what to do next', async (code, why, remote, next) => {
    const broker = { url, online: false, why, ...(code && { code }) }
    const [connect] = admitted({ ...agent({}), state: { ...agent({}).state, broker } }, remote)
    expect(await connect!.run()).toEqual({ mark: 'failed', found: why, next: expect.stringContaining(next) })
  })
})

test('a broker that does not acknowledge may hang', async () => {
  expect((await testBroker(async () => false)).next).toContain('It may hang')
  expect((await testBroker(async () => true)).next).toBeUndefined()
})
