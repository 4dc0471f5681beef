import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../../config/root.ts'
import { control, type Facts } from './control.ts'

/** Writes the folder DEBIAN: control, checksums and the scripts of the maintainer, for all that is in `folder` so far. */
export function describe(folder: string, facts: Omit<Facts, 'kibibytes'>): void {
  const files = filesIn(folder)
  const kibibytes = files.reduce((sum, file) => sum + Math.ceil(statSync(file).size / 1024), 0)
  const debian = join(folder, 'DEBIAN')
  cpSync(fileURLToPath(new URL('deploy/debian/scripts', ROOT)), debian, { recursive: true })
  mkdirSync(debian, { recursive: true })
  writeFileSync(join(debian, 'control'), control({ ...facts, kibibytes }))
  const sums = files.map(
    file => `${createHash('md5').update(readFileSync(file)).digest('hex')}  ${relative(folder, file)}\n`,
  )
  writeFileSync(join(debian, 'md5sums'), sums.join(''))
}

/** Every file, in the order of their paths. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}
