import type { z } from 'zod'

/**
 * What is wrong with a value that may have several forms: where all but one want another kind of thing altogether (a list
 * instead of a section), what is wrong in the one that was meant.
 */
export function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const forms = issue.errors.filter(form => !form.some(one => one.code === 'invalid_type' && one.path.length === 0))
  if (forms.length !== 1) return [issue]
  return forms[0]!.flatMap(one => meant({ ...one, path: [...issue.path, ...one.path] } as z.core.$ZodIssue))
}

/** What the schema wanted, in words that fit behind "expected". */
export function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : a(issue.expected)
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`
    case 'too_small':
      return bounded('at least', 'more than', issue.origin, issue.minimum, issue.inclusive)
    case 'too_big':
      return bounded('at most', 'less than', issue.origin, issue.maximum, issue.inclusive)
    case 'invalid_union':
      return discriminated(issue)
    default:
      return issue.message.replace(/^Invalid input: expected /, '')
  }
}

/** `floor.zones[2].outline` */
export function place(path: readonly PropertyKey[]): string {
  return (
    path.reduce<string>(
      (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key)),
      '',
    ) || '(file)'
  )
}

/** Keys whose values are nobody's business, however wrong they are. */
export const SECRET = /pass|pwd|pin|secret|token|key|user|login|cred|auth/i

/**
 * The value at the path, on one line, shortened. Nothing that may be a secret is in it: no value under a key that sounds
 * like one, none inside of sections, and of a text
 * with an `@` only what follows the last, of one with a `?` only what goes before.
 */
export function shown(raw: unknown, path: readonly PropertyKey[]): string {
  let value = raw
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key]
  if (value === undefined) return 'missing'
  if (path.some(key => SECRET.test(String(key)))) return 'not shown'
  const text = plain(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return isNumbers(value) ? JSON.stringify(value) : `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'a section'
  if (typeof value === 'string')
    return JSON.stringify(value.replace(/^([a-z]+:\/\/)?.*@/is, '$1…@').replace(/\?.*/s, '?…'))
  return String(value)
}

/** Numbers, or points: never deeper, so that a list within itself has an end. */
function isNumbers(list: readonly unknown[], deep = 2): boolean {
  return list.every(item => typeof item === 'number' || (Array.isArray(item) && deep > 1 && isNumbers(item, deep - 1)))
}

function a(type: string): string {
  const names: Record<string, string> = {
    array: 'a list',
    object: 'a section with keys',
    string: 'text',
    boolean: 'true or false',
  }
  return names[type] ?? `a ${type}`
}

function bounded(
  closed: string,
  open: string,
  origin: string,
  limit: number | bigint,
  inclusive: boolean | undefined,
): string {
  const word = inclusive === false ? open : closed
  if (origin === 'array') return `${word} ${limit} in the list`
  if (origin === 'string') return `${word} ${limit} characters`
  return `${word} ${limit}`
}

function discriminated(issue: z.core.$ZodIssueInvalidUnion): string {
  const options = (issue as { options?: readonly unknown[] }).options
  return options ? `one of ${options.map(String).join(', ')}` : 'one of the forms in the reference'
}
