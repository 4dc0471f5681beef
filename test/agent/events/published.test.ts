import { readdirSync, readFileSync } from 'node:fs'
import { Parser } from '@asyncapi/parser'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { asyncApi } from '../../../agent/events/asyncapi.ts'
import { changes, due } from '../../../agent/events/compatibility.ts'
import { Event } from '../../../agent/events/contract.ts'
import { exampleOf } from '../../../agent/events/examples.ts'
import { inquiryOf, VERBS } from '../../../agent/events/inquiries.ts'
import { promised, published, type Release } from '../../../agent/events/published.ts'
import { Asked, REQUESTS } from '../../../agent/events/requests.ts'
import { eventSchemas } from '../../../agent/events/schemas.ts'
import { StaffMoments, staffTopic } from '../../../agent/events/staff.ts'
import { CONTRACT_VERSION } from '../../../agent/events/version.ts'
import { ROOT } from '../../../config/root.ts'

const folder = new URL('agent/events/published/', ROOT)
const names = [...eventSchemas().keys()]

test('what is published is as the contract says (else: npm run generate)', () => {
  const files = published()
  for (const [name, text] of files) expect(readFileSync(new URL(name, folder), 'utf8'), name).toBe(text)
  expect(readdirSync(new URL('schemas/', folder)).sort()).toEqual(names.map(name => `${name}.json`).sort())
})

test('the official parser finds nothing wrong with the AsyncAPI document, and an operation for each event, each request and what else goes over the wire', async () => {
  const { document, diagnostics } = await new Parser().parse(asyncApi() as never)
  expect(diagnostics.filter(({ severity }) => severity < 2)).toEqual([])
  expect(document!.version()).toBe('3.0.0')
  const sent = document!.operations().filterBySend()
  const titles = (all: typeof sent) => new Set(all.flatMap(one => one.messages().map(message => message.title())))
  expect(titles(sent)).toEqual(new Set([...names, 'answer', 'staff', 'status']))
  const received = document!.operations().filterByReceive()
  expect(titles(received as typeof sent)).toEqual(new Set([...VERBS.map(verb => `request ${verb}`), 'ack']))
  for (const one of received)
    expect(one.reply()?.channel()?.address() ?? 'none').toMatch(one.id() === 'receiveAck' ? /none/ : /\/answer\//)
})

test.each(names)('the example of %s is an event, and stands where the document says', name => {
  const { topic, event } = exampleOf(name)
  expect(Event.parse(event)).toEqual(event)
  const { channels } = asyncApi() as { channels: Record<string, { address: string; title: string }> }
  const addresses = Object.values(channels)
    .filter(({ title }) => title === name)
    .map(({ address }) => new RegExp(`^${address.replaceAll(/\{\w+\}/g, '[^/]+')}$`))
  expect(addresses.some(address => address.test(topic))).toBe(true)
})

test('the example of what the staff are shown is one, and is said once at most, and to nobody who comes later', () => {
  const { components, channels, operations } = asyncApi() as {
    components: { messages: Record<string, { examples: { payload: unknown }[] }> }
    channels: Record<string, { address: string }>
    operations: Record<string, { bindings: object }>
  }
  const { payload } = components.messages.staff!.examples[0]!
  expect(StaffMoments.parse(payload)).toEqual(payload)
  expect(channels.staff!.address).toBe(staffTopic('/{tenant}/{store}/{agent}'))
  expect(operations.sendStaff!.bindings).toMatchObject({ mqtt: { qos: 0, retain: false } })
})

test.each(VERBS)('the example of the request %s may be asked', verb => {
  const forms = REQUESTS[verb].forms.map(form => z.strictObject({ ...Asked.shape, ...form }))
  expect(forms.filter(form => form.safeParse(inquiryOf(verb)).success)).toHaveLength(1)
})

test('every field has a meaning', () => {
  const rows = ['REFERENCE.md', 'REQUESTS.md'].flatMap(name => published().get(name)!.split('\n'))
  const fields = rows.filter(line => /^\| (?:data|event|request|answer)\./.test(line))
  expect(fields.length).toBeGreaterThan(100)
  const plain = /touchpoint\.id |: section/
  expect(fields.filter(line => line.endsWith('|  |') && !plain.test(line))).toEqual([])
})

test('the version is raised as far as the contract has changed since the last release (then: tsx agent/events/generate.ts --release)', () => {
  const released = readdirSync(new URL('released/', folder)).map(name => {
    const release = JSON.parse(readFileSync(new URL(`released/${name}`, folder), 'utf8')) as Release
    expect(name).toBe(`${release.version}.json`)
    return release
  })
  const last = released.sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true })).at(-1)!
  const all = changes(last, promised())
  expect(CONTRACT_VERSION, JSON.stringify(all.slice(0, 5))).toBe(due(last.version, all))
})
