import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import mqtt from 'mqtt'
import { parse, stringify } from 'yaml'
import { ROOT } from '../../config/root.ts'
import { program } from '../built.ts'

export interface Running {
  readonly child: ChildProcess
  /** Everything that it wrote to its standard output and error so far. */
  said(): string
  /** Waits until it has said so. Rejects when it ends before. */
  until(words: RegExp): Promise<RegExpExecArray>
  /** Asks it to end and waits for its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  readonly ended: Promise<number | null>
}

/** The daemon in a process of its own. */
export function aisled(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return start([program('main.ts')], args, env)
}

/** The technician's tool in a process of its own. */
export function aislectl(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return start([program('cli/main.ts')], args, env)
}

/** An example of a subscriber in a process of its own, by its name. */
export function subscribed(name: string, args: readonly string[]): Running {
  return start([program(`../deploy/subscriber/${name}.ts`)], args, {})
}

function start(program: readonly string[], args: readonly string[], env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, [...program, ...args], { env: { ...process.env, ...env } })
  let said = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
      for (const heard of listeners) heard()
    })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    said: () => said,
    ended,
    until: words =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = words.exec(said)
          if (!found) return
          listeners.delete(look)
          resolve(found)
        }
        listeners.add(look)
        void ended.then(code => reject(new Error(`ended with ${code} before it said ${words}:\n${said}`)))
        look()
      }),
    async stop(signal = 'SIGINT') {
      child.kill(signal)
      return ended
    },
  }
}

/** The example store as YAML, with some of its sections replaced; its console is where the system lets it be. */
export function example(sections: Readonly<Record<string, unknown>>): string {
  const written = parse(readFileSync(new URL('config/example.yaml', ROOT), 'utf8'))
  return stringify({ ...written, console: { port: 0 }, ...sections })
}

/** A folder that is gone after the tests. */
export function scratch(): { readonly folder: string; write(name: string, text: string): string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-e2e-'))
  return {
    folder,
    write(name, text) {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** mosquitto on loopback; as little configuration as it takes. */
export async function mosquitto(port: number): Promise<{ stop(): Promise<void> }> {
  const child = spawn('mosquitto', ['-p', String(port)], { stdio: 'ignore' })
  const ended = once(child, 'close')
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 50 })
  await new Promise(connected => client.once('connect', connected))
  await client.endAsync()
  return {
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

export interface Heard {
  readonly id: string
  readonly type: string
  readonly source: string
  readonly time: string
  readonly subject?: string
  readonly epoch: string
  readonly sequence: string
  readonly simulated?: boolean
  readonly unsynchronised?: boolean
  readonly data: Record<string, unknown>
}

/** A subscriber to everything that agents say, duplicates and all. It goes when it has heard what the broker had taken by then. */
export async function subscriber(url: string): Promise<{
  readonly events: Heard[]
  /** When each of them came, by the steady clock of this process. */
  readonly cameMs: number[]
  readonly raw: string[]
  close(): Promise<void>
}> {
  const client = mqtt.connect(url, { reconnectPeriod: 100 })
  const events: Heard[] = []
  const cameMs: number[] = []
  const raw: string[] = []
  const last = `test/last/${randomUUID()}`
  client.on('message', (topic, payload) => {
    if (topic === last) return
    raw.push(`${topic} ${payload}`)
    if (topic.endsWith('/status') || /\/(node|staff)\//.test(topic)) return
    events.push(JSON.parse(String(payload)))
    cameMs.push(performance.now())
  })
  await new Promise(connected => client.once('connect', connected))
  await client.subscribeAsync(['aisle/#', last], { qos: 1 })
  const close = async () => {
    // What a broker brings comes in order: this after all that it has taken before. One that goes closes after the last.
    const done = new Promise(resolve => {
      client.on('message', topic => topic === last && resolve(undefined))
      client.once('close', () => resolve(undefined))
    })
    if (client.connected) client.publish(last, '', { qos: 1 })
    if (client.connected) await done
    await client.endAsync(true)
  }
  return { events, cameMs, raw, close }
}

/** The events that wait in a database for the next start, in order: what a machine under load did not bring to its broker before it had to stop. */
export function waiting(file: string): Heard[] {
  const db = new Database(file, { readonly: true })
  const bodies = db
    .prepare(
      `SELECT body FROM (SELECT position, body FROM outbox UNION ALL SELECT position, body FROM outbox_last)
       WHERE position > (SELECT value FROM counter WHERE name = 'settled') ORDER BY position`,
    )
    .pluck()
    .all() as string[]
  db.close()
  return bodies.map(body => JSON.parse(body))
}
