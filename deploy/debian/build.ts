import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { VERSION } from '../../agent/health/version.ts'
import { type Architecture, MACHINES } from './node.ts'
import { pack } from './pack.ts'

/** Builds the Debian package of this machine's architecture: `npm run deb -- --out FOLDER`. With
 * `--quick` it is packed in seconds, and larger. */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.' },
    version: { type: 'string', default: VERSION },
    quick: { type: 'boolean', default: false },
  },
})
const architecture = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim()
if (!(architecture in MACHINES))
  throw new Error(`There is no package for ${architecture}, only for: ${Object.keys(MACHINES)}`)
const began = performance.now()
const { file, parts } = await pack({
  architecture: architecture as Architecture,
  version: values.version,
  out: values.out,
  isQuick: values.quick,
  say: step => void process.stdout.write(`${seconds().padStart(8)} s  ${step}\n`),
})
for (const [name, bytes] of parts) process.stdout.write(`${megabytes(bytes)}  ${name}\n`)
process.stdout.write(`${megabytes(statSync(file).size)}  ${relative('', file)}, in ${seconds()} s. Install it with:\n`)
process.stdout.write(`  apt install ./${relative('', join(file))}\n`)

function seconds(): string {
  return ((performance.now() - began) / 1000).toFixed(0)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1).padStart(7)} MB`
}
