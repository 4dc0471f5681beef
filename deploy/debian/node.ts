import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pacote from 'pacote'

/** Debian's names of the machines that a package is built for, and those of Node. */
export const MACHINES = { amd64: 'x64', arm64: 'arm64' } as const
export type Architecture = keyof typeof MACHINES

/**
 * The Node of the package: Debian 12 ships version 18, which is too old. The npm packages hold the binaries that the Node project
 * releases, with its headers and licence; their hashes are pinned here, so that nobody has to be trusted who hands them on.
 */
export const NODE = {
  version: '24.21.0',
  integrity: {
    amd64: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    arm64: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
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
