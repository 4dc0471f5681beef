import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** Of the last that somebody said, who ended. */
const WORDS = 2000

/** A process that can be killed and started again. What it says goes to a log. */
export class Party {
  readonly #command: readonly string[]
  readonly #log: string
  readonly #prepare: () => void
  #child: ChildProcess | undefined
  #gone: Promise<unknown> = Promise.resolve()
  #said = ''

  /** `prepare` is called before each start. */
  constructor(command: readonly string[], log: string, prepare = () => {}) {
    this.#command = command
    this.#log = log
    this.#prepare = prepare
    // Whoever breaks the run off leaves nobody behind.
    process.once('exit', () => this.#child?.kill('SIGKILL'))
  }

  /** What it said since its last start. */
  get said(): string {
    return this.#said
  }

  get pid(): number {
    return this.#child!.pid!
  }

  start(): void {
    this.#prepare()
    this.#said = ''
    const [program, ...args] = this.#command
    const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        appendFileSync(this.#log, chunk)
        if (child === this.#child) this.#said += chunk
      })
    this.#child = child
    this.#gone = once(child, 'exit')
  }

  /** @throws where it has ended by itself, which nobody should. */
  check(): void {
    const { exitCode, signalCode } = this.#child!
    if (exitCode === null && signalCode === null) return
    throw new Error(`${this.#command.join(' ')} ended with ${exitCode ?? signalCode}:\n${this.#said.slice(-WORDS)}`)
  }

  /** At once, wherever it is. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#gone
  }

  /** Kills it while it lives. @throws where it does not */
  async murder(): Promise<void> {
    this.check()
    await this.kill()
  }

  /** Asks it to end, and waits. @throws where it does not end well within `ms`. */
  async stop(ms: number): Promise<void> {
    this.check()
    this.#child!.kill('SIGTERM')
    const late = new AbortController()
    const isLate = await Promise.race([
      this.#gone.then(() => false),
      delay(ms, true, { signal: late.signal }).catch(() => false),
    ])
    late.abort()
    if (isLate) throw new Error(`${this.#command.join(' ')} does not end within ${ms / 1000} s`)
    if (this.#child!.exitCode !== 0) this.check()
  }
}
