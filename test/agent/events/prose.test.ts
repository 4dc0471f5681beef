import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seal } from '../../../agent/events/envelope.ts'
import { prose } from '../../../agent/events/prose.ts'
import { tell } from '../../../agent/events/tell.ts'
import { anyFact, context } from './facts.ts'

test('whatever happens, no sentence tells more of a visit than the first letters of its id, and none has a hole', () =>
  fc.assert(
    fc.property(anyFact, fact => {
      const event = seal(tell(fact, context), { epoch: 1, sequence: 1 })
      const { type, data, subject } = event as { type: string; data: Record<string, unknown>; subject?: string }
      const said = prose(type.replace(/^aisle\.|\.v\d+$/g, ''), data, subject)
      if (said === undefined) return
      expect(said).not.toMatch(/undefined|\[object|NaN/)
      if (subject !== undefined) expect(said).not.toContain(subject)
    }),
    { numRuns: 200 },
  ))

test('of what is not known there is no sentence', () => {
  for (const name of ['toString', '__proto__', 'moment.dreamt', '']) expect(prose(name, {}, undefined)).toBeUndefined()
})
