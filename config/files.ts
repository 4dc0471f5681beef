import { accessSync, constants, statSync } from 'node:fs'
import { Config } from './config.ts'
import type { Mistake } from './load.ts'
import { mapPaths } from './paths.ts'
import { place } from './wording.ts'

/** The files and folders that a configuration names and that cannot be read now. What the agent makes itself is not looked for. */
export function missingFiles(config: Config): Mistake[] {
  const missing: Mistake[] = []
  mapPaths(Config, config, (path, kind, at) => {
    if (kind !== 'own' && !isReadable(path, kind))
      missing.push({ path: place(at), value: path, expected: `a ${kind} that can be read` })
    return path
  })
  return missing
}

function isReadable(path: string, kind: 'file' | 'folder'): boolean {
  try {
    accessSync(path, kind === 'file' ? constants.R_OK : constants.R_OK | constants.X_OK)
    return statSync(path).isDirectory() === (kind === 'folder')
  } catch {
    return false
  }
}
