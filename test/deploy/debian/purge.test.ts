import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ROOT } from '../../../config/root.ts'
import { filesIn } from '../../../deploy/debian/describe.ts'

const TABLE = 'SQLite format 3 CREATE TABLE consent (id TEXT)'
/** All that the script may find: nothing of systemd or of users, so that it touches this machine nowhere. */
const PROGRAMS = ['sh', 'find', 'grep', 'sed', 'sort', 'rm', 'rmdir', 'stat', 'readlink', 'getent']

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aisle-purge-'))
  mkdirSync(join(root, 'bin'))
  for (const name of PROGRAMS) {
    const path = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
    symlinkSync(path, join(root, 'bin', name))
  }
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function lay(path: string, text = 'x'): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** Runs the script on a machine that is a folder; answers what it said. */
function purge(): string {
  const script = readFileSync(new URL('deploy/debian/scripts/postrm', ROOT), 'utf8')
  const moved = script.replaceAll(/(?<![\w/.$])\/(var|etc|run)\//g, `${root}/$1/`)
  return execFileSync(join(root, 'bin/sh'), ['-c', moved, 'postrm', 'purge'], {
    encoding: 'utf8',
    env: { PATH: join(root, 'bin') },
  })
}

const left = () =>
  filesIn(root)
    .map(path => path.slice(root.length + 1))
    .filter(path => !path.startsWith('bin/'))

describe('purge', () => {
  test('keeps the record of consents whatever it is called and wherever it lies, with its log, and names it', () => {
    for (const path of ['aisle.yaml', 'aisle.db', 'aisle.db-wal', 'data/gallery.db', 'my notes.txt'])
      lay(`var/lib/aisle/${path}`)
    lay('var/lib/aisle/data/consents of members.sqlite', TABLE)
    lay('var/lib/aisle/data/consents of members.sqlite-wal')
    // Killed before its first checkpoint.
    lay('var/lib/aisle/young.db')
    lay('var/lib/aisle/young.db-wal', TABLE)
    lay('var/cache/aisle/models/nanodet/model.onnx')
    lay('var/cache/aisle/odd/consent', TABLE)
    lay('var/lib/aisle-credentials/broker.password')
    const said = purge()
    expect(left()).toEqual([
      'var/cache/aisle/odd/consent',
      'var/lib/aisle/data/consents of members.sqlite',
      'var/lib/aisle/data/consents of members.sqlite-wal',
      'var/lib/aisle/young.db',
      'var/lib/aisle/young.db-wal',
    ])
    for (const name of ['odd/consent', 'consents of members.sqlite', 'young.db'])
      expect(said).toMatch(new RegExp(`^  /.*/${name}$`, 'm'))
    expect(existsSync(join(root, 'var/cache/aisle/models'))).toBe(false)
  })

  test('removes folders, and the links of instances that were enabled, and tells of drop-ins', () => {
    lay('var/lib/aisle/data/heat.db')
    lay('var/cache/aisle/models/nanodet/model.onnx')
    lay('etc/systemd/system/sys-subsystem-net-devices-wlan1.device.wants/aisle-monitor@wlan1.service')
    lay('etc/systemd/system/multi-user.target.wants/other.service')
    lay('etc/systemd/system/aisled.service.d/override.conf')
    expect(purge()).toContain('/etc/systemd/system/aisled.service.d, which somebody here wrote')
    expect(left()).toEqual([
      'etc/systemd/system/aisled.service.d/override.conf',
      'etc/systemd/system/multi-user.target.wants/other.service',
    ])
    for (const path of ['var/lib/aisle', 'var/cache/aisle']) expect(existsSync(join(root, path))).toBe(false)
  })

  test('clears a folder of the agent on another disk, and leaves one of somebody else alone and says so', () => {
    mkdirSync(join(root, 'var/lib'), { recursive: true })
    lay('mnt/big/aisle/key')
    symlinkSync(join(root, 'mnt/big/aisle'), join(root, 'var/lib/aisle'))
    expect(purge()).toContain('mnt/big/aisle, to which')
    expect(left()).toEqual(['mnt/big/aisle/key'])
    rmSync(join(root, 'bin/stat'))
    writeFileSync(join(root, 'bin/stat'), '#!/bin/sh\necho aisle\n', { mode: 0o755 })
    lay('mnt/big/aisle/data/consent.db', TABLE)
    expect(purge()).toContain('/var/lib/aisle/data/consent.db')
    expect(left()).toEqual(['mnt/big/aisle/data/consent.db'])
    expect(existsSync(join(root, 'var/lib/aisle'))).toBe(true)
  })
})
