import type { Config } from '../../../config/config.ts'
import { redacted } from '../../../config/redacted.ts'

/** One key whose value is another. What may be a secret is not shown, that it changed is. */
export interface Change {
  /** Such as `cameras[desk].maxFps`: members of a list that have a name go by it, others by their place. */
  readonly path: string
  /** Absent where it was not there. */
  readonly was?: unknown
  /** Absent where it is not there any more. */
  readonly is?: unknown
}

/** What is another in a configuration than in the one before, key by key, defaults filled in. */
export function changes(was: Config, is: Config): Change[] {
  return [...differing({ real: was, shown: redacted(was) }, { real: is, shown: redacted(is) }, '')]
}

/** A value, and what may be shown of it: of the same form. */
interface Value {
  readonly real: unknown
  readonly shown: unknown
}

function* differing(was: Value | undefined, is: Value | undefined, path: string): Iterable<Change> {
  if (was && is) {
    if (isList(was.real) && isList(is.real) && isNamed(was.real) && isNamed(is.real))
      return yield* within(byName(was), byName(is), key => `${path}[${key}]`)
    if (isSection(was.real) && isSection(is.real))
      return yield* within(byKey(was), byKey(is), key => (path === '' ? key : `${path}.${key}`))
    if (JSON.stringify(was.real) === JSON.stringify(is.real)) return
  }
  yield { path, ...(was && { was: was.shown }), ...(is && { is: is.shown }) }
}

function* within(
  was: ReadonlyMap<string, Value>,
  is: ReadonlyMap<string, Value>,
  path: (key: string) => string,
): Iterable<Change> {
  for (const key of new Set([...was.keys(), ...is.keys()])) yield* differing(was.get(key), is.get(key), path(key))
}

function byKey({ real, shown }: Value): Map<string, Value> {
  const all = Object.entries(real as object).filter(([, value]) => value !== undefined)
  return new Map(all.map(([key, value]) => [key, { real: value, shown: (shown as Record<string, unknown>)[key] }]))
}

function byName({ real, shown }: Value): Map<string, Value> {
  return new Map((real as unknown[]).map((item, i) => [nameOf(item)!, { real: item, shown: (shown as unknown[])[i] }]))
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)
const isSection = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether every member has a name, and each its own. */
function isNamed(list: readonly unknown[]): boolean {
  const names = list.map(nameOf)
  return names.every(name => name !== undefined) && new Set(names).size === names.length
}

function nameOf(item: unknown): string | undefined {
  if (!isSection(item)) return undefined
  const { id, name, kid } = item as { id?: unknown; name?: unknown; kid?: unknown }
  return [id, name, kid].find(one => typeof one === 'string') as string | undefined
}

/** Two lines for what changed, one for what came or went. */
export function spoken({ path, was, is }: Change): string[] {
  return [
    ...(was === undefined ? [] : [`- ${path}: ${text(was)}`]),
    ...(is === undefined ? [] : [`+ ${path}: ${text(is)}`]),
  ]
}

const text = (value: unknown) =>
  (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
