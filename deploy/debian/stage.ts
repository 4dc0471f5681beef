import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { CommandDef } from 'citty'
import { aislectl } from '../../agent/cli/aislectl.ts'
import { SHELLS } from '../../agent/cli/completion/completion.ts'
import { outline } from '../../agent/cli/outline.ts'
import { ROOT } from '../../config/root.ts'
import { filesIn } from './describe.ts'
import { documents } from './documents.ts'
import { pages } from './manual/pages.ts'
import { type Architecture, MACHINES } from './node.ts'
import { copyright, modulesIn, notices } from './notices.ts'
import { isNeeded } from './prune.ts'
import { starter } from './starter.ts'
import { PEOPLE } from './weights.ts'

export type Part = readonly [name: string, bytes: number]

export interface Material {
  readonly architecture: Architecture
  readonly version: string
  /** The folder of the Node for it. */
  readonly node: string
  /** The folder whose node_modules are those for it. */
  readonly modules: string
  /** The folder of the net that finds people. */
  readonly people: string
  /** Of the release, YYYY-MM-DD. */
  readonly day: string
}

/** What was compiled, without what only builds need. */
const BUILT = ['agent', 'config', 'drivers', 'models']
const DATA = ['config/schema.json', 'config/REFERENCE.md', 'agent/events/published']

/** Lays all that is installed into `folder`, as it lies below `/`. Answers how large the parts are, in bytes. */
export async function stage(
  folder: string,
  { architecture, version, node, modules, people, day }: Material,
): Promise<Part[]> {
  const at = (path: string) => join(folder, path)
  const home = 'usr/lib/aisle'
  const doc = 'usr/share/doc/aisle'
  const copy = (from: string, to: string, filter: (file: string) => boolean = () => true) => {
    mkdirSync(dirname(at(to)), { recursive: true })
    cpSync(from, at(to), { recursive: true, filter })
  }
  const write = (path: string, text: string | Uint8Array) => {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), text)
  }
  const zipped = (path: string, text: string) => write(`${path}.gz`, gzipSync(text, { level: 9 }))

  copy(own('deploy/debian/tree'), '')
  for (const name of BUILT) copy(own(`dist/${name}`), `${home}/dist/${name}`, file => !/\.(map|d\.ts)$/.test(file))
  for (const name of DATA) copy(own(name), `${home}/${name}`)
  for (const [name, to] of documents()) copy(own(name), `${doc}/${to}`)
  write(`${home}/package.json`, manifest(version))
  write('usr/share/aisle/aisle.yaml', starter(readFileSync(own('config/example.yaml'), 'utf8')))

  const from = join(modules, 'node_modules')
  for (const file of filesIn(from)) {
    const path = file.slice(from.length + 1)
    if (isNeeded(path, MACHINES[architecture])) copy(file, `${home}/node_modules/${path}`)
  }
  copy(people, `${home}/node_modules/${PEOPLE}`)
  copy(join(node, 'bin', 'node'), `${home}/node`)
  execFileSync('strip', [at(`${home}/node`)])

  const program = await outline(aislectl as CommandDef, 'aislectl')
  write('usr/share/bash-completion/completions/aislectl', SHELLS.bash(program))
  write('usr/share/zsh/vendor-completions/_aislectl', SHELLS.zsh(program))
  write('usr/share/fish/vendor_completions.d/aislectl.fish', SHELLS.fish(program))
  for (const [name, page] of await pages({ version, day })) zipped(`usr/share/man/man${name.at(-1)}/${name}`, page)

  const all = modulesIn(at(`${home}/node_modules`))
  write(`${doc}/copyright`, copyright(all))
  zipped(`${doc}/NOTICE`, notices(all))
  const { version: runtime } = all.find(({ name }) => name === 'onnxruntime-node')!
  // Of the same release, which its npm package leaves out.
  zipped(`${doc}/NOTICE.onnxruntime`, readFileSync(own(`deploy/debian/notices/onnxruntime-${runtime}.txt`), 'utf8'))
  zipped(`${doc}/LICENSE.node`, readFileSync(join(node, 'LICENSE'), 'utf8'))
  zipped(`${doc}/changelog`, changelog(version, day))
  return [
    ['Node', sizeOf(at(`${home}/node`))],
    ['node_modules', sizeOf(at(`${home}/node_modules`))],
    ['  as npm installs them', sizeOf(from)],
    ['Aisle', sizeOf(at(`${home}/dist`))],
    ['all', sizeOf(folder)],
  ]
}

function own(path: string): string {
  return fileURLToPath(new URL(path, ROOT))
}

/** What the programs read of package.json, and no scripts. */
function manifest(version: string): string {
  const { name, description, license, type, engines } = JSON.parse(readFileSync(own('package.json'), 'utf8'))
  return `${JSON.stringify({ name, version, description, license, private: true, type, engines }, null, 2)}\n`
}

/** The form is Debian's; what changed is told where Aisle is developed. */
function changelog(version: string, day: string): string {
  const said = new Date(day).toUTCString().replace('GMT', '+0000')
  return `aisle (${version}) stable; urgency=medium\n\n  * Release ${version}.\n\n -- Aisle maintainers <aisle@packages.invalid>  ${said}\n`
}

function sizeOf(path: string): number {
  const { size } = statSync(path)
  return statSync(path).isFile() ? size : filesIn(path).reduce((sum, file) => sum + statSync(file).size, 0)
}
