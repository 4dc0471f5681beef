import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { ShowInfo } from './showinfo.ts'

/** Time that a child gets to end by itself, which lets it take leave of the camera. */
const LEAVE_MS = 500

/** An ffmpeg whose pictures come out of a pipe and whose words are listened to. Its owner must end it. */
export class Child {
  readonly info = new ShowInfo()
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #closed: Promise<void>
  readonly #open = { process: true, stdout: true, stderr: true }
  #failure: Error | undefined
  #wake = () => {}

  /** `script` is what it reads from standard input. */
  constructor(args: readonly string[], script = '') {
    const child = spawn('ffmpeg', args, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#process = child
    this.#closed = new Promise(resolve => {
      child.on('close', () => resolve())
      child.on('error', failure => {
        this.#failure = failure
        this.poke()
        // One that never ran never closes.
        if (child.pid === undefined) resolve()
      })
    })
    const shut = (part: 'process' | 'stdout' | 'stderr') => () => {
      this.#open[part] = false
      this.poke()
    }
    // One that ends before it has read says why elsewhere.
    child.stdin.on('error', () => this.poke()).end(script)
    child.on('exit', shut('process'))
    child.stdout
      .on('readable', () => this.poke())
      .on('end', shut('stdout'))
      .on('error', shut('stdout'))
    child.stderr.setEncoding('latin1').on('end', shut('stderr')).on('error', shut('stderr'))
    child.stderr.on('data', (piece: string) => {
      this.info.push(piece)
      this.poke()
    })
  }

  /** Why it could not be started. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Whether no further picture can come of it: all was said, and what was announced was sent or never will be. */
  get over(): boolean {
    const { process, stdout, stderr } = this.#open
    return !process && !stderr && (!stdout || this.info.next === undefined)
  }

  /** Its exit code; null where a signal ended it or it still runs. */
  get code(): number | null {
    return this.#process.exitCode
  }

  /** Moves what has come into `bytes` from `filled` on; where it is filled to then. Never waits. */
  fill(bytes: Uint8Array, filled: number): number {
    const { stdout } = this.#process
    let at = filled
    while (at < bytes.length) {
      // Asking for more than there is would make the stream collect a whole picture in pieces first. 0 asks it to go on.
      const piece: Buffer | null = stdout.read(Math.min(bytes.length - at, stdout.readableLength))
      if (!piece) break
      bytes.set(piece, at)
      at += piece.length
    }
    return at
  }

  /** Until anything happens. */
  change(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }

  poke(): void {
    this.#wake()
  }

  /** Asks it to end, makes it where it does not, and waits until it has. */
  async end(): Promise<void> {
    this.#process.stdout.destroy()
    this.#process.kill('SIGTERM')
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), LEAVE_MS)
    await this.#closed
    clearTimeout(timer)
  }
}
