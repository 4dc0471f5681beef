import { spawnSync } from 'node:child_process'
import { PACKAGES } from './needs.ts'

/** Sees to it that what the tests use from the system is there: installs it where we may, else says what to type. */
const missing = Object.entries(PACKAGES)
  .filter(([command]) => spawnSync('which', [command]).status !== 0)
  .map(([, name]) => name)

if (missing.length > 0) {
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...new Set(missing)]
  if (process.getuid?.() !== 0) {
    process.stderr.write(`The tests need ${missing.join(', ')}. Type:\n  sudo apt-get update && sudo ${install.join(' ')}\n`)
    process.exit(1)
  }
  process.stdout.write(`Installing ${missing.join(', ')}\n`)
  for (const [command, ...args] of [['apt-get', 'update', '-q'], install]) {
    const ended = spawnSync(command!, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    if (ended.status !== 0) process.exit(ended.status ?? 1)
  }
}
