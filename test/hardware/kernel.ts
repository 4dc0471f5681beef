import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import envPaths from 'env-paths'
import { run, say } from './say.ts'

/** A kernel of Debian that lies unpacked in a folder, with the module v4l2loopback built for it. */
export interface Kernel {
  readonly version: string
  /** Holds boot/vmlinuz-VERSION and lib/modules/VERSION. */
  readonly folder: string
}

/** Fetched by apt once, and kept in the cache of the user: nothing of it is installed. */
export function kernel(): Kernel {
  const depends = run('apt-cache', ['depends', 'linux-image-amd64'])
  const version = /Depends: linux-image-(\S+)/.exec(depends)?.[1]
  if (!version) throw new Error('apt knows no kernel. Type: sudo apt-get update')
  const folder = join(envPaths('aisle', { suffix: '' }).cache, 'hardware', version)
  const done = join(folder, 'complete')
  if (existsSync(done)) return { version, folder }
  rmSync(folder, { recursive: true, force: true })
  const packages = join(folder, 'packages')
  mkdirSync(packages, { recursive: true })
  const common = version.replace(/-[^-]+$/, '')
  const names = [
    `linux-image-${version}`,
    `linux-headers-${version}`,
    `linux-headers-${common}-common`,
    `linux-kbuild-${common.split('.').slice(0, 2).join('.')}`,
    'v4l2loopback-dkms',
  ]
  say(`Fetching ${names.join(', ')}`)
  run('apt-get', ['download', ...names], packages)
  for (const file of readdirSync(packages)) run('dpkg-deb', ['-x', join(packages, file), folder])
  rmSync(packages, { recursive: true })
  say('Building v4l2loopback')
  loopback(folder, version)
  run('depmod', ['-b', folder, version])
  writeFileSync(done, '')
  return { version, folder }
}

/** The module knows all formats of the kernel but the one of depth cameras. */
function teachDepth(table: string): void {
  const known = readFileSync(table, 'utf8')
  const entry = '{ .name = "16 bpp depth", .fourcc = V4L2_PIX_FMT_Z16, .depth = 16, .flags = 0, },'
  const taught = known.replace(/(\{\s*\.name\s*=[^}]*V4L2_PIX_FMT_Y16,)/, `${entry}\n\t$1`)
  if (taught === known) throw new Error(`${table} is not as it was: the format Z16 cannot be added`)
  writeFileSync(table, taught)
}

/** Built where the headers lie: what they say of their own place is put right first. */
function loopback(folder: string, version: string): void {
  const sources = join(folder, 'usr/src')
  const headers = join(sources, `linux-headers-${version}`)
  const makefile = join(headers, 'Makefile')
  writeFileSync(makefile, readFileSync(makefile, 'utf8').replaceAll('/usr/src', sources))
  const module = readdirSync(sources).find(name => name.startsWith('v4l2loopback-'))!
  teachDepth(join(sources, module, 'v4l2loopback_formats.h'))
  run('make', ['-C', headers, `M=${join(sources, module)}`, 'modules'])
  const into = join(folder, 'lib/modules', version, 'extra')
  mkdirSync(into, { recursive: true })
  run('cp', [join(sources, module, 'v4l2loopback.ko'), into])
}
