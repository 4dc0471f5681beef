import { expect, test } from 'vitest'
import { acknowledgedLately, waiting } from '../../../../agent/cli/doctor/told.ts'
import type { State } from '../../../../agent/console/state.ts'
import type { Test } from '../../../../agent/health/selftest.ts'

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
