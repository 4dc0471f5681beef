import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'

/** What to do about a device that is there and closed to us: who may have it is said by the group that owns it, as `ls -l` shows it. */
export function admission(path: string): string {
  const group = groupOf(path)
  if (group === undefined) return `See who may read it: ls -l ${path}`
  return `Let the user of the agent into the group ${group}, then start the agent anew: adduser ${user()} ${group}`
}

/** The name of the group that owns what is at the path; undefined where nothing is, or where it is root's alone. */
function groupOf(path: string): string | undefined {
  try {
    const { gid, mode } = statSync(path)
    if (gid === 0 || (mode & 0o040) === 0) return undefined
    const line = readFileSync('/etc/group', 'utf8')
      .split('\n')
      .find(text => text.split(':')[2] === String(gid))
    return line?.split(':')[0] || String(gid)
  } catch {
    return undefined
  }
}

function user(): string {
  try {
    return userInfo().username
  } catch {
    // A user without a name, as in many a container.
    return String(process.getuid?.() ?? 'USER')
  }
}
