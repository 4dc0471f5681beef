import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VERSION } from '../../agent/health/version.ts'
import { pack } from '../../deploy/debian/pack.ts'
import { usage } from '../usage.ts'
import { Machine } from './machine.ts'
import { commands } from './readme.ts'
import { cleanRoot, fetchFor } from './root.ts'
import { Shop } from './shop.ts'

/**
 * Installs the package on a clean Debian 12 that runs under its own systemd, by the commands of the README; looks whether the service
 * does what its unit says; upgrades, removes and purges it. Prints a table, and ends with 1 where something was not so.
 */
const NEXT = `${VERSION}+next`
const steps: { step: string; seconds: number; ok: boolean; found: string }[] = []

async function step(name: string, does: () => string | Promise<string>): Promise<void> {
  const beganMs = performance.now()
  let ok = true
  let found: string
  try {
    found = await does()
  } catch (thrown) {
    ok = false
    found = thrown instanceof Error ? thrown.message : String(thrown)
  }
  const seconds = (performance.now() - beganMs) / 1000
  steps.push({ step: name, seconds, ok, found })
  process.stdout.write(`${ok ? 'ok  ' : 'NOT '} ${seconds.toFixed(1).padStart(6)} s  ${name}: ${found}\n`)
}

usage(`npm run test:install [-- --packages FOLDER]

Installs the package on a clean Debian 12 under its own systemd by the commands of the README, looks at the service, upgrades, removes and
purges it. FOLDER has packages that were built before. As root, with debootstrap and systemd-container; some ten minutes.`)
if (process.getuid?.() !== 0) throw new Error('This wants to be root: it makes a Debian and boots it')
for (const [tool, name] of [
  ['debootstrap', 'debootstrap'],
  ['systemd-nspawn', 'systemd-container'],
])
  if (spawnSync('which', [tool!]).status !== 0) throw new Error(`${tool} is not there: apt-get install ${name}`)

/** Packages that were built before, instead of building them. */
const [, built] = process.argv.join(' ').match(/--packages (\S+)/) ?? []
const out = built ?? mkdtempSync(join(tmpdir(), 'aisle-install-'))
let root = ''
let machine: Machine | undefined
try {
  await step('npm run deb', async () => {
    if (built) return `built before, in ${built}`
    const say = (step: string) => void process.stdout.write(`  ${step}\n`)
    for (const version of [VERSION, NEXT]) await pack({ architecture: 'amd64', version, out, isQuick: true, say })
    return `${VERSION} and ${NEXT}`
  })
  await step('a clean Debian 12', () => {
    root = cleanRoot('bookworm')
    const folder = join(root, 'root')
    mkdirSync(folder, { recursive: true })
    cpSync(join(out, `aisle_${VERSION}_amd64.deb`), join(folder, `aisle_${VERSION}_amd64.deb`))
    mkdirSync(join(root, 'srv', 'next'))
    cpSync(join(out, `aisle_${NEXT}_amd64.deb`), join(root, 'srv', 'next', `aisle_${NEXT}_amd64.deb`))
    fetchFor(root, [`/root/aisle_${VERSION}_amd64.deb`, 'mosquitto', 'mosquitto-clients'])
    return 'debootstrap, minbase; packages fetched beforehand'
  })
  await step('boots, systemd is its first process', async () => {
    machine = await Machine.boot(root)
    return machine.must('systemctl --version | head -1').trim()
  })
  if (machine) {
    const shop = new Shop(machine, NEXT)
    for (const line of commands()) await step(line, () => shop.types(line))
    for (const [name, does] of shop.checks()) await step(name, does)
  }
} finally {
  await machine?.off()
  if (!built) rmSync(out, { recursive: true, force: true })
  if (root && !process.argv.includes('--keep')) rmSync(root, { recursive: true, force: true })
}
const failed = steps.filter(({ ok }) => !ok)
process.stdout.write(`${steps.length - failed.length} of ${steps.length} steps were as they should be.\n`)
if (failed.length > 0) process.exitCode = 1
