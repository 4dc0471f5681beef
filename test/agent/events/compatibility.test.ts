import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { changes, due, LEVELS, type Level, type Side } from '../../../agent/events/compatibility.ts'
import type { EventName } from '../../../agent/events/contract.ts'
import { exampleOf } from '../../../agent/events/examples.ts'
import { inquiryOf, VERBS } from '../../../agent/events/inquiries.ts'
import { promised } from '../../../agent/events/published.ts'
import type { Verb } from '../../../agent/events/requests.ts'
import { eventSchemas, type Schema } from '../../../agent/events/schemas.ts'

type Contract = Record<Side, Record<string, Schema>>
const NOW = promised()
const now = () => structuredClone(NOW) as Contract
const NAMES = { told: Object.keys(NOW.told), asked: Object.keys(NOW.asked) }
const SIDES = ['told', 'asked'] as const
const anyone = fc.constantFrom(...SIDES.flatMap(side => NAMES[side].map(name => ({ side, name }))))

/** All schemas within one, itself too. */
function within(schema: Schema): Schema[] {
  const inner = [schema.items, ...Object.values(schema.properties ?? {}), ...(schema.anyOf ?? [])]
  return [schema, ...inner.filter(one => typeof one === 'object' && one !== null).flatMap(one => within(one as Schema))]
}

const objects = (schema: Schema) => within(schema).filter(({ properties }) => properties)
const free = ({ properties, required }: Schema) => Object.keys(properties!).filter(name => !required?.includes(name))

/** What may be said now: with all that may be said besides, and with nothing of that. */
function saidOf(side: Side, name: string): unknown[] {
  const example = name.startsWith('request ')
    ? inquiryOf(name.slice('request '.length) as Verb)
    : (OTHERS[name] ?? exampleOf(name as EventName).event)
  return [example, bare(NOW[side][name], example)]
}

const OTHERS: Readonly<Record<string, object>> = {
  answer: { id: 'request-1', ok: false, error: { code: 'REQUEST_TOO_MANY', message: 'Wait.', retryAfterSeconds: 3 } },
  status: { state: 'online', epoch: 17, version: '0.1.0', simulated: false },
  ack: { through: '17-4' },
}

function bare(schema: Schema, value: unknown): unknown {
  if (!schema.properties || typeof value !== 'object' || value === null) return value
  const there = Object.entries(value).filter(([key]) => schema.required?.includes(key))
  return Object.fromEntries(there.map(([key, inner]) => [key, bare(schema.properties![key] as Schema, inner)]))
}

/** Changes that somebody may make, and how far each goes on either side. False where there is nothing to change so. */
const deeds: Readonly<Record<string, readonly [Record<Side, Level>, (schema: Schema, n: number) => boolean]>> = {
  'a field is taken away': [
    { told: 'major', asked: 'major' },
    (schema, n) => {
      const all = objects(schema).filter(({ properties }) => Object.keys(properties!).length > 0)
      const one = all[n % all.length]
      const name = Object.keys(one.properties!)[n % Object.keys(one.properties!).length]
      delete one.properties![name]
      if (one.required) one.required = one.required.filter(other => other !== name)
      return true
    },
  ],
  'a field is added that may be absent': [
    { told: 'minor', asked: 'minor' },
    (schema, n) => {
      const all = objects(schema)
      all[n % all.length].properties!.moodOfTheDay = { type: 'string' }
      return true
    },
  ],
  'a field is added that must be there': [
    { told: 'major', asked: 'major' },
    (schema, n) => {
      const all = objects(schema)
      const one = all[n % all.length]
      one.properties!.moodOfTheDay = { type: 'string' }
      one.required = [...(one.required ?? []), 'moodOfTheDay']
      return true
    },
  ],
  'a field may be absent from now on': [
    { told: 'major', asked: 'minor' },
    (schema, n) => {
      const all = objects(schema).filter(({ required }) => (required?.length ?? 0) > 0)
      const one = all[n % all.length]
      one.required = one.required!.toSpliced(n % one.required!.length, 1)
      return true
    },
  ],
  'a field must be there from now on': [
    { told: 'major', asked: 'major' },
    (schema, n) => {
      const all = objects(schema).filter(one => free(one).length > 0)
      if (all.length === 0) return false
      const one = all[n % all.length]
      one.required = [...(one.required ?? []), free(one)[0]]
      return true
    },
  ],
  'a list has another value': [
    { told: 'minor', asked: 'minor' },
    (schema, n) => {
      const lists = within(schema).filter(one => one.enum)
      if (lists.length === 0) return false
      lists[n % lists.length].enum!.push('something-else')
      return true
    },
  ],
  'a list has a value less': [
    { told: 'minor', asked: 'major' },
    (schema, n) => {
      const lists = within(schema).filter(one => (one.enum?.length ?? 0) > 1)
      if (lists.length === 0) return false
      lists[n % lists.length].enum!.pop()
      return true
    },
  ],
  'there is one more form': [
    { told: 'major', asked: 'minor' },
    (schema, n) => {
      const all = within(schema).filter(one => one.anyOf)
      if (all.length === 0) return false
      all[n % all.length].anyOf!.push({ type: 'null' })
      return true
    },
  ],
  'there is one form less': [
    { told: 'major', asked: 'major' },
    (schema, n) => {
      const all = within(schema).filter(one => one.anyOf)
      if (all.length === 0) return false
      all[n % all.length].anyOf!.pop()
      return true
    },
  ],
  'a field is of another form': [
    { told: 'major', asked: 'major' },
    (schema, n) => {
      const all = objects(schema).flatMap(({ properties }) => Object.values(properties!) as Schema[])
      const typed = all.filter(one => one.type)
      typed[n % typed.length].type = 'null'
      return true
    },
  ],
  'a text or a number has other bounds': [
    { told: 'major', asked: 'major' },
    (schema, n) => {
      const all = within(schema).filter(({ type }) => type === 'string' || type === 'number' || type === 'integer')
      const one = all[n % all.length]
      if (one.type === 'string') one.maxLength = (one.maxLength ?? 10_000) - 1
      else one.maximum = (one.maximum ?? 1_000_000) - 1
      return true
    },
  ],
  'it is said better': [
    { told: 'patch', asked: 'patch' },
    schema => !!(schema.description = `${schema.description} Really.`),
  ],
}

test('what has not changed is the same version', () => {
  expect(changes(now(), now())).toEqual([])
  expect(due('1.4.2', [])).toBe('1.4.2')
})

test('events, answers and status are held as what is told, requests and acknowledgements as what is asked', () => {
  expect(NAMES.told).toEqual([...eventSchemas().keys(), 'answer', 'status'])
  expect(NAMES.asked).toEqual([...VERBS.map(verb => `request ${verb}`), 'ack'])
})

/** One of those of `sides`, another one after a deed, and what has changed by it. */
const done = (sides: readonly Side[], change: (schema: Schema, n: number) => boolean) =>
  fc
    .tuple(
      anyone.filter(({ side }) => sides.includes(side)),
      fc.nat(1000),
    )
    .map(([{ side, name }, n]) => {
      const schema = now()[side][name]
      const isDone = change(schema, n)
      const only = (one: Schema): Contract => ({ told: {}, asked: {}, [side]: { [name]: one } })
      return { side, name, schema, isDone, found: changes(only(NOW[side][name]), only(schema)) }
    })

test.each(Object.entries(deeds))('%s', (_, [levels, change]) => {
  fc.assert(
    fc.property(done(SIDES, change), ({ side, name, isDone, found }) => {
      fc.pre(isDone)
      const furthest = Math.max(-1, ...found.map(one => LEVELS.indexOf(one.level)))
      expect(LEVELS[furthest]).toBe(levels[side])
      expect(found.every(({ where }) => where.startsWith(name))).toBe(true)
    }),
    { numRuns: 60 },
  )
})

describe('what was said before stays as good as it was, unless a change is major', () => {
  const lesser = (levels: Record<Side, Level>) => SIDES.filter(side => levels[side] !== 'major')
  test.each(Object.entries(deeds).filter(([, [levels]]) => lesser(levels).length > 0))('%s', (_, [levels, change]) => {
    fc.assert(
      fc.property(done(lesser(levels), change), ({ side, name, schema, isDone }) => {
        fc.pre(isDone)
        const reader = z.fromJSONSchema(schema as never)
        for (const said of saidOf(side, name)) {
          const issues = reader.safeParse(said).error?.issues ?? []
          // Subscribers pass over words that a list does not have, a client of this version over those of another.
          expect(side === 'told' ? issues.filter(({ code }) => code !== 'invalid_value') : issues).toEqual([])
        }
      }),
      { numRuns: 60 },
    )
  })
})

test.each(VERBS)('whoever may ask for %s may still do so', verb => {
  const [more, less] = [now(), now()]
  ;(more.asked[`request ${verb}`].roles as string[]).push('auditor')
  ;(less.asked[`request ${verb}`].roles as string[]).pop()
  expect(changes(NOW, more)).toMatchObject([{ level: 'minor' }])
  expect(changes(NOW, less)).toMatchObject([{ level: 'major' }])
})

test.each(SIDES)('one more of what is %s is minor, one less is major', side => {
  const less = now()
  const [name] = NAMES[side]
  delete less[side][name]
  expect(changes(less, now())).toMatchObject([{ where: name, level: 'minor' }])
  expect(changes(now(), less)).toMatchObject([{ where: name, level: 'major' }])
})

test('the furthest change says which number grows, and those behind it begin anew', () => {
  const one = (level: (typeof LEVELS)[number]) => ({ where: '', what: '', level })
  expect(due('1.4.2', [one('patch')])).toBe('1.4.3')
  expect(due('1.4.2', [one('patch'), one('minor')])).toBe('1.5.0')
  expect(due('1.4.2', [one('minor'), one('major'), one('patch')])).toBe('2.0.0')
})
