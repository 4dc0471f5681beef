import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shown } from '../../../../agent/cli/events/shown.ts'
import { seal } from '../../../../agent/events/envelope.ts'
import { tell } from '../../../../agent/events/tell.ts'
import { anyFact, context } from '../../events/facts.ts'

test('every event is one line; with json, the event itself', () => {
  fc.assert(
    fc.property(anyFact, fact => {
      const event = seal(tell(fact, context), { epoch: 1, sequence: 1 })
      const payload = Buffer.from(JSON.stringify(event))
      const line = shown('topic', payload, false)!
      expect(line).toContain(fact.kind)
      expect(line).not.toContain('\n')
      expect(JSON.parse(shown('topic', payload, true)!)).toEqual(event)
    }),
  )
})

test('whatever else comes from outside is a harmless line or none', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map(it => Buffer.from(it)),
    fc.json().map(it => Buffer.from(it)),
    fc.record({ time: fc.string(), type: fc.string(), data: fc.object() }).map(it => Buffer.from(JSON.stringify(it))),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), bytes, fc.boolean(), (topic, payload, json) => {
      const line = shown(topic, payload, json)
      expect(line ?? '').not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}/u)
    }),
  )
})

test('a terminal is not steered by what is told', () => {
  const payload = Buffer.from(JSON.stringify({ text: '\u001b[2Jgone\u202e\u009b1m' }))
  expect(shown('a\u001b]0;x', payload, false)).toBe('a\\u001b]0;x  {"text":"\\u001b[2Jgone\\u202e\\u009b1m"}')
})
