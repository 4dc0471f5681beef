import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { Fault, why } from '../../config/fault.ts'
import { settle } from '../../config/whole.ts'

/**
 * Lays a file into a folder, whole or not at all, and on the disk. It belongs to whom the folder belongs to: root lays it there for the
 * agent, which runs as somebody else. What is secret its owner alone reads, and their group where the folder is open to that.
 * @throws Fault FILE_UNWRITABLE
 */
export function lay(file: string, text: string, kind: 'secret' | 'known'): void {
  try {
    const folder = dirname(file)
    mkdirSync(folder, { recursive: true, mode: 0o750 })
    const { uid, gid, mode } = statSync(folder)
    const isForGroup = gid !== 0 && (mode & 0o007) === 0
    const chown = process.getuid?.() === 0 ? { chown: { uid, gid } } : {}
    writeFileAtomic.sync(file, text, {
      mode: kind === 'known' ? 0o644 : isForGroup ? 0o640 : 0o600,
      fsync: true,
      ...chown,
    })
    settle(file)
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}
