import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'

/**
 * Lets kernel.mjs stand in for ffmpeg in the suite around: a camera of the kernel where there is none. What comes back tells it how
 * to behave from its next start on.
 */
export function ffmpegDouble(): (how: object) => void {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-kernel-'))
  const path = process.env.PATH
  beforeAll(() => {
    copyFileSync(fileURLToPath(new URL('kernel.mjs', import.meta.url)), join(folder, 'ffmpeg'))
    chmodSync(join(folder, 'ffmpeg'), 0o755)
    process.env.PATH = folder + delimiter + path
  })
  afterAll(() => {
    process.env.PATH = path
    delete process.env.MANNERS
    rmSync(folder, { recursive: true })
  })
  return how => {
    process.env.MANNERS = JSON.stringify(how)
  }
}
