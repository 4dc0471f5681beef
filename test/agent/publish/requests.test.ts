import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { REQUESTS } from '../../../agent/events/requests.ts'
import { Allowance } from '../../../agent/publish/allowance.ts'
import { Answers } from '../../../agent/publish/answers.ts'
import { type Answer, type Desk, Requests, type RequestsOptions } from '../../../agent/publish/requests.ts'
import { openStore } from '../../../agent/store/store.ts'
import { Fault } from '../../../config/fault.ts'
import type { Requests as Rules } from '../../../config/requests.ts'

const NOW = Date.parse('2030-05-06T07:08:09Z')
const SOURCE = '/acme/vienna/door'
const ask = (body: object | string, more: object = {}, verb = 'member.erase', asker = 'crm') => ({
  topic: `aisle/v1${SOURCE}/request/${verb}/${asker}`,
  payload: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  retain: false,
  ...more,
})
const good = { id: 'request-0001', at: '2030-05-06T07:08:00.000Z', member: 'member-0001' }

const RULES: Rules = {
  clients: [
    { name: 'crm', roles: ['members'] },
    { name: 'till', roles: ['members', 'subscriber'] },
    { name: 'cloud', roles: ['subscriber'] },
  ],
  perMinute: 1000,
}
const NEVER: RequestsOptions['answers'] = { before: () => undefined, begin: () => {}, end: () => {} }
const only = (forms: Desk['forms'], serve: Desk['serve'], answers = NEVER) =>
  new Requests(
    { source: SOURCE, desks: { 'member.erase': { roles: ['members'], forms, serve } }, rules: RULES, answers },
    NOW,
  )

function open({ rules = RULES, store = openStore({ path: ':memory:' }, NOW) } = {}) {
  const served: string[] = []
  const going: (() => void)[] = []
  const serve: Desk['serve'] = ({ member }) => {
    served.push(member)
    if (member === 'member-none') throw new Fault('MEMBER_UNKNOWN', { member, file: 'gallery' })
    if (member === 'member-slow') return new Promise(done => going.push(() => done({ erased: true })))
    return { erased: true, member, serial: served.length }
  }
  const desks = { 'member.erase': { roles: ['members'], forms: [{ member: z.string().max(64) }], serve } } as const
  const requests = new Requests({ source: SOURCE, desks, rules, answers: new Answers(store.db) }, NOW)
  const said = (answer: Answer | undefined) => answer && { ...answer, body: JSON.parse(answer.body) }
  const hear = async (packet: ReturnType<typeof ask>, nowMs = NOW) => said(await requests.hear(packet, nowMs))
  return { served, hear, store, requests, finish: () => going.shift()!() }
}

test('is answered where it asks to be, with what it sent along; without that, on a topic of its number', async () => {
  const correlationData = Buffer.from([0, 1, 255])
  const properties = { responseTopic: 'crm/answers', correlationData }
  const body = { id: 'request-0001', ok: true, erased: true, member: 'member-0001', serial: 1 }
  expect(await open().hear(ask(good, { properties }))).toEqual({ topic: 'crm/answers', body, correlationData })
  expect(await open().hear(ask(good))).toEqual({ topic: `aisle/v1${SOURCE}/answer/crm/request-0001`, body })
})

test.each(['2030-05-06T07:08:00Z', '2030-05-06T07:08:00.123456Z', '2030-05-06T09:08:00+02:00'])(
  'may say its time as %s, as the clocks of others do',
  async at => {
    expect((await open().hear(ask({ ...good, at })))!.body).toMatchObject({ ok: true })
  },
)

test.each([
  'aisle/v1/acme/vienna/door/visit/started',
  'aisle/v1/acme/vienna/door/answer/till/x',
  'aisle/v1/acme/x',
  '$SYS/x',
  'a/#',
  'a/+',
  '',
])('is not answered on %s, where we would speak in the name of another', async responseTopic => {
  const answer = await open().hear(ask(good, { properties: { responseTopic } }))
  expect(answer!.topic).toBe(`aisle/v1${SOURCE}/answer/crm/request-0001`)
})

test('is done once, however often it is delivered, and answered alike, word for word, after a restart too', async () => {
  const { served, requests, store } = open()
  const first = (await requests.hear(ask(good), NOW))!
  // Whoever asks again may have looked at the clock again, and says it in another order.
  const again = { member: good.member, at: '2030-05-06T07:08:09Z', id: good.id }
  const properties = { responseTopic: 'crm/answers' }
  expect((await requests.hear(ask(again, { properties }), NOW))!).toEqual({ topic: 'crm/answers', body: first.body })
  const later = open({ store })
  expect((await later.requests.hear(ask(good), NOW + 3_000_000))!.body).toBe(first.body)
  expect([served, later.served]).toEqual([['member-0001'], []])
})

test('of two with one number the second is not done; numbers of different askers have nothing to do with each other', async () => {
  const { served, hear } = open()
  await hear(ask(good))
  const other = { ...good, member: 'member-0002' }
  expect((await hear(ask(other)))!.body).toMatchObject({ ok: false, error: { code: 'REQUEST_REPEATED' } })
  expect((await hear(ask(other, {}, 'member.erase', 'till')))!.body).toMatchObject({ ok: true })
  expect(served).toEqual(['member-0001', 'member-0002'])
})

test('asked again while it is being done, it is said to be; and where the agent stopped over it, that too', async () => {
  const { served, hear, finish, store } = open()
  const slow = ask({ ...good, member: 'member-slow' })
  const first = hear(slow)
  expect((await hear(slow))!.body).toEqual({ id: good.id, ok: true, final: false, state: 'running' })
  expect((await open({ store }).hear(slow))!.body).toMatchObject({ ok: false, error: { code: 'REQUEST_INTERRUPTED' } })
  finish()
  expect((await first)!.body).toMatchObject({ ok: true, erased: true })
  expect((await hear(slow))!.body).toEqual({ id: good.id, ok: true, erased: true })
  expect(served).toEqual(['member-slow'])
})

test('keeps nothing of a request or its answer that can be read, and nothing for longer than an hour', async () => {
  const { hear, store } = open()
  await hear(ask(good))
  const kept = JSON.stringify(store.db.prepare('SELECT *, hex(body), hex(number) FROM answer').all(), (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
  )
  expect(kept.length).toBeGreaterThan(100)
  for (const word of ['member-0001', 'crm', 'request-0001', 'erased']) expect(kept).not.toContain(word)
  const later = NOW + 3_600_001
  await hear(ask({ ...good, id: 'request-0002', at: new Date(later).toISOString() }), later)
  expect(store.db.prepare('SELECT count(*) FROM answer').pluck().get()).toBe(1)
})

test.each([
  ['somebody whom the configuration does not name', ask(good, {}, 'member.erase', 'eve')],
  ['somebody who has another role', ask(good, {}, 'member.erase', 'cloud')],
])('%s is told so, and nothing is done', async (_, packet) => {
  const { served, hear } = open()
  expect((await hear(packet))!.body).toMatchObject({ ok: false, error: { code: 'REQUEST_FORBIDDEN' } })
  expect(served).toEqual([])
})

const SILENCE = { body: { error: { code: 'silence' } } }

test('whoever asks too often is told when to ask again, and may then; others are not held up', async () => {
  const { served, hear } = open({ rules: { ...RULES, perMinute: 3 } })
  const codes = async (asker: string, from: number, count: number, nowMs = NOW) => {
    const all = []
    for (let i = from; i < from + count; i++)
      all.push(
        ((await hear(ask({ ...good, id: `request-1${asker}${i}` }, {}, 'member.erase', asker), nowMs)) ?? SILENCE).body
          .error,
      )
    return all
  }
  const [one, two, three, four, five] = await codes('crm', 0, 5)
  expect([one, two, three]).toEqual([undefined, undefined, undefined])
  expect(four).toMatchObject({ code: 'REQUEST_TOO_MANY', retryAfterSeconds: 20 })
  // Once is enough, until there is room again.
  expect(five).toBe(SILENCE.body.error)
  expect(await codes('till', 0, 1)).toEqual([undefined])
  expect(await codes('crm', 5, 1, NOW + 19_000)).toEqual([SILENCE.body.error])
  expect(await codes('crm', 6, 3, NOW + 20_000)).toMatchObject([
    undefined,
    { retryAfterSeconds: 20 },
    SILENCE.body.error,
  ])
  // Many names nobody knows are no way round.
  const strangers = []
  for (let i = 0; i < 5; i++) strangers.push(...(await codes(`eve-${i}`, 0, 1)))
  expect(strangers.map(({ code }) => code).slice(2)).toEqual(['REQUEST_FORBIDDEN', 'REQUEST_TOO_MANY', 'silence'])
  expect(served).toHaveLength(5)
})

test('of the allowance as the rule says it: never more in any time than what a full bucket and that time give', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 100 }),
      (perMinute, waits) => {
        const allowance = new Allowance(['crm'], perMinute, NOW)
        let nowMs = NOW
        const taken: number[] = []
        for (const waitMs of waits) {
          nowMs += waitMs
          const leftMs = allowance.take('crm', nowMs)
          if (leftMs === 0) taken.push(nowMs)
          else expect(leftMs).toBeLessThanOrEqual(Math.ceil(60_000 / perMinute))
        }
        for (let i = 0; i < taken.length; i++)
          for (let j = i; j < taken.length; j++)
            expect(j - i + 1).toBeLessThanOrEqual(perMinute + ((taken[j]! - taken[i]!) * perMinute) / 60_000 + 1e-3)
      },
    ),
    { numRuns: 50 },
  )
})

test.each([
  ['what is old', ask({ ...good, at: '2030-05-06T07:03:08.000Z' }), 'REQUEST_STALE'],
  ['what is of the future', ask({ ...good, at: '2030-05-06T07:13:10.000Z' }), 'REQUEST_STALE'],
  ['what says more than it may', ask({ ...good, name: 'Jane' }), 'REQUEST_MALFORMED'],
  ['what says less than it must', ask({ id: good.id, at: good.at }), 'REQUEST_MALFORMED'],
  ['what nobody does', ask(good, {}, 'export'), 'REQUEST_UNKNOWN'],
  ['what every object has', ask(good, {}, 'constructor'), 'REQUEST_UNKNOWN'],
])('%s is refused, and nothing is done', async (_, packet, code) => {
  const { served, hear } = open()
  const answer = await hear(packet)
  expect(answer!.body).toMatchObject({ ok: false, error: { code } })
  expect(JSON.stringify(answer!.body)).not.toContain('Jane')
  expect(served).toEqual([])
})

test.each([
  ['whom the configuration lacks', ask(good, {}, 'member.erase', 'eve'), /nobody called eve .*requests\.clients/],
  [
    'what the role is',
    ask(good, {}, 'member.erase', 'cloud'),
    /role members, and cloud is subscriber: .*requests\.clients/,
  ],
  ['what is done here', ask(good, {}, 'export'), /what is: member\.erase$/],
  ['which key is too many', ask({ ...good, name: 'Jane' }), /more than it may: name$/],
  ['what time it is', ask({ ...good, at: '2030-05-06T07:03:08Z' }), /301 s before .*2030-05-06T07:08:09\.000Z.* 300 s/],
  [
    'how large it may be',
    ask({ ...good, member: 'x'.repeat(16_384) }, { properties: { responseTopic: 'a' } }),
    /\d{5} bytes, of at most 16384/,
  ],
])('a refusal says %s', async (_, packet, message) => {
  expect((await open().hear(packet))!.body.error.message).toMatch(message)
})

test('what bears no number is answered where it asks to be: else nobody would know why nothing happens', async () => {
  const { served, hear } = open()
  const properties = { responseTopic: 'crm/answers' }
  const { id: _, ...numberless } = good
  const answer = (await hear(ask(numberless, { properties })))!
  expect(answer).toMatchObject({ topic: 'crm/answers', body: { ok: false, error: { code: 'REQUEST_MALFORMED' } } })
  expect(answer.body.error.message).toMatch(/^id: /)
  expect((await hear(ask('{', { properties })))!.body.error.message).toMatch(/no JSON object/)
  const short = (await hear(ask({ ...good, id: 'abc' }, { properties })))!.body
  expect(short).toMatchObject({ id: 'abc', error: { message: 'id: expected 8 to 64 letters, digits, _ or -' } })
  expect((await hear(ask({ ...good, at: 'now' }, { properties })))!.body).toMatchObject({ id: good.id, ok: false })
  expect((await hear(ask({ ...good, at: 'now' })))!.topic).toBe(`aisle/v1${SOURCE}/answer/crm/${good.id}`)
  expect(await hear(ask({ ...good, id: 'a/+' }))).toBeUndefined()
  for (const id of [7, 'x'.repeat(65)])
    expect((await hear(ask({ ...good, id }, { properties })))!.body.id).toBeUndefined()
  expect(served).toEqual([])
})

test('of several forms, it is said what is wrong by the one that comes nearest', async () => {
  const forms = [{ receipt: z.string() }, { member: z.string(), reason: z.enum(['moved', 'asked']) }]
  const requests = only(forms, () => ({}))
  const message = async (body: object) =>
    JSON.parse((await requests.hear(ask({ ...good, member: undefined, ...body }), NOW))!.body).error?.message
  expect(await message({ receipt: 7 })).toBe('receipt: expected string, received number')
  expect(await message({ member: 'a', reason: 'bored' })).toBe('reason: expected one of "moved"|"asked"')
  expect(await message({ member: 'a', reason: 'moved' })).toBeUndefined()
})

test('a fault is an answer', async () => {
  const { hear } = open()
  const { body } = (await hear(ask({ ...good, member: 'member-none' })))!
  expect(body).toMatchObject({ ok: false, error: { code: 'MEMBER_UNKNOWN' } })
})

test('what nobody foresaw is for the log alone: it may speak of anything', async () => {
  const told: unknown[] = []
  const serve = () => {
    throw new Error('ENOENT: /var/lib/aisle/secret')
  }
  const desks = { 'member.erase': { roles: ['members'], forms: [{ member: z.string() }], serve } } as const
  const failed = (thrown: unknown) => told.push(thrown)
  const requests = new Requests({ source: SOURCE, desks, rules: RULES, answers: NEVER, failed }, NOW)
  const { body } = (await requests.hear(ask(good), NOW))!
  expect(JSON.parse(body)).toMatchObject({ id: good.id, ok: false, error: { code: 'UNEXPECTED' } })
  expect(body).not.toContain('secret')
  expect(told).toMatchObject([{ message: 'ENOENT: /var/lib/aisle/secret' }])
})

test('what the broker kept from before is passed over, and so is whatever is no request', async () => {
  const { served, hear } = open()
  expect(await hear(ask(good, { retain: true }))).toBeUndefined()
  const noise = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constant('x'.repeat(20_000)))
  await fc.assert(
    fc.asyncProperty(noise, async text => {
      expect(await hear(ask(text))).toBeUndefined()
    }),
  )
  expect(served).toEqual([])
})

test('is answered and not done where it cannot be remembered that it was', async () => {
  let isServed = false
  const serve = () => {
    isServed = true
    return {}
  }
  const full = () => {
    throw new Fault('STORE_FULL', { file: 'aisle.db' })
  }
  const requests = only([{ member: z.string() }], serve, { ...NEVER, begin: full })
  const answer = await requests.hear(ask(good), NOW)
  expect(JSON.parse(answer!.body)).toMatchObject({ ok: false, error: { code: 'STORE_FULL' } })
  expect(isServed).toBe(false)
})

test('events are told again once under one number, however often it is delivered', async () => {
  let served = 0
  const desks = { replay: { ...REQUESTS.replay, serve: () => ({ count: ++served }) } }
  const { db } = openStore({ path: ':memory:' }, NOW)
  const requests = new Requests({ source: SOURCE, desks, rules: RULES, answers: new Answers(db) }, NOW)
  const { member: _, ...whole } = good
  const hear = async () => (await requests.hear(ask(whole, {}, 'replay', 'cloud'), NOW))!.body
  expect(await hear()).toBe(await hear())
  expect(served).toBe(1)
})

test.each(['ping', 'replay'] as const)(
  'where the disk takes nothing, %s is done as often as it is asked for, not twice at a time',
  async verb => {
    let served = 0
    let finish = () => {}
    const serve = () => new Promise<object>(done => (finish = () => done({ serial: ++served })))
    const full = () => {
      throw new Fault('STORE_FULL', { file: 'aisle.db' })
    }
    const desks = { [verb]: { ...REQUESTS[verb], serve } }
    const answers = { before: verb === 'ping' ? full : () => undefined, begin: full, end: full }
    const requests = new Requests({ source: SOURCE, desks, rules: RULES, answers }, NOW)
    const { member: _, ...whole } = good
    const hear = async () => JSON.parse((await requests.hear(ask(whole, {}, verb, 'cloud'), NOW))!.body)
    const first = hear()
    expect(await hear()).toMatchObject({ ok: true, final: false, state: 'running' })
    finish()
    expect(await first).toMatchObject({ ok: true, serial: 1 })
    const second = hear()
    finish()
    expect(await second).toMatchObject({ ok: true, serial: 2 })
  },
)

test('of answers that are more than may be kept the oldest lose their text, and those that are over an hour old go', () => {
  const { db } = openStore({ path: ':memory:' }, NOW)
  let answers = new Answers(db)
  const known = (i: number) => ({ asker: 'crm', id: `request-${i}`, text: 'x' })
  const text = 'x'.repeat(250_000)
  const kept = () => db.prepare('SELECT coalesce(sum(length(body)), 0) FROM answer').pluck().get() as number
  const put = (i: number, atMs: number) => {
    answers.begin(known(i), atMs)
    answers.end(known(i), text)
    expect(kept()).toBeLessThanOrEqual(8e6)
  }
  for (let i = 0; i < 100; i++) {
    // What it knows of how much there is outlives a restart.
    if (i === 50) answers = new Answers(db)
    put(i, NOW + i)
    expect(answers.before(known(i))).toEqual({ body: text })
  }
  expect(answers.before(known(0))).toBe('gone')
  expect(kept()).toBeGreaterThan(5.5e6)
  put(100, NOW + 3_700_000)
  expect(answers.before(known(99))).toBeUndefined()
  for (let i = 101; i < 120; i++) put(i, NOW + 3_700_000)
  expect(answers.before(known(100))).toEqual({ body: text })
})

test('where many answers are kept, the old ones are found by their age', () => {
  const { db } = openStore({ path: ':memory:' }, NOW)
  const plan = db.prepare('EXPLAIN QUERY PLAN DELETE FROM answer WHERE at_ms < 1').all()
  expect(plan).toMatchObject([{ detail: expect.stringMatching(/USING (?:COVERING )?INDEX answer_age/) }])
})
