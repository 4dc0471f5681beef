import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Event } from '../../../../agent/events/contract.ts'
import { exampleOf } from '../../../../agent/events/examples.ts'
import { nameOf } from '../../../../agent/events/schemas.ts'
import { read } from '../../../../agent/events/subscriber/reading.ts'
import { route } from '../../../../agent/events/subscriber/topics.ts'
import { Presence, parse, Reply } from '../../../../agent/events/subscriber/words.ts'
import { compare, idOf } from '../../../../agent/events/wire.ts'

const SOURCE = '/acme/vienna/door'
const names = Event.options.map(({ shape }) => nameOf(shape.type.value))
const example = fc.constantFrom(...names).map(name => exampleOf(name).event)

const said = (event: object) => read(JSON.stringify(event), SOURCE)

describe('an event that comes', () => {
  test('is known where the contract has it, with its place and the one before', () => {
    for (const name of names) {
      const { event } = exampleOf(name)
      const reading = said(event)
      if (typeof reading === 'string') throw new Error(`${name}: ${reading}`)
      expect(reading.said).toEqual({ event })
      expect(idOf(reading.place)).toBe(event.id)
      expect(idOf(reading.before)).toBe(event.previous)
    }
  })

  test('is known with whatever fields a later version adds', () => {
    const extra = fc.dictionary(
      fc.string().map(key => `later-${key}`),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(example, extra, extra, (event, outside, inside) => {
        const later = JSON.parse(JSON.stringify({ ...event, ...outside, data: { ...event.data, ...inside } }))
        expect(said(later)).toMatchObject({ said: { event: later } })
      }),
    )
  })

  test('has its place, known or not, though anything in it is changed', () => {
    const field = fc.constantFrom('type', 'time', 'data', 'subject', 'specversion', 'epoch')
    fc.assert(
      fc.property(example, field, fc.jsonValue(), (event, name, value) => {
        const reading = said({ ...event, [name]: value })
        if (typeof reading === 'string') expect(name === 'type' && typeof value !== 'string').toBe(true)
        else expect(idOf(reading.place)).toBe(event.id)
      }),
    )
  })

  test('is none where it is from elsewhere, comes before itself, or is no event at all', () => {
    const { event } = exampleOf('visit.started')
    expect(said({ ...event, source: '/acme/graz/door' })).toContain('source')
    expect(said({ ...event, previous: event.id })).toContain('before')
    expect(said({ ...event, previous: '17-1-crm' })).toContain('before')
    expect(said({ ...event, id: 'x' })).toContain('id')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.uint8Array().map(bytes => Buffer.from(bytes)),
        ),
        bytes => {
          expect(typeof read(bytes, SOURCE)).toBe('string')
          expect(parse(Presence, bytes)?.state).toBeUndefined()
          expect(parse(Reply, bytes)?.ok).toBeUndefined()
        },
      ),
    )
  })

  test('always comes after the one before it', () => {
    const id = fc.tuple(fc.nat(3), fc.nat(3), fc.constantFrom('', '-crm')).map(([a, b, c]) => `${a}-${b}${c}`)
    fc.assert(
      fc.property(example, id, fc.option(id, { nil: undefined }), (event, id, previous) => {
        const reading = said({ ...event, id, previous })
        if (typeof reading !== 'string') expect(compare(reading.before, reading.place)).toBeLessThan(0)
      }),
    )
  })
})

test('a topic is something for the subscriber only where it is everybody’s or its own', () => {
  const at = (rest: string) => route(`aisle/v1/acme/vienna/door/${rest}`, 'crm')
  expect(at('visit/started')).toEqual({ kind: 'event', source: SOURCE, stream: '' })
  expect(at('member/erased/crm')).toEqual({ kind: 'event', source: SOURCE, stream: 'crm' })
  expect(at('member/erased/cloud')).toBeUndefined()
  expect(at('replay/crm/visit/started')).toEqual({ kind: 'replay', source: SOURCE })
  expect(at('replay/cloud/visit/started')).toBeUndefined()
  expect(at('answer/crm/one')).toEqual({ kind: 'answer', source: SOURCE, id: 'one' })
  expect(at('answer/cloud/one')).toBeUndefined()
  expect(at('status')).toEqual({ kind: 'status', source: SOURCE })
  fc.assert(fc.property(fc.string(), topic => void expect(route(topic, 'crm')).toBeUndefined()))
})
