import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, connect as dial } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** A mosquitto of our own on loopback, which can be stopped and started again on the same port. */
export class Mosquitto {
  readonly port: number
  readonly #folder = mkdtempSync(join(tmpdir(), 'aisle-mosquitto-'))
  #child: ChildProcess | undefined

  private constructor(port: number, settings: readonly string[]) {
    this.port = port
    writeFileSync(
      join(this.#folder, 'mosquitto.conf'),
      [
        `listener ${port} 127.0.0.1`,
        `persistence_location ${this.#folder}/`,
        'autosave_interval 1',
        // Started as root it would give up its rights, and with them the folder.
        'user root',
        ...settings,
        '',
      ].join('\n'),
    )
  }

  /** Starts one. `settings` are lines of mosquitto.conf for its only listener. */
  static async start(settings: readonly string[] = ['allow_anonymous true']): Promise<Mosquitto> {
    const broker = new Mosquitto(await freePort(), settings)
    await broker.up()
    return broker
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`
  }

  /** Starts it where it is not running, and waits until it answers. */
  async up(): Promise<void> {
    const child = spawn('mosquitto', ['-c', join(this.#folder, 'mosquitto.conf')], { stdio: 'ignore' })
    this.#child = child
    for (let tries = 0; tries < 200; tries++) {
      if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}`)
      if (await answers(this.port)) return
      await delay(25)
    }
    throw new Error('mosquitto does not answer')
  }

  /** Lets it stand still, with its connections open. */
  freeze(): void {
    this.#child?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child?.kill('SIGCONT')
  }

  /** Lets it read its rules anew, in a moment. */
  reload(): void {
    this.#child?.kill('SIGHUP')
  }

  /** Stops it, by asking or at once. */
  async down(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    // Where it stands still, it hears only then.
    child.kill('SIGCONT')
    await gone
  }

  async end(): Promise<void> {
    await this.down()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** A port on loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Whether somebody listens there. */
export function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = dial(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
