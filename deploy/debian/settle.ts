import { chmodSync, lutimesSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What may be run, by its path in the package; all else is only read. */
const PROGRAMS = /^(usr\/bin\/.*|usr\/lib\/aisle\/(node|capture|hop)|DEBIAN\/(postinst|prerm|postrm))$/

/** Gives all that is in a folder one time, `epoch` seconds, and the modes that Debian wants, so that no trace of this machine is left. */
export function settle(folder: string, epoch: number): void {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const inside = path.slice(folder.length + 1)
    if (!entry.isSymbolicLink()) chmodSync(path, entry.isDirectory() || PROGRAMS.test(inside) ? 0o755 : 0o644)
    lutimesSync(path, epoch, epoch)
  }
  chmodSync(folder, 0o755)
  lutimesSync(folder, epoch, epoch)
}
