import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pacote from 'pacote'

/** Debian's names of the machines that a package is built for, and those of Node. */
export const MACHINES = { amd64: 'x64', arm64: 'arm64' } as const
export type Architecture = keyof typeof MACHINES

/**
 * The Node of the package: Debian 12 ships version 18, which is too old. The npm packages hold the binaries that the Node project
 * releases, with its headers and licence; their hashes are pinned here, so that nobody has to be trusted who hands them on. Not 24: since
 * 24.19 it aborts when better-sqlite3 12 lets go of a statement (its destructor runs in a garbage collection, where there is no context).
 */
export const NODE = {
  version: '22.23.3',
  integrity: {
    amd64: 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
    arm64: 'sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==',
  },
} as const

/** The folder in the cache that holds `bin/node`, `include` and LICENSE; fetched if need be. Throws where the hash is another. */
export async function fetchNode(architecture: Architecture, cache: string): Promise<string> {
  const folder = join(cache, `node-${NODE.version}-${architecture}`)
  const whole = join(folder, '.whole')
  if (existsSync(whole)) return folder
  const integrity = NODE.integrity[architecture]
  await pacote.extract(`node-linux-${MACHINES[architecture]}@${NODE.version}`, folder, { integrity })
  writeFileSync(whole, '')
  return folder
}
