import type { Schema } from './schemas.ts'

/** How far a change goes, by what whoever reads events must do: nothing, read more if they like, or change. */
export const LEVELS = ['patch', 'minor', 'major'] as const
export type Level = (typeof LEVELS)[number]

export interface Change {
  readonly where: string
  readonly what: string
  readonly level: Level
}

/** Words of a schema that only people read. */
const SAID = new Set(['description', 'title', '$id', '$schema', '$comment', 'examples', 'default'])

/**
 * What has changed between two sets of schemas of events, for those who read them. What is taken away, may now be absent or is of
 * another form breaks them; what is new they pass over.
 */
export function changes(
  before: Readonly<Record<string, Schema>>,
  after: Readonly<Record<string, Schema>>,
): readonly Change[] {
  return [
    ...keyed(before, after).flatMap(([name, was, is]) => {
      if (!is) return change(name, 'the event is gone', 'major')
      return was ? compared(name, was, is) : change(name, 'a new event', 'minor')
    }),
  ]
}

/** The version that is due after some changes, by Semantic Versioning 2.0. */
export function due(released: string, all: readonly Change[]): string {
  const [major, minor, patch] = released.split('.').map(Number)
  const furthest = Math.max(-1, ...all.map(({ level }) => LEVELS.indexOf(level)))
  if (furthest < 0) return released
  return [`${major}.${minor}.${patch + 1}`, `${major}.${minor + 1}.0`, `${major + 1}.0.0`][furthest]
}

function compared(where: string, was: Schema, is: Schema): Change[] {
  const found: Change[] = []
  for (const [word, old, now] of keyed(was as Record<string, unknown>, is as Record<string, unknown>)) {
    if (JSON.stringify(old) === JSON.stringify(now)) continue
    if (SAID.has(word)) found.push(...change(where, `${word} is another`, 'patch'))
    else if (word === 'properties') found.push(...properties(where, old, now))
    else if (word === 'required') found.push(...required(where, listOf(old), listOf(now)))
    else if (word === 'enum') found.push(...values(where, listOf(old), listOf(now)))
    else if (word === 'items' && old && now) found.push(...compared(`${where}[]`, old as Schema, now as Schema))
    else if (word === 'anyOf' || word === 'oneOf') found.push(...forms(where, listOf(old), listOf(now)))
    else found.push(...change(where, `${word} was ${JSON.stringify(old)} and is ${JSON.stringify(now)}`, 'major'))
  }
  return found
}

function properties(where: string, was: unknown, is: unknown): Change[] {
  return keyed(fieldsOf(was), fieldsOf(is)).flatMap(([name, old, now]) => {
    const here = `${where}.${name}`
    if (!now) return change(here, 'the field is gone', 'major')
    return old ? compared(here, old, now) : change(here, 'a new field', 'minor')
  })
}

function required(where: string, was: readonly unknown[], is: readonly unknown[]): Change[] {
  return [
    ...was.filter(name => !is.includes(name)).flatMap(name => change(`${where}.${name}`, 'may be absent', 'major')),
    ...is.filter(name => !was.includes(name)).flatMap(name => change(`${where}.${name}`, 'is always there', 'minor')),
  ]
}

function values(where: string, was: readonly unknown[], is: readonly unknown[]): Change[] {
  const more = is.filter(value => !was.includes(value))
  const fewer = was.filter(value => !is.includes(value))
  const order = more.length + fewer.length === 0 ? change(where, 'the order of the values is another', 'patch') : []
  return [
    ...more.flatMap(value => change(where, `a new value ${value}`, 'minor')),
    ...fewer.flatMap(value => change(where, `${value} is said no more`, 'minor')),
    ...order,
  ]
}

/** Forms are told apart by their order: a new one comes last. */
function forms(where: string, was: readonly unknown[], is: readonly unknown[]): Change[] {
  return Array.from({ length: Math.max(was.length, is.length) }, (_, i) => i).flatMap(i => {
    const here = `${where}(${i + 1})`
    if (is[i] === undefined) return change(here, 'the form is gone', 'major')
    return was[i] === undefined
      ? change(here, 'a new form', 'minor')
      : compared(here, was[i] as Schema, is[i] as Schema)
  })
}

const change = (where: string, what: string, level: Level): Change[] => [{ where, what, level }]
const listOf = (value: unknown) => (Array.isArray(value) ? (value as readonly unknown[]) : [])
const fieldsOf = (value: unknown) => (value ?? {}) as Record<string, Schema>

function keyed<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
): (readonly [string, T | undefined, T | undefined])[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].map(key => [key, a[key], b[key]])
}
