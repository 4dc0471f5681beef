import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changes, due, LEVELS } from '../../../agent/events/compatibility.ts'
import { eventSchemas, type Schema } from '../../../agent/events/schemas.ts'

const now = () => structuredClone(Object.fromEntries(eventSchemas())) as Record<string, Schema>
const anyEvent = fc.constantFrom(...eventSchemas().keys())

/** All objects of a schema, and how deep in it. */
function objects(schema: Schema): Schema[] {
  const inner = [schema.items, ...Object.values(schema.properties ?? {}), ...(schema.anyOf ?? [])]
  const here = schema.properties ? [schema] : []
  return [
    ...here,
    ...inner.filter(one => typeof one === 'object' && one !== null).flatMap(one => objects(one as Schema)),
  ]
}

/** Changes that somebody may make, and how far each goes for those who read. Undefined where there is nothing to change so. */
const deeds: Readonly<Record<string, readonly [(typeof LEVELS)[number], (event: Schema, n: number) => boolean]>> = {
  'a field is taken away': [
    'major',
    (event, n) => {
      const all = objects(event).filter(({ properties }) => Object.keys(properties!).length > 0)
      const one = all[n % all.length]
      const name = Object.keys(one.properties!)[n % Object.keys(one.properties!).length]
      delete one.properties![name]
      if (one.required) one.required = one.required.filter(other => other !== name)
      return true
    },
  ],
  'a field is added that may be absent': [
    'minor',
    (event, n) => {
      const all = objects(event)
      all[n % all.length].properties!.moodOfTheDay = { type: 'string' }
      return true
    },
  ],
  'a field may be absent from now on': [
    'major',
    (event, n) => {
      const all = objects(event).filter(({ required }) => (required?.length ?? 0) > 0)
      const one = all[n % all.length]
      one.required = one.required!.toSpliced(n % one.required!.length, 1)
      return true
    },
  ],
  'a field is always there from now on': [
    'minor',
    (event, n) => {
      const free = ({ properties, required }: Schema) =>
        Object.keys(properties!).filter(name => !required?.includes(name))
      const all = objects(event).filter(one => free(one).length > 0)
      if (all.length === 0) return false
      const one = all[n % all.length]
      one.required = [...(one.required ?? []), free(one)[0]]
      return true
    },
  ],
  'a list has another value': [
    'minor',
    (event, n) => {
      const all = objects(event).flatMap(({ properties }) => Object.values(properties!) as Schema[])
      const lists = all.filter(one => one.enum)
      if (lists.length === 0) return false
      lists[n % lists.length].enum!.push('something-else')
      return true
    },
  ],
  'a field is of another form': [
    'major',
    (event, n) => {
      const all = objects(event).flatMap(({ properties }) => Object.values(properties!) as Schema[])
      const typed = all.filter(one => one.type)
      typed[n % typed.length].type = 'null'
      return true
    },
  ],
  'it is said better': ['patch', event => !!(event.description = `${event.description} Really.`)],
}

test('what has not changed is the same version', () => {
  expect(changes(now(), now())).toEqual([])
  expect(due('1.4.2', [])).toBe('1.4.2')
})

test.each(Object.entries(deeds))('%s', (_, [level, change]) => {
  fc.assert(
    fc.property(anyEvent, fc.nat(1000), (name, n) => {
      const after = now()
      fc.pre(change(after[name], n))
      const found = changes(now(), after)
      const furthest = Math.max(-1, ...found.map(one => LEVELS.indexOf(one.level)))
      expect(LEVELS[furthest]).toBe(level)
      expect(found.every(({ where }) => where.startsWith(name))).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('an event more is minor, an event less is major', () => {
  const { 'visit.started': _, ...less } = now()
  expect(changes(less, now())).toMatchObject([{ where: 'visit.started', level: 'minor' }])
  expect(changes(now(), less)).toMatchObject([{ where: 'visit.started', level: 'major' }])
})

test('the furthest change says which number grows, and those behind it begin anew', () => {
  const one = (level: (typeof LEVELS)[number]) => ({ where: '', what: '', level })
  expect(due('1.4.2', [one('patch')])).toBe('1.4.3')
  expect(due('1.4.2', [one('patch'), one('minor')])).toBe('1.5.0')
  expect(due('1.4.2', [one('minor'), one('major'), one('patch')])).toBe('2.0.0')
})
