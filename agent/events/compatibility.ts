import type { Schema } from './schemas.ts'

/** How far a change goes, by what a subscriber must do: nothing, read or ask more if they like, or change. */
export const LEVELS = ['patch', 'minor', 'major'] as const
export type Level = (typeof LEVELS)[number]

export interface Change {
  readonly where: string
  readonly what: string
  readonly level: Level
}

/** Words of a schema that only people read. */
const SAID = new Set(['description', 'title', '$id', '$schema', '$comment', 'examples', 'default'])

/** Who speaks: what is `told` is said by the agent and read by subscribers, what is `asked` is said by them and read by it. */
export type Side = 'told' | 'asked'
export type Promised = Readonly<Record<Side, Readonly<Record<string, Schema>>>>

/**
 * What has changed between two contracts, for those beyond the agent. What is told of another form breaks whoever reads it; what is new
 * they pass over. What is told now must also fit what was told under the versions before, for events are told again, and wait in outboxes
 * while an agent is replaced: nothing that they lack may be required. Whatever could be asked must be understood.
 */
export function changes(before: Promised, after: Promised): readonly Change[] {
  return (['told', 'asked'] as const).flatMap(side =>
    keyed(before[side], after[side]).flatMap(([name, was, is]) => {
      if (!is) return change(name, 'it is gone', 'major')
      return was ? compared(side, name, was, is) : change(name, 'it is new', 'minor')
    }),
  )
}

/** The version that is due after some changes, by Semantic Versioning 2.0. */
export function due(released: string, all: readonly Change[]): string {
  const [major, minor, patch] = released.split('.').map(Number)
  const furthest = Math.max(-1, ...all.map(({ level }) => LEVELS.indexOf(level)))
  if (furthest < 0) return released
  return [`${major}.${minor}.${patch + 1}`, `${major}.${minor + 1}.0`, `${major + 1}.0.0`][furthest]
}

function compared(side: Side, where: string, was: Schema, is: Schema): Change[] {
  const found: Change[] = []
  for (const [word, old, now] of keyed(was as Record<string, unknown>, is as Record<string, unknown>)) {
    if (JSON.stringify(old) === JSON.stringify(now)) continue
    if (SAID.has(word)) found.push(...change(where, `${word} is another`, 'patch'))
    else if (word === 'properties') found.push(...properties(side, where, old, now))
    else if (word === 'required') found.push(...required(side, where, listOf(old), listOf(now)))
    else if ((word === 'enum' || word === 'roles') && old && now)
      found.push(...values(side, where, listOf(old), listOf(now)))
    else if (word === 'items' && old && now) found.push(...compared(side, `${where}[]`, old as Schema, now as Schema))
    else if ((word === 'anyOf' || word === 'oneOf') && old && now)
      found.push(...forms(side, where, listOf(old), listOf(now)))
    else found.push(...change(where, `${word} was ${JSON.stringify(old)} and is ${JSON.stringify(now)}`, 'major'))
  }
  return found
}

function properties(side: Side, where: string, was: unknown, is: unknown): Change[] {
  return keyed(fieldsOf(was), fieldsOf(is)).flatMap(([name, old, now]) => {
    const here = `${where}.${name}`
    if (!now) return change(here, 'the field is gone', 'major')
    return old ? compared(side, here, old, now) : change(here, 'a new field', 'minor')
  })
}

function required(side: Side, where: string, was: readonly unknown[], is: readonly unknown[]): Change[] {
  const fewer = was.filter(name => !is.includes(name))
  const more = is.filter(name => !was.includes(name))
  return [
    ...fewer.flatMap(name => change(`${where}.${name}`, 'may be absent', side === 'told' ? 'major' : 'minor')),
    ...more.flatMap(name => change(`${where}.${name}`, 'must be there, and was not before', 'major')),
  ]
}

/** A word that is told no more may still come in what is told again: readers pass over it as over one that they do not know yet. */
function values(side: Side, where: string, was: readonly unknown[], is: readonly unknown[]): Change[] {
  const more = is.filter(value => !was.includes(value))
  const fewer = was.filter(value => !is.includes(value))
  const order = more.length + fewer.length === 0 ? change(where, 'the order of the values is another', 'patch') : []
  return [
    ...more.flatMap(value => change(where, `a new value ${value}`, 'minor')),
    ...fewer.flatMap(value => change(where, `no value any more: ${value}`, side === 'told' ? 'minor' : 'major')),
    ...order,
  ]
}

/** Forms are told apart by their order: a new one comes last. Whoever reads passes over words and fields that are new, not over forms. */
function forms(side: Side, where: string, was: readonly unknown[], is: readonly unknown[]): Change[] {
  return Array.from({ length: Math.max(was.length, is.length) }, (_, i) => i).flatMap(i => {
    const here = `${where}(${i + 1})`
    if (is[i] === undefined) return change(here, 'the form is gone', 'major')
    return was[i] === undefined
      ? change(here, 'a new form', side === 'told' ? 'major' : 'minor')
      : compared(side, here, was[i] as Schema, is[i] as Schema)
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
