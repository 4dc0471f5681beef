import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Config } from '../../../config/config.ts'
import type { Mistake } from '../../../config/load.ts'
import { mapPaths } from '../../../config/paths.ts'
import { place, SECRET } from '../../../config/wording.ts'
import { doubtful, type Found, failed, passed } from './hop.ts'

/** Read by others than owner and group. */
const OTHERS = 0o007

/** The files that the configuration names are there and readable, keys and passwords by nobody else; `mistakes` is what was missing. */
export function files(config: Config, mistakes: readonly Mistake[]): Found {
  const [first] = mistakes
  if (first) {
    const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : ''
    return failed(
      `${first.path} is ${first.value}: expected ${first.expected}${more}`,
      'Put the file there, or mend the path; the user of the agent must be able to read it.',
    )
  }
  const named: string[] = []
  const open: string[] = []
  mapPaths(Config, config, (path, kind, at) => {
    if (kind === 'file') named.push(path)
    const isSecret = SECRET.test(String(at.at(-1))) && existsSync(path)
    if (kind === 'file' && isSecret && (statSync(path).mode & OTHERS) !== 0) open.push(`${place(at)} (${path})`)
    return path
  })
  if (open.length > 0)
    return doubtful(
      `everybody on this machine can read ${open.join(', ')}`,
      `chmod 600 ${open[0].replace(/^.*\((.*)\)$/, '$1')}`,
    )
  const said = named.length === 0 ? 'none are named' : `${named.length} named, all can be read`
  const key = config.identity?.gallery.key
  if (key?.kind !== 'credential' || process.env.CREDENTIALS_DIRECTORY !== undefined) return passed(said)
  return passed(`${said}; the credential ${key.name} only the service sees: where it lacks, its log says KEY_UNUSABLE`)
}

/** The folder in which the agent keeps its events can be written. */
export function folder(path: string): Found {
  let at = dirname(path)
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  try {
    accessSync(at, constants.W_OK | constants.X_OK)
  } catch {
    return failed(
      `${at} cannot be written by this user`,
      `Let the user of the agent write there: chown it, or name another outbox.path.`,
    )
  }
  if (!statSync(at).isDirectory()) return failed(`${at} is no folder`, 'Name another outbox.path.')
  const { uid } = statSync(at)
  if (process.getuid?.() === 0 && uid !== 0)
    return doubtful(
      `${at} can be written by root, which says nothing of the agent`,
      `Ask again as the user of the agent: sudo -u '#${uid}' aislectl doctor …`,
    )
  return passed(`${at} can be written`)
}
