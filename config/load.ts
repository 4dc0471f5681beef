import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Document, LineCounter, parseDocument } from 'yaml'
import { Config } from './config.ts'
import { contradictions } from './contradictions.ts'
import { Fault, why } from './fault.ts'
import { mapPaths } from './paths.ts'
import { syntaxOf } from './syntax.ts'
import { expectation, meant, place, shown } from './wording.ts'

/** One thing that is wrong in a configuration file. */
export interface Mistake {
  /** Such as `floor.zones[2].outline`. */
  readonly path: string
  /** What stands there, shortened, without credentials. */
  readonly value: string
  readonly expected: string
  /** Line in the file, from 1; absent where the value is missing altogether, and behind the first fifty mistakes. */
  readonly line?: number
  /** In that line, from 1; only where the file is no YAML. */
  readonly column?: number
}

/** Of so many mistakes it is looked up where they stand: that takes time, and whoever mends them reads no more at once. */
const LOCATED = 50

/** Expected where a key means nothing. What stands behind it may be anything, and is not shown. */
const UNKNOWN = 'no such key here'

export type Loaded = { readonly config: Config } | { readonly mistakes: readonly Mistake[] }

/**
 * Reads a configuration file (YAML 1.2). Relative paths in it are resolved against its folder.
 * @throws Fault CONFIG_UNREADABLE, or CONFIG_INVALID with all that is wrong in it.
 */
export function loadConfig(file: string): Config {
  const loaded = examineConfig(file)
  if ('config' in loaded) return loaded.config
  const list = loaded.mistakes.map(m => `  ${whereabouts(m)}: is ${m.value}, expected ${m.expected}`)
  throw new Fault('CONFIG_INVALID', { file, count: list.length, list: list.join('\n') })
}

/** Line, column and path of a mistake, as far as they are known. */
export function whereabouts({ line, column, path }: Mistake): string {
  const at = [...(line ? [`line ${line}`] : []), ...(column ? [`column ${column}`] : [])]
  return [...at, ...(column ? [] : [path])].join(', ')
}

/** As {@link loadConfig}, but answers with the mistakes. @throws Fault CONFIG_UNREADABLE */
export function examineConfig(file: string): Loaded {
  return parseConfig(readText(file), dirname(resolve(file)))
}

/** Configuration from text; `folder` is what relative paths count from. Never throws: every mistake is in the answer. */
export function parseConfig(text: string, folder: string): Loaded {
  const lines = new LineCounter()
  let document: Document.Parsed
  let raw: unknown
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
    raw = document.errors.length > 0 ? undefined : (document.toJS() ?? {})
  } catch (thrown) {
    // Aliases that multiply, keys that contain themselves, brackets without end.
    return { mistakes: [{ path: '(file)', value: 'not YAML', expected: nameless(why(thrown)) }] }
  }
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] } | undefined
      if (node?.range) return lines.linePos(node.range[0]).line
    }
    return undefined
  }
  if (document.errors.length > 0) {
    return {
      mistakes: document.errors.map(({ code, pos }) => {
        const { line, col } = lines.linePos(pos[0])
        return { path: '(file)', value: 'not YAML', expected: syntaxOf(code), line, column: col }
      }),
    }
  }
  const parsed = Config.safeParse(raw)
  const issues = parsed.success ? [] : parsed.error.issues.flatMap(meant)
  const mistakes = [
    ...issues.flatMap(issue =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map(key => ({ path: [...issue.path, key], expected: UNKNOWN }))
        : [{ path: issue.path, expected: expectation(issue) }],
    ),
    ...contradictions(sections(raw), raw),
  ].map(({ path, expected }, i) => {
    const line = i < LOCATED ? lineOf(path) : undefined
    const value = expected === UNKNOWN ? 'there' : shown(raw, path)
    return { path: place(path), value, expected, ...(line === undefined ? {} : { line }) }
  })
  if (mistakes.length > 0 || !parsed.success) return { mistakes }
  return { config: mapPaths(Config, parsed.data, path => resolve(folder, path)) as Config }
}

/** The sections that are right in themselves: only those can be held against each other. */
function sections(raw: unknown): Partial<Config> {
  const found: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(Config.shape)) {
    const parsed = schema.safeParse((raw as Record<string, unknown> | null)?.[name])
    if (parsed.success) found[name] = parsed.data
  }
  return found as Partial<Config>
}

/** What a YAML parser complains of; what follows the colon is of the text itself, and may be a secret. */
function nameless(complaint: string): string {
  return complaint.replace(/: .*/s, '')
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    throw new Fault('CONFIG_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}
