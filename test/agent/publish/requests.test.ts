import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { Requests } from '../../../agent/publish/requests.ts'
import { Fault } from '../../../config/fault.ts'

const NOW = Date.parse('2030-05-06T07:08:09Z')
const SOURCE = '/acme/vienna/door'
const ask = (body: object | string, more: object = {}, verb = 'erase') => ({
  topic: `aisle/v1${SOURCE}/request/${verb}`,
  payload: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  retain: false,
  ...more,
})
const good = { id: 'request-0001', at: '2030-05-06T07:08:00.000Z', member: 'member-0001' }

function open() {
  const served: string[] = []
  const spent = new Set<string>()
  const once = (number: string) => !spent.has(number) && !!spent.add(number)
  const serve = ({ member }: Record<string, string>) => {
    served.push(member)
    if (member === 'member-none') throw new Fault('MEMBER_UNKNOWN', { member, file: 'gallery' })
    return { erased: true }
  }
  const requests = new Requests(SOURCE, { erase: { shape: { member: z.string().max(64) }, serve } }, once)
  const hear = async (packet: ReturnType<typeof ask>, nowMs = NOW) => {
    const answer = await requests.hear(packet, nowMs)
    return answer && { ...answer, body: JSON.parse(answer.body) }
  }
  return { served, hear }
}

test('is answered where it asks to be, with what it sent along; without that, on a topic of its number', async () => {
  const correlationData = Buffer.from([0, 1, 255])
  const properties = { responseTopic: 'crm/answers', correlationData }
  const body = { id: 'request-0001', ok: true, erased: true }
  expect(await open().hear(ask(good, { properties }))).toEqual({ topic: 'crm/answers', body, correlationData })
  expect(await open().hear(ask(good))).toEqual({ topic: `aisle/v1${SOURCE}/answer/request-0001`, body })
})

test.each(['2030-05-06T07:08:00Z', '2030-05-06T07:08:00.123456Z', '2030-05-06T09:08:00+02:00'])(
  'may say its time as %s, as the clocks of others do',
  async at => {
    expect((await open().hear(ask({ ...good, at })))!.body).toMatchObject({ ok: true })
  },
)

test.each(['aisle/v1/acme/vienna/door/visit/started', 'aisle/v1/acme/x', '$SYS/x', 'a/#', 'a/+', ''])(
  'is not answered on %s, where we would speak in the name of another',
  async responseTopic => {
    const answer = await open().hear(ask(good, { properties: { responseTopic } }))
    expect(answer!.topic).toBe(`aisle/v1${SOURCE}/answer/request-0001`)
  },
)

test('is done once, however often it is delivered', async () => {
  const { served, hear } = open()
  await hear(ask(good))
  expect((await hear(ask(good)))!.body).toMatchObject({ ok: false, error: { code: 'REQUEST_REPEATED' } })
  expect(served).toEqual(['member-0001'])
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

test('what bears no number is answered where it asks to be: else nobody would know why nothing happens', async () => {
  const { served, hear } = open()
  const properties = { responseTopic: 'crm/answers' }
  const { id: _, ...numberless } = good
  const answer = (await hear(ask(numberless, { properties })))!
  expect(answer).toMatchObject({ topic: 'crm/answers', body: { ok: false, error: { code: 'REQUEST_MALFORMED' } } })
  expect(answer.body.error.message).toMatch(/^id: /)
  expect((await hear(ask('{', { properties })))!.body.error.message).toMatch(/no JSON object/)
  expect(served).toEqual([])
})

test('of several forms, it is said what is wrong by the one that comes nearest', async () => {
  const shape = [{ receipt: z.string() }, { member: z.string(), reason: z.enum(['moved', 'asked']) }]
  const requests = new Requests(SOURCE, { erase: { shape, serve: () => ({}) } }, () => true)
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
    throw new Error('database or disk is full')
  }
  const requests = new Requests(SOURCE, { erase: { shape: { member: z.string() }, serve } }, full)
  const answer = await requests.hear(ask(good), NOW)
  expect(JSON.parse(answer!.body)).toMatchObject({ ok: false, error: { code: 'UNEXPECTED' } })
  expect(isServed).toBe(false)
})
