import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../../config/root.ts'
import { type Architecture, MACHINES, NODE } from './node.ts'

const MANIFESTS = ['package.json', 'package-lock.json', '.npmrc']

/**
 * A folder in the cache with the production node_modules of `architecture` as package-lock.json has them, SQLite compiled for the Node
 * in `node`. Made again where the lock or that Node changed. No script of any module is run: what they fetch is not in the lock.
 */
export function installModules(architecture: Architecture, node: string, cache: string): string {
  const hash = createHash('sha256').update(NODE.version)
  for (const name of MANIFESTS) hash.update(readFileSync(new URL(name, ROOT)))
  const folder = join(cache, `modules-${architecture}-${hash.digest('hex').slice(0, 12)}`)
  const whole = join(folder, '.whole')
  if (existsSync(whole)) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const name of MANIFESTS) cpSync(fileURLToPath(new URL(name, ROOT)), join(folder, name))
  const machine = ['--os=linux', `--cpu=${MACHINES[architecture]}`, '--libc=glibc']
  run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline', '--silent', ...machine], folder)
  addSqlite(join(folder, 'node_modules'), node, join(cache, architecture))
  writeFileSync(whole, '')
  return folder
}

/** SQLite takes minutes to compile, and seldom changes: it is kept by its version. */
function addSqlite(modules: string, node: string, kept: string): void {
  const module = join(modules, 'better-sqlite3')
  const { version } = JSON.parse(readFileSync(join(module, 'package.json'), 'utf8'))
  const binary = `${kept}-better-sqlite3-${version}-node-${NODE.version}.node`
  const built = join(module, 'build', 'Release', 'better_sqlite3.node')
  if (existsSync(binary)) {
    mkdirSync(join(built, '..'), { recursive: true })
    cpSync(binary, built)
    return
  }
  compile(module, join(modules, 'node-gyp', 'bin', 'node-gyp.js'), node)
  run('strip', ['--strip-unneeded', built], module)
  cpSync(built, binary)
}

/** Paths of this machine do not get into what is compiled, so that it is the same wherever it is; nor do the settings of npm. */
function compile(module: string, gyp: string, node: string): void {
  const flags = `-O2 -g0 -w -ffile-prefix-map=${module}=. -ffile-prefix-map=${node}=node`
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))
  const env = {
    ...Object.fromEntries(own),
    CFLAGS: flags,
    CXXFLAGS: flags,
    LDFLAGS: '-Wl,-z,relro,-z,now -Wl,--build-id=none',
  }
  const options = ['rebuild', '--release', `--nodedir=${node}`, `--target=${NODE.version}`]
  run(process.execPath, [gyp, ...options, '--loglevel=error'], module, env)
}

function run(command: string, args: readonly string[], cwd: string, env = process.env): void {
  execFileSync(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] })
}
