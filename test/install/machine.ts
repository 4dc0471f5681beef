import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { why } from '../../config/fault.ts'

export interface Said {
  readonly code: number | null
  readonly text: string
}

/** A machine of its own with systemd as its first process (systemd-nspawn), on no network but its own loopback. */
export class Machine {
  readonly #child: ChildProcess
  #pid = 0

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** Boots the Debian in `root`; resolves when systemd has started all that is enabled. */
  static async boot(root: string): Promise<Machine> {
    const options = [
      '--quiet',
      '--register=no',
      '--keep-unit',
      '--private-network',
      '--console=pipe',
      '-D',
      root,
      '--boot',
    ]
    const child = spawn('systemd-nspawn', options, { stdio: ['ignore', 'ignore', 'inherit'] })
    const machine = new Machine(child)
    try {
      await machine.until('systemd has started', () => {
        machine.#pid = firstOf(child.pid!)
        return machine.#pid > 0 && /running|degraded/.test(machine.run('systemctl is-system-running').text)
      })
      return machine
    } catch (thrown) {
      // Nobody else knows of it.
      const said = machine.run('systemctl list-jobs --no-pager; systemctl --failed --no-pager').text.slice(-500)
      await machine.off()
      throw new Error(`${why(thrown)}\n${said}`, { cause: thrown })
    }
  }

  /** Runs a line of a shell as root there, and waits for its end. */
  run(line: string): Said {
    const env = {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/root',
      DEBIAN_FRONTEND: 'noninteractive',
      LANG: 'C.UTF-8',
    }
    const inside = ['--target', String(this.#pid), '--mount', '--uts', '--ipc', '--net', '--pid', '--root', '--wd']
    const { status, stdout, stderr } = spawnSync('nsenter', [...inside, '--', 'sh', '-c', `cd /root && { ${line}\n}`], {
      env,
      encoding: 'utf8',
    })
    return { code: status, text: `${stdout}${stderr}` }
  }

  /** As {@link run}, and answers what was said. Throws that where it failed. */
  must(line: string): string {
    const { code, text } = this.run(line)
    if (code !== 0) throw new Error(`${line}: ended with ${code}: ${text.slice(-2000)}`)
    return text
  }

  /** Waits until something is so; throws after `limitMs`. */
  async until(what: string, isSo: () => boolean, limitMs = 180_000): Promise<void> {
    const endMs = performance.now() + limitMs
    while (!isSo()) {
      if (this.#child.exitCode !== null) throw new Error(`the machine is down before ${what}`)
      if (performance.now() > endMs) throw new Error(`not within ${limitMs / 1000} s: ${what}`)
      await sleep(200)
    }
  }

  async off(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = once(this.#child, 'close')
    if (this.#pid > 0) this.run('systemctl poweroff')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 60_000)
    await ended
    clearTimeout(timer)
  }
}

/** The first process of the container that `pid` watches over, 0 where there is none yet. */
function firstOf(pid: number): number {
  const below = (parent: number): number[] => {
    try {
      return readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number)
    } catch {
      return []
    }
  }
  for (const child of below(pid))
    for (const one of [child, ...below(child)])
      try {
        if (/^NSpid:\t\d+\t1$/m.test(readFileSync(`/proc/${one}/status`, 'utf8'))) return one
      } catch {}
  return 0
}
