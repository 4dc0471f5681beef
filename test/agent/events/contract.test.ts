import { type CloudEvent, HTTP } from 'cloudevents'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Event } from '../../../agent/events/contract.ts'
import { seal } from '../../../agent/events/envelope.ts'
import { tell } from '../../../agent/events/tell.ts'
import { anyFact, context } from './facts.ts'

const simulated = { ...context, simulated: true }
const event = fc
  .tuple(anyFact, fc.constantFrom(context, simulated))
  .map(([fact, around]) => seal(tell(fact, around), { epoch: 1_900_000_000, sequence: 42 }))

test('the CloudEvents SDK finds nothing to complain about, and reads back what we wrote', () => {
  fc.assert(
    fc.property(event, told => {
      const body = JSON.stringify(told)
      const headers = { 'content-type': 'application/cloudevents+json' }
      const read = HTTP.toEvent({ headers, body }) as CloudEvent
      expect(read.validate()).toBe(true)
      expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(body))
    }),
  )
})

test('names of attributes are what CloudEvents allows: lower-case letters and digits, at most twenty', () => {
  for (const option of Event.options)
    for (const name of Object.keys(option.shape)) expect(name).toMatch(/^[a-z0-9]{1,20}$/)
})

test('values of extensions are of the types that CloudEvents knows', () => {
  fc.assert(
    fc.property(event, told => {
      expect(typeof told.sequence).toBe('string')
      expect(typeof told.epoch).toBe('string')
      expect([true, undefined]).toContain(told.simulated)
    }),
  )
})

test('sequences and epochs sort as they count', () => {
  const number = fc.nat(4_000_000_000)
  const draft = tell({ kind: 'visit.passed', atMs: 0, durationMs: 1 }, context)
  fc.assert(
    fc.property(number, number, number, number, (e1, s1, e2, s2) => {
      const [a, b] = [seal(draft, { epoch: e1, sequence: s1 }), seal(draft, { epoch: e2, sequence: s2 })]
      expect(a.epoch + a.sequence < b.epoch + b.sequence).toBe(e1 < e2 || (e1 === e2 && s1 < s2))
    }),
  )
})

describe.each(Event.options.map(option => [option.shape.type.value, option] as const))('%s', (_, option) => {
  test('names its fields in camelCase, without words that mean a person', () => {
    const names = [...keys(z.toJSONSchema(option.shape.data))]
    for (const name of names) expect(name).toMatch(/^[a-z][a-zA-Z]*$/)
    for (const name of names) expect(name).not.toMatch(/name|face|mac|address|embedding|gender|^age|emotion/i)
  })

  test('has a JSON Schema in which every object is closed', () => {
    for (const object of objects(z.toJSONSchema(option))) expect(object.additionalProperties).toBe(false)
  })
})

function* objects(schema: unknown): Generator<{ additionalProperties?: unknown; properties: object }> {
  if (typeof schema !== 'object' || schema === null) return
  if ('type' in schema && schema.type === 'object') yield schema as never
  for (const value of Object.values(schema)) yield* objects(value)
}

function* keys(schema: unknown): Generator<string> {
  for (const object of objects(schema)) yield* Object.keys(object.properties)
}
