import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Modules that keep nothing in a process but what they have read. */
const HARMLESS = new Set([
  ...[
    'vitest',
    'fast-check',
    'zod',
    'yaml',
    'jose',
    '@peculiar/x509',
    'munkres',
    'point-in-polygon-hao',
    'simplify-js',
  ],
  ...[
    'node:assert',
    'node:buffer',
    'node:crypto',
    'node:fs',
    'node:fs/promises',
    'node:os',
    'node:path',
    'node:stream',
  ],
  ...['node:url', 'node:util', 'node:zlib'],
])

/** What a test changes or measures of the process in which it runs, by the words for it; in a comment they count too. */
const OWN =
  /\b(?:vi|process|globalThis|prototype|performance|setInterval|setTimeout|Worker|WebAssembly)\b|\bDate\.now\b/

/**
 * The test files that may run one after the other in the same process, so that what they import is read once and not once for each: of
 * which neither the file itself nor what it imports of the tests starts a program, opens a port, or changes or measures its process.
 * Absolute paths. The code under test keeps no state in its modules.
 */
export function shared(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.test.ts'))
    .map(name => join(folder, name))
    .filter(file => [...reached(file, folder).values()].every(mayShare))
    .toSorted()
}

/** Whether a module of the tests with this text may run where others ran before. Whoever is in doubt may not. */
export function mayShare(text: string): boolean {
  return !OWN.test(text) && imported(text).every(name => name.startsWith('.') || HARMLESS.has(name))
}

/** A file and what it imports within the folder, and what that does: their texts. */
function reached(file: string, folder: string, found = new Map<string, string>()): Map<string, string> {
  if (found.has(file)) return found
  const text = readFileSync(file, 'utf8')
  found.set(file, text)
  for (const name of imported(text)) {
    const path = join(dirname(file), name)
    if (name.startsWith('.') && path.startsWith(folder) && path.endsWith('.ts') && existsSync(path))
      reached(path, folder, found)
  }
  return found
}

function imported(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import) ?\(?['"]([^'"]+)['"]/g)].map(([, name]) => name!)
}
