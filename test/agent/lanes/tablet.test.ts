import { afterEach, expect, test } from 'vitest'
import { REQUESTS } from '../../../agent/events/requests.ts'
import { openTablet } from '../../../agent/lanes/tablet.ts'
import type { Desk } from '../../../agent/publish/requests.ts'
import { openStore } from '../../../agent/store/store.ts'
import type { Fault } from '../../../config/fault.ts'
import { Fault as Thrown } from '../../../config/fault.ts'

const said = { visit: 'visit-of-somebody', touchpoint: 'wall', outcome: 'helped', from: '2026-03-02T09:00:00.000Z' }
const stores: { close(): void }[] = []
afterEach(() => {
  for (const one of stores.splice(0)) one.close()
})

function tablet(serve: Desk['serve'] = () => ({ kept: true })) {
  const store = openStore({ path: ':memory:' }, Date.now())
  stores.push(store)
  const served: object[] = []
  const faults: Fault[] = []
  const outcome: Desk = {
    ...REQUESTS.outcome,
    serve(body, asking) {
      served.push({ ...body, asker: asking.asker })
      return serve(body, asking)
    },
  }
  const open = () => openTablet({ source: '/acme/vienna/door', store, outcome, warn: fault => faults.push(fault) })
  return { served, faults, open }
}

test('what is said is done once, however often it is sent, also to an agent that was started anew', async () => {
  const { served, open } = tablet()
  const say = open()
  const one = { id: 'number-one', ...said }
  expect(await say(one)).toEqual({ id: 'number-one', ok: true, kept: true })
  expect(await say(one)).toEqual({ id: 'number-one', ok: true, kept: true })
  expect(await open()(one)).toEqual({ id: 'number-one', ok: true, kept: true })
  expect(served).toMatchObject([{ ...said, asker: 'console' }])
  expect(await say({ ...one, outcome: 'declined' })).toMatchObject({ error: { code: 'REQUEST_REPEATED' } })
  expect(served).toHaveLength(1)
})

test('whatever the clock of the tablet says, it came just now', async () => {
  const { served, open } = tablet()
  expect(await open()({ id: 'number-one', at: '1999-01-01T00:00:00Z', ...said })).toMatchObject({ ok: true })
  expect(served).toHaveLength(1)
})

test.each([
  ['an outcome that there is not', { ...said, outcome: 'fainted' }],
  ['a visit in words', { ...said, visit: 'the man in the red coat' }],
  ['more than it may say', { ...said, note: 'a tall man' }],
  ['nothing', {}],
])('%s is refused as over the broker', async (_, body) => {
  const { served, open } = tablet()
  expect(await open()({ id: 'number-one', ...body })).toMatchObject({ error: { code: 'REQUEST_MALFORMED' } })
  expect(served).toEqual([])
})

test.each([undefined, null, 'text', [1], { ...said }, { id: 'short' }])(
  '%j, which has no number, is refused',
  async body => {
    const { served, open } = tablet()
    const answered = await open()(body).catch(thrown => thrown)
    expect(answered instanceof Thrown || answered.ok === false).toBe(true)
    expect(served).toEqual([])
  },
)

test('what goes wrong in a way that nobody foresaw is told to the log, and not to the tablet', async () => {
  const { faults, open } = tablet(() => {
    throw new Error('secret')
  })
  const answer = await open()({ id: 'number-one', ...said })
  expect(JSON.stringify(answer)).not.toContain('secret')
  expect(answer).toMatchObject({ ok: false, error: { code: 'UNEXPECTED' } })
  expect(faults.map(({ code }) => code)).toEqual(['REQUEST_FAILED'])
})

test('no more is taken in a minute than all tablets of a shop press', async () => {
  const { served, open } = tablet()
  const say = open()
  const answers = []
  for (let i = 0; i < 130; i++) answers.push(await say({ id: `number-${i}`, ...said }))
  expect(answers.at(-1)).toMatchObject({ ok: false, error: { code: 'REQUEST_TOO_MANY' } })
  expect(served.length).toBeLessThan(130)
})
