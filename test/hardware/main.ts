import { spawnSync } from 'node:child_process'
import { usage } from '../usage.ts'
import { guest, hasKvm } from './guest.ts'
import { kernel } from './kernel.ts'
import { say } from './say.ts'

/**
 * `npm run test:hardware [-- colour depth radio scanner]`: boots a kernel of Debian in QEMU, with cameras, radios and a scanner that
 * its own drivers play (vivid, v4l2loopback, mac80211_hwsim, uhid), and runs our drivers against them. Fails where one of them does
 * not do what it is meant to. Everything is read from this machine; nothing is written to it but the kernel, to the cache of the user.
 */
const PARTS = ['colour', 'depth', 'radio', 'scanner']
const NEEDS = {
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  cpio: 'cpio',
  depmod: 'kmod',
  make: 'make',
  gcc: 'gcc',
  ffmpeg: 'ffmpeg',
  'v4l2-ctl': 'v4l-utils',
  tcpdump: 'tcpdump',
  iw: 'iw',
  hostapd: 'hostapd',
  ip: 'iproute2',
  setpriv: 'util-linux',
  python3: 'python3',
} as const

usage(`npm run test:hardware [-- PART…]

Boots a kernel of Debian in QEMU that plays cameras, radios and a scanner, and holds our drivers to it. Parts: ${PARTS.join(', ')}.`)
process.env.PATH += ':/usr/sbin:/sbin'
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const parts = process.argv.slice(2)
const unknown = parts.filter(part => !PARTS.includes(part))
if (unknown.length > 0) {
  say(`There is no part ${unknown.join(', ')}. Known are: ${PARTS.join(', ')}.`)
  process.exit(2)
}
const missing = Object.entries(NEEDS).filter(([command]) => spawnSync('which', [command]).status !== 0)
if (missing.length > 0) {
  say(`This needs ${missing.map(([command]) => command).join(', ')}. Type:`)
  say(`  sudo apt-get install --no-install-recommends ${[...new Set(missing.map(([, name]) => name))].join(' ')}`)
  process.exit(2)
}
const debian = kernel()
say(`A guest with the kernel ${debian.version}${hasKvm() ? '' : ', slowly: this machine has no KVM that works'}`)
let part = ''
const outcome = await guest(debian, parts.length > 0 ? parts : PARTS, finding => {
  if (finding.part !== part) process.stdout.write(`\n${finding.part}\n`)
  part = finding.part
  const { ok, what, seconds, said } = finding
  process.stdout.write(
    `  ${ok ? 'ok  ' : 'FAIL'} ${what} (${seconds.toFixed(1)} s)${said ? `\n         ${said}` : ''}\n`,
  )
})
const failed = outcome.findings.filter(({ ok }) => !ok).length
process.stdout.write(`\n${outcome.findings.length - failed} as they should be, ${failed} not\n`)
if (!outcome.whole) say(`The guest did not come to its end:\n${outcome.words.slice(-6000)}`)
process.exitCode = outcome.whole && failed === 0 && outcome.findings.length > 0 ? 0 : 1
