import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A small disk in memory that can be filled to the last byte. Needs root. */
export class Disk {
  readonly folder: string

  /** @throws where it cannot be mounted */
  constructor(folder: string, megabytes: number) {
    this.folder = folder
    mkdirSync(folder)
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
    if (status !== 0) throw new Error(`no disk could be mounted (root?): ${stderr}`)
  }

  fill(): void {
    const file = openSync(join(this.folder, 'ballast'), 'w')
    for (const bytes of [Buffer.alloc(1 << 16), Buffer.alloc(512), Buffer.alloc(1)])
      try {
        for (;;) if (writeSync(file, bytes) < bytes.length) break
      } catch {
        // There is no room for as much as that.
      }
    closeSync(file)
  }

  free(): void {
    rmSync(join(this.folder, 'ballast'), { force: true })
  }

  close(): void {
    this.free()
    spawnSync('umount', ['-l', this.folder])
  }
}
