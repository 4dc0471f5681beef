import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SOURCES = ['agent', 'config', 'deploy', 'drivers', 'models']

/**
 * Builds what is tested as programs, where a source is newer than what was built: they start twice as fast as from their sources, and are what a
 * shop runs. Called by vitest before all tests.
 */
export default function build(): void {
  const built = Math.min(...programs().map(changedMs))
  if (SOURCES.every(folder => newestMs(join(ROOT, folder)) <= built)) return
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) throw new Error('The programs could not be built: npm run build')
}

/** A program of the agent as it was built, by the name of its source. */
export function program(source: string): string {
  return join(ROOT, 'dist', 'agent', source.replace(/\.ts$/, '.js'))
}

const programs = () => ['main.ts', 'cli/main.ts'].map(program)

function newestMs(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && /\.(?:ts|js|css|html|svg)$/.test(entry.name))
    .reduce((newest, entry) => Math.max(newest, changedMs(join(entry.parentPath, entry.name))), 0)
}

function changedMs(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
