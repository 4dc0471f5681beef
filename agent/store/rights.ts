import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder for what the agent keeps, and those above it, as far as they are lacking. It is its owner's alone, or as open to the group
 * as the one that it is made in, where that one is closed to all others. Throws what the file system throws.
 */
export function makeFolder(folder: string): void {
  let above = folder
  while (!existsSync(above)) above = dirname(above)
  const { mode } = statSync(above)
  mkdirSync(folder, { recursive: true, mode: 0o700 | (isClosed(mode) ? mode & 0o070 : 0) })
}

/** The rights of a file that is made in `folder`: its owner reads and writes it, and the group reads it where it may read the folder and all others may not enter. */
export function rightsIn(folder: string): number {
  const { mode } = statSync(folder)
  return 0o600 | (isClosed(mode) ? mode & 0o040 : 0)
}

/** Makes an empty file, for SQLite makes one that all may read, and gives its logs the rights of the file. One that is there stays as it is. */
export function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', rightsIn(dirname(file))))
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
  }
}

function isClosed(mode: number): boolean {
  return (mode & 0o007) === 0
}
