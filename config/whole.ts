import { closeSync, fsyncSync, openSync, realpathSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { Fault, why } from './fault.ts'

/** Where the file itself lies: a link to it stays one. */
export function at(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

/**
 * Whole, or not at all, and on the disk; of the owner, the group and the mode of another file, as far as this user may give it away: what
 * root lays beside a configuration, the agent has to read.
 */
export function write(file: string, bytes: Buffer, like: Stats | undefined): void {
  const uid = process.getuid?.() ?? 0
  try {
    writeFileAtomic.sync(file, bytes, {
      mode: (like?.mode ?? 0o600) & 0o777,
      fsync: true,
      ...(like && { chown: { uid: uid === 0 ? like.uid : uid, gid: like.gid } }),
    })
    settle(file)
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}

/** That a file has another name now is on the disk when its folder is. */
export function settle(file: string): void {
  const folder = openSync(dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
