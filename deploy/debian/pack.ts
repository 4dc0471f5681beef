import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import envPaths from 'env-paths'
import { ROOT } from '../../config/root.ts'
import { describe } from './describe.ts'
import { libraries } from './libraries.ts'
import { installModules } from './modules.ts'
import { type Architecture, fetchNode } from './node.ts'
import { settle } from './settle.ts'
import { type Part, stage } from './stage.ts'
import { fetchPeople } from './weights.ts'

export interface Order {
  readonly architecture: Architecture
  readonly version: string
  /** The folder in which the package is laid. */
  readonly out: string
  /** Packed in seconds, and larger. */
  readonly isQuick: boolean
  /** Is told of each step as it begins. */
  readonly say: (step: string) => void
}

/**
 * Builds a Debian package out of what `npm run build` built. The same sources make the same bytes: times are those of the last
 * commit, owners root, compiled paths none. Answers the file and how large its parts are.
 */
export async function pack({
  architecture,
  version,
  out,
  isQuick,
  say,
}: Order): Promise<{ file: string; parts: readonly Part[] }> {
  const { cache } = envPaths('aisle-deb', { suffix: '' })
  mkdirSync(cache, { recursive: true })
  say('Node')
  const node = await fetchNode(architecture, cache)
  say('modules of npm; SQLite is compiled where its version or that of Node is new')
  const modules = installModules(architecture, node, cache)
  say('the net that finds people')
  const people = await fetchPeople(cache)
  const folder = mkdtempSync(join(tmpdir(), 'aisle-deb-'))
  try {
    say('all that is installed is laid together')
    const epoch = changed()
    const day = new Date(1000 * epoch).toISOString().slice(0, 10)
    const parts = await stage(folder, { architecture, version, node, modules, people, day })
    say('libraries that it depends on, and checksums')
    describe(folder, { version, architecture, libraries: libraries(folder) })
    settle(folder, epoch)
    say(isQuick ? 'packing' : 'packing as small as can be, which takes longest')
    mkdirSync(out, { recursive: true })
    const file = resolve(out, `aisle_${version}_${architecture}.deb`)
    const env = { ...process.env, SOURCE_DATE_EPOCH: String(epoch) }
    execFileSync(
      'dpkg-deb',
      ['--root-owner-group', ...(isQuick ? ['-Zgzip', '-z1'] : ['-Zxz']), '--build', folder, file],
      {
        env,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    return { file, parts }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Of the last commit, in seconds since the epoch; of what is no repository, the beginning of the release. */
function changed(): number {
  if (process.env.SOURCE_DATE_EPOCH) return Number(process.env.SOURCE_DATE_EPOCH)
  const said = execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' })
  return Number(said.trim())
}
