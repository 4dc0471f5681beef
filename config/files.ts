import { accessSync, constants, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Config } from './config.ts'
import type { Mistake } from './load.ts'
import { mapPaths } from './paths.ts'
import { place } from './wording.ts'

/** Where systemd lays what it hands over to a service, in a folder for each, which the others may not look into. */
const CREDENTIALS = '/run/credentials'

/**
 * The files and folders that a configuration names and that cannot be read now. What the agent makes itself is not looked for, nor what
 * systemd hands over to another process than this one, whose own folder of credentials is `mine`.
 */
export function missingFiles(config: Config, mine = process.env.CREDENTIALS_DIRECTORY): Mistake[] {
  const handed = mine === undefined ? [] : unhanded(config, mine)
  return [...unreadable(config).filter(({ value }) => !isOfAnother(value, mine)), ...handed]
}

/** Those of another service that cannot be read from here: whether they are there is seen only when it starts. */
export function unseenCredentials(config: Config, mine = process.env.CREDENTIALS_DIRECTORY): Mistake[] {
  return unreadable(config).filter(({ value }) => isOfAnother(value, mine))
}

/** The key of the gallery where systemd is to hand it over, and did not. */
function unhanded({ identity }: Config, mine: string): Mistake[] {
  const key = identity?.gallery.key
  if (key?.kind !== 'credential' || isReadable(join(mine, key.name), 'file')) return []
  const expected = `a credential that systemd hands over to this service (they lie in ${mine})`
  return [{ path: 'identity.gallery.key.name', value: key.name, expected }]
}

function unreadable(config: Config): Mistake[] {
  const missing: Mistake[] = []
  mapPaths(Config, config, (path, kind, at) => {
    if (kind !== 'own' && !isReadable(path, kind))
      missing.push({ path: place(at), value: path, expected: `a ${kind} that can be read` })
    return path
  })
  return missing
}

function isOfAnother(path: string, mine: string | undefined): boolean {
  const folder = dirname(resolve(path))
  return folder.startsWith(`${CREDENTIALS}/`) && (mine === undefined || folder !== resolve(mine))
}

function isReadable(path: string, kind: 'file' | 'folder'): boolean {
  try {
    accessSync(path, kind === 'file' ? constants.R_OK : constants.R_OK | constants.X_OK)
    return statSync(path).isDirectory() === (kind === 'folder')
  } catch {
    return false
  }
}
