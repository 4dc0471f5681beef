import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../agent/publish/mosquitto.ts'

/** A PostgreSQL of our own on loopback, in a folder that is gone after it. It refuses to be run by root: there it is nobody. */
export class Postgres {
  readonly url: string
  readonly #port: number
  readonly #folder: string
  readonly #who: { uid?: number; gid?: number }
  #server: ChildProcess | undefined

  private constructor(port: number) {
    this.#port = port
    this.url = `postgres://aisle@127.0.0.1:${port}/postgres`
    this.#folder = mkdtempSync(join(tmpdir(), 'aisle-postgres-'))
    this.#who = process.getuid?.() === 0 ? { uid: nobody('-u'), gid: nobody('-g') } : {}
    if (this.#who.uid !== undefined) chownSync(this.#folder, this.#who.uid, this.#who.gid!)
    const args = [
      '-D',
      join(this.#folder, 'data'),
      '-U',
      'aisle',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-sync',
      '--locale=C',
    ]
    execFileSync('initdb', args, { stdio: 'pipe', cwd: this.#folder, ...this.#who })
  }

  static async start(): Promise<Postgres> {
    const server = new Postgres(await freePort())
    await server.up()
    return server
  }

  async up(): Promise<void> {
    // It is killed, and the machine is not: what it has written is there.
    const settings = [
      ...['fsync=off', 'listen_addresses=127.0.0.1', `port=${this.#port}`],
      `unix_socket_directories=${this.#folder}`,
    ]
    const args = ['-D', join(this.#folder, 'data'), ...settings.flatMap(setting => ['-c', setting])]
    this.#server = spawn('postgres', args, { stdio: 'ignore', cwd: this.#folder, ...this.#who })
    for (let tries = 0; tries < 600; tries++) {
      if (this.#server.exitCode !== null) throw new Error(`postgres ended with ${this.#server.exitCode}`)
      try {
        return void (await this.rows('SELECT 1'))
      } catch {
        await delay(50)
      }
    }
    throw new Error('postgres does not answer')
  }

  /** Ends it at once, as when the power goes. */
  async crash(): Promise<void> {
    const gone = once(this.#server!, 'exit')
    this.#server!.kill('SIGQUIT')
    await gone
  }

  async rows<R extends pg.QueryResultRow>(query: string): Promise<R[]> {
    const client = new pg.Client({ connectionString: this.url })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query<R>(query)).rows
    } finally {
      await client.end()
    }
  }

  async end(): Promise<void> {
    await this.crash()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

const nobody = (what: '-u' | '-g') => Number(spawnSync('id', [what, 'nobody'], { encoding: 'utf8' }).stdout)
