import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { initrd } from './initrd.ts'
import type { Kernel } from './kernel.ts'

/** What the guest found of one thing. */
export interface Finding {
  readonly part: string
  readonly what: string
  readonly ok: boolean
  readonly seconds: number
  /** What was seen, or what was wrong. */
  readonly said: string
}

export interface Outcome {
  readonly findings: readonly Finding[]
  /** Whether it came to its end, and what it and its kernel said. */
  readonly whole: boolean
  readonly words: string
}

/** Longest that all of it may take, on a machine without virtualisation. */
const LONGEST_MS = 30 * 60_000

/** Boots a guest that sees the files of this machine, read-only, and runs the parts in it. Each finding is told as it comes. */
export async function guest(
  kernel: Kernel,
  parts: readonly string[],
  told: (finding: Finding) => void,
): Promise<Outcome> {
  const out = mkdtempSync(join(tmpdir(), 'aisle-hardware-'))
  mkdirSync(out, { recursive: true })
  const program = fileURLToPath(new URL('guest/main.mjs', import.meta.url))
  const words = { modules: kernel.folder, node: process.execPath, guest: program, parts: parts.join(',') }
  const line = Object.entries(words).map(([name, value]) => `${name}=${value}`)
  const fast = hasKvm() ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', 'tcg', '-cpu', 'max']
  const machine = spawn(
    'qemu-system-x86_64',
    [
      ...[
        '-machine',
        'q35',
        ...fast,
        '-smp',
        '2',
        '-m',
        '3072',
        '-nographic',
        '-no-reboot',
        '-net',
        'none',
        '-monitor',
        'none',
      ],
      ...['-serial', `file:${join(out, 'console')}`],
      ...['-kernel', join(kernel.folder, 'boot', `vmlinuz-${kernel.version}`), '-initrd', initrd(kernel)],
      ...['-append', `console=ttyS0 quiet panic=-1 ${line.join(' ')}`],
      ...['-virtfs', 'local,path=/,mount_tag=machine,security_model=none,readonly=on,multidevs=remap'],
      ...['-virtfs', `local,path=${out},mount_tag=out,security_model=none`],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let complaints = ''
  machine.stderr.setEncoding('utf8').on('data', (part: string) => (complaints += part))
  const ended = once(machine, 'close')
  const end = () => machine.kill('SIGKILL')
  process.once('exit', end)
  const limit = setTimeout(end, LONGEST_MS)
  let told_ = 0
  const follow = () => {
    const all = findingsIn(out)
    for (const finding of all.slice(told_)) told(finding)
    told_ = all.length
  }
  const following = setInterval(follow, 500)
  await ended
  clearTimeout(limit)
  clearInterval(following)
  process.removeListener('exit', end)
  follow()
  const log = text(join(out, 'log'))
  const whole = /guest ended with 0\s*$/.test(log)
  const outcome = {
    findings: findingsIn(out),
    whole,
    words: `${complaints}${log}${whole ? '' : text(join(out, 'console'))}`,
  }
  rmSync(out, { recursive: true })
  return outcome
}

function findingsIn(out: string): Finding[] {
  // The last line may not be whole yet.
  const lines = text(join(out, 'findings')).split('\n').slice(0, -1)
  return lines.map(line => JSON.parse(line) as Finding)
}

function text(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** Whether KVM is there and works: where this machine is a guest itself, QEMU may end at once with it. It is given a moment without a kernel. */
export function hasKvm(): boolean {
  if (!existsSync('/dev/kvm')) return false
  const { error } = spawnSync('qemu-system-x86_64', ['-accel', 'kvm', '-cpu', 'host', '-display', 'none'], {
    timeout: 3000,
    killSignal: 'SIGKILL',
    stdio: 'ignore',
  })
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT'
}
