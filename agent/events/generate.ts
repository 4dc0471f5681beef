import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { ROOT } from '../../config/root.ts'
import { published, releaseFile } from './published.ts'

/**
 * Writes what is made from the contract. A test fails where the files are older than it. With `--release`, what there is now is also
 * kept as what subscribers of this version were promised.
 */
const folder = new URL('agent/events/published/', ROOT)
const files = published()
mkdirSync(new URL('schemas/', folder), { recursive: true })
for (const old of readdirSync(new URL('schemas/', folder)))
  if (!files.has(`schemas/${old}`)) rmSync(new URL(`schemas/${old}`, folder))
for (const [name, text] of files) writeFileSync(new URL(name, folder), text)
if (process.argv.includes('--release')) {
  const { name, text } = releaseFile()
  mkdirSync(new URL('released/', folder), { recursive: true })
  // What was promised once is never written over.
  writeFileSync(new URL(name, folder), text, { flag: 'wx' })
}
