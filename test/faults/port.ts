import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, symlinkSync } from 'node:fs'

/** Holds one end of a pseudo-terminal open, and names the other; when it is killed, that one is gone as an unplugged adapter is. */
const HOLD =
  'import os, time, tty; a, b = os.openpty(); tty.setraw(b); print(os.ttyname(b), flush=True); os.close(b); time.sleep(1e9)'

/** A serial port by a name that stays, which is pulled out and put in again. */
export class Port {
  readonly path: string
  #child: ChildProcess | undefined

  constructor(path: string) {
    this.path = path
  }

  async plug(): Promise<void> {
    const child = spawn('python3', ['-c', HOLD], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#child = child
    const [name] = (await once(child.stdout, 'data')) as [Buffer]
    rmSync(this.path, { force: true })
    symlinkSync(String(name).trim(), this.path)
  }

  async unplug(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child) return
    rmSync(this.path, { force: true })
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}
