import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import envPaths from 'env-paths'

const { cache: CACHE } = envPaths('aisle-install', { suffix: '' })
/** Where this machine has its packages of Debian from; the clean one has its own from there too. */
const SOURCES = '/etc/apt/sources.list.d/debian.sources'
const INCLUDE = 'systemd,systemd-sysv,dbus,udev,ca-certificates'

/** A clean Debian in a folder of its own, as an installer leaves it: with systemd, and nothing that Aisle needs. Kept in a cache. */
export function cleanRoot(suite: string): string {
  const kept = join(CACHE, `${suite}.tar`)
  if (!existsSync(kept)) {
    const folder = mkdtempSync(join(tmpdir(), 'aisle-debootstrap-'))
    chmodSync(folder, 0o755)
    const mirror = /^URIs: (\S+)/m.exec(readFileSync(SOURCES, 'utf8'))?.[1]
    if (!mirror) throw new Error(`${SOURCES} names no mirror`)
    run('debootstrap', '--variant=minbase', `--include=${INCLUDE}`, suite, folder, mirror)
    cpSync(SOURCES, join(folder, 'etc', 'apt', 'sources.list.d', 'debian.sources'))
    rmSync(join(folder, 'etc', 'apt', 'sources.list'), { force: true })
    run('chroot', folder, 'apt-get', 'update', '-q')
    mkdirSync(CACHE, { recursive: true })
    run('tar', '-C', folder, '-cf', `${kept}.part`, '.')
    renameSync(`${kept}.part`, kept)
    rmSync(folder, { recursive: true, force: true })
  }
  const root = mkdtempSync(join(tmpdir(), 'aisle-root-'))
  run('tar', '-C', root, '-xf', kept)
  // A folder that was made for a while is its owner's alone, and where nobody else gets to / no user but root does anything.
  chmodSync(root, 0o755)
  // What is thrown away afterwards need not be safe from a power cut meanwhile.
  writeFileSync(join(root, 'etc', 'dpkg', 'dpkg.cfg.d', 'unsafe'), 'force-unsafe-io\n')
  return root
}

/** Fetches what the packages need into the cache of apt there, so that they can be installed without a network. */
export function fetchFor(root: string, packages: readonly string[]): void {
  const archives = join(CACHE, 'archives')
  const inside = join(root, 'var', 'cache', 'apt', 'archives')
  if (existsSync(archives)) cpSync(archives, inside, { recursive: true })
  const apt = ['apt-get', 'install', '--download-only', '--no-install-recommends', '-y', '-q', ...packages]
  run('chroot', root, ...apt)
  cpSync(inside, archives, { recursive: true, filter: path => !/\/(partial|lock)$/.test(path) })
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}
