import { closeSync, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Any piece of so many bytes of what is random is a trace of it. */
const PIECE = 16
const CHUNK = 1 << 20

/** What was looked through. */
export interface Looked {
  readonly files: number
  readonly bytes: number
  /** Files in which something was found. */
  readonly found: readonly string[]
}

/** Looks for any of the needles, or a piece of a long one, in the files of a database: itself, log, index, journals, and SQLite's temporary ones. */
export function traces(database: string, needles: readonly Buffer[]): Looked {
  const pieces = needles.flatMap(piecesOf)
  const longest = Math.max(...pieces.map(({ length }) => length), 1)
  const found: string[] = []
  const files = filesOf(database)
  let bytes = 0
  const chunk = Buffer.alloc(CHUNK + longest)
  for (const file of files) {
    const { size, isFound } = search(file, pieces, chunk, longest)
    bytes += size
    if (isFound) found.push(file)
  }
  chunk.fill(0)
  return { files: files.length, bytes, found }
}

function piecesOf(needle: Buffer): Buffer[] {
  if (needle.length < 2 * PIECE) return [needle]
  return Array.from({ length: Math.floor(needle.length / PIECE) }, (_, i) =>
    needle.subarray(i * PIECE, (i + 1) * PIECE),
  )
}

/** Everything beside the database that bears its name, and what SQLite calls its temporary files. */
function filesOf(database: string): string[] {
  const folder = dirname(database)
  const name = basename(database)
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isFile() && (entry.name.startsWith(name) || entry.name.startsWith('etilqs_')))
    .map(entry => join(folder, entry.name))
}

function search(
  file: string,
  pieces: readonly Buffer[],
  chunk: Buffer,
  longest: number,
): { size: number; isFound: boolean } {
  const about = statSync(file, { throwIfNoEntry: false })
  // SQLite takes files away beside us; in one that is gone there is nothing.
  if (!about) return { size: 0, isFound: false }
  const held = heldOf(about)
  const handle = held ?? openSync(file, 'r')
  try {
    let [size, kept, isFound] = [0, 0, false]
    for (;;) {
      const read = readSync(handle, chunk, kept, CHUNK, size)
      if (read === 0) return { size, isFound }
      size += read
      const filled = chunk.subarray(0, kept + read)
      isFound ||= pieces.some(piece => filled.includes(piece))
      // What is cut in two by the end of this part begins the next.
      kept = Math.min(longest - 1, filled.length)
      chunk.copyWithin(0, filled.length - kept, filled.length)
    }
  } finally {
    if (held === undefined) closeSync(handle)
  }
}

/**
 * By which number this process has a file open already; undefined where it has not. To close any descriptor of a file gives up all locks that
 * the process has on it (POSIX, fcntl): the programs beside this one would change a database under the hands of SQLite.
 */
function heldOf({ dev, ino }: Stats): number | undefined {
  return readdirSync('/proc/self/fd')
    .map(Number)
    .find(descriptor => {
      try {
        const of = fstatSync(descriptor)
        return of.dev === dev && of.ino === ino
      } catch {
        return false
      }
    })
}
