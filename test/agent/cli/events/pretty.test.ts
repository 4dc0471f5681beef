import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pretty } from '../../../../agent/cli/events/pretty.ts'
import { seal } from '../../../../agent/events/envelope.ts'
import { tell } from '../../../../agent/events/tell.ts'
import { anyFact, context } from '../../events/facts.ts'

const event = (type: string, data: object, subject?: string) =>
  Buffer.from(
    JSON.stringify({ time: '2026-03-02T09:00:00.000Z', type: `aisle.${type}.v1`, ...(subject && { subject }), data }),
  )

test.each([
  ['visit.started', { entrance: 'door', groupSize: 2 }, '09:00:00  visitor 3fa2c1 came in by door, 2 together'],
  [
    'visit.ended',
    { reason: 'exited', durationSeconds: 312, entrance: 'door' },
    '09:00:00  visitor 3fa2c1 left by door after 5 min (exited)',
  ],
  ['zone.dwelled', { zone: 'promo', dwellSeconds: 12.3 }, '09:00:00  visitor 3fa2c1 stays in promo, 12 s so far'],
  [
    'queue.changed',
    { zone: 'pay', length: 3, wait: { estimateSeconds: 40 } },
    '09:00:00  3 wait in pay, for about 40 s',
  ],
  ['sensor.failed', { sensor: 'door', cause: 'no picture for 3 s' }, '09:00:00  door failed: no picture for 3 s'],
])('%s is a sentence', (type, data, said) => expect(pretty('t', event(type, data, '3fa2c1d4'), false)).toBe(said))

test('every event of the contract is one harmless line, and colours add nothing to its words', () =>
  fc.assert(
    fc.property(anyFact, fact => {
      const payload = Buffer.from(JSON.stringify(seal(tell(fact, context), { epoch: 1, sequence: 1 })))
      const line = pretty('topic', payload, false)!
      expect(line).not.toMatch(/undefined|\[object|NaN/)
      expect(stripVTControlCharacters(pretty('topic', payload, true)!)).toBe(line)
    }),
    { numRuns: 60 },
  ))

test('whatever else comes from outside is a harmless line or none', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map(it => Buffer.from(it)),
    fc
      .record({
        time: fc.string(),
        type: fc.constantFrom('aisle.visit.started.v1', 'aisle.toString.v1', 'x'),
        data: fc.object(),
      })
      .map(it => Buffer.from(JSON.stringify(it))),
  )
  fc.assert(
    fc.property(bytes, payload => void expect(pretty('t', payload, false) ?? '').not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}/u)),
    { numRuns: 60 },
  )
})
