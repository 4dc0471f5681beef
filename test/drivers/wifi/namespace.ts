import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const INTERFACE = 'wlan7'

/** A network namespace with one interface, whose link type is that of an adapter in monitor mode, or Ethernet. */
export class Namespace {
  readonly name = `aisle-${process.pid}-${Math.floor(1e6 * Math.random())}`
  readonly #folder = mkdtempSync(join(tmpdir(), 'aisle-tap-'))
  readonly #isApart: boolean
  #tap: ChildProcess | undefined

  /** `isApart`: in a namespace of its own; else in that of this process. */
  constructor(isApart = true) {
    this.#isApart = isApart
  }

  /** Runs a command inside, when put before it. */
  get inside(): string[] {
    return this.#isApart ? ['ip', 'netns', 'exec', this.name] : []
  }

  async open(kind: 'radiotap' | 'ethernet' = 'radiotap'): Promise<void> {
    const binary = join(this.#folder, 'tap')
    execFileSync('cc', ['-O1', '-o', binary, fileURLToPath(new URL('tap.c', import.meta.url))])
    if (this.#isApart) execFileSync('ip', ['netns', 'add', this.name])
    await this.plug(kind)
  }

  /** The adapter is put in, or in again. */
  async plug(kind: 'radiotap' | 'ethernet' = 'radiotap'): Promise<void> {
    const [program = '', ...rest] = [...this.inside, join(this.#folder, 'tap'), INTERFACE, kind]
    this.#tap = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] })
    await once(this.#tap.stdout!, 'data')
  }

  /** Sends a packet through the interface, while there is one. */
  send(packet: Uint8Array): void {
    if (this.#tap!.stdin!.writable)
      this.#tap!.stdin!.write(Uint8Array.from([packet.length & 255, packet.length >> 8, 0, 0, ...packet]))
  }

  /** The adapter is pulled out. */
  async unplug(): Promise<void> {
    const tap = this.#tap
    if (!tap || tap.exitCode !== null) return
    tap.stdin!.end()
    await once(tap, 'exit')
  }

  async close(): Promise<void> {
    await this.unplug()
    if (this.#isApart) execFileSync('ip', ['netns', 'del', this.name])
    rmSync(this.#folder, { recursive: true })
  }
}
