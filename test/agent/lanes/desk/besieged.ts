import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import type { MqttClient } from 'mqtt'
import { requestTopic } from '../../../../agent/events/wire.ts'
import { Pulse } from '../../../../agent/health/pulse.ts'
import { openLedger } from '../../../../agent/identity/ledger.ts'
import { trustOf } from '../../../../agent/identity/trust.ts'
import { openDesk } from '../../../../agent/lanes/desk.ts'
import { Taps } from '../../../../agent/lanes/taps.ts'
import { Verdicts } from '../../../../agent/lanes/verdicts.ts'
import { Beside } from '../../../../agent/publish/beside.ts'
import { Outbox } from '../../../../agent/publish/outbox.ts'
import { Outcomes } from '../../../../agent/publish/outcomes.ts'
import { openStore } from '../../../../agent/store/store.ts'
import { loadConfig } from '../../../../config/load.ts'
import { Random } from '../../../../drivers/simulated/random.ts'
import { context } from '../../events/facts.ts'
import { issuer } from '../../identity/issuer.ts'
import { started } from '../../publish/shop.ts'
import { CLIENTS, malformed, type Packet, wrongYaml } from './malformed.ts'

const SOURCE = '/acme/vienna/door'
const YAML = `store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [8, 0], [8, 5]] }
broker: { kind: remote, url: 'mqtt://broker:1883' }
privacy: { ledger: consent.db }
requests: { clients: ${JSON.stringify(CLIENTS)}, perMinute: 10000 }
identity:
  issuer:
    id: crm
    keys: [{ kid: k1, x: ${issuer.x}, validFrom: "2020-01-01T00:00:00Z", validUntil: "2090-01-01T00:00:00Z" }]
  controller: { name: Acme, contact: desk, policyUrl: "https://acme.example/p", withdrawal: at any till }
  gallery: { path: gallery.db, key: { kind: file, path: key } }
`

/** Everything that an agent keeps: every row of its databases, and every file beside them. */
export interface Kept {
  readonly rows: string
  readonly files: readonly string[]
}

/** A desk as an agent opens it, with its databases, and whoever asks. */
export class Besieged {
  readonly folder = mkdtempSync(join(tmpdir(), 'aisle-besieged-'))
  /** How often each code was answered; `ok` where it was done. */
  readonly codes = new Map<string, number>()
  readonly said: string[] = []
  readonly faults: string[] = []
  readonly #random: Random
  readonly #beside = new Beside()
  readonly #store
  readonly #ledger
  readonly #outbox
  readonly #desk

  constructor(seed: number) {
    this.#random = new Random(seed, 'besieged')
    const path = join(this.folder, 'store.yaml')
    writeFileSync(path, YAML)
    writeFileSync(join(this.folder, 'key'), '5a'.repeat(32), { mode: 0o600 })
    const config = loadConfig(path)
    const atMs = Date.now()
    this.#store = openStore({ path: join(this.folder, 'aisle.db'), source: SOURCE }, atMs)
    this.#ledger = openLedger(config.privacy.ledger, trustOf(config))
    this.#outbox = new Outbox(this.#store, { ...config.outbox, context, atMs })
    this.#outbox.append(started('b3l5xk2v9q7m', atMs))
    this.#outbox.flush()
    const client = {
      options: { protocolVersion: 5 },
      subscribe: (_: string, __: object, done: () => void) => done(),
      unsubscribe: () => {},
      publish: (_: string, body: string, __: object, done: () => void) => {
        this.#hear(body)
        done()
      },
    } as unknown as MqttClient
    this.#beside.open({ client, most: Number.POSITIVE_INFINITY, room: () => Number.POSITIVE_INFINITY, freed: () => {} })
    this.#desk = openDesk(config, {
      store: this.#store,
      outbox: this.#outbox,
      pulse: new Pulse([]),
      sinceMs: performance.now(),
      verdicts: new Verdicts(config, new Outcomes(this.#store.db), undefined),
      beside: this.#beside,
      source: SOURCE,
      level: 'members',
      taps: new Taps(),
      books: () => {
        throw new Error('nobody may come so far')
      },
      changed: () => this.faults.push('changed'),
      warn: fault => this.faults.push(fault.message),
      file: { path, restart: () => this.faults.push('restart'), isOnTrial: () => false },
    })
  }

  /** Asks, with what is malformed; none of it may be done. */
  async requests(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.#beside.heard(malformed(SOURCE, this.#random, Date.now()) as Packet & { cmd: 'publish'; dup: false; qos: 1 })
      if (i % 50 === 0) await breathe()
    }
    await breathe()
  }

  /** One that is right, which is done. */
  async right(): Promise<void> {
    const { name } = CLIENTS.find(({ roles }) => roles.includes('subscriber'))!
    const topic = requestTopic(SOURCE, 'outcome', name)
    const said = { id: randomUUID(), at: new Date().toISOString(), visit: 'b3l5xk2v9q7m', outcome: 'bought' }
    const before = this.codes.get('ok') ?? 0
    this.#beside.heard({ cmd: 'publish', dup: false, qos: 1, retain: false, topic, payload: JSON.stringify(said) })
    while (this.codes.get('ok') === before || !this.codes.has('ok')) await breathe()
  }

  /** Stages configurations in which something is wrong; each is answered before the next. */
  async configurations(count: number): Promise<void> {
    const owners = CLIENTS.filter(({ roles }) => roles.includes('owner'))
    for (let i = 0; i < count; i++) {
      const yaml = wrongYaml(YAML, this.#random)
      const body = JSON.stringify({ id: randomUUID(), at: new Date().toISOString(), yaml })
      const before = this.said.length
      this.said.length = 0
      const topic = requestTopic(SOURCE, 'config.stage', owners[i % owners.length]!.name)
      this.#beside.heard({ cmd: 'publish', dup: false, qos: 1, retain: false, topic, payload: Buffer.from(body) })
      while (this.said.length === 0) await breathe()
      if (before > 1) throw new Error('one request was answered twice')
      const answer = JSON.parse(this.said[0]!)
      if (answer.staged !== false || !(answer.mistakes.length > 0 || answer.calibration.length > 0))
        throw new Error(`staged, or refused without a word: ${JSON.stringify(answer)}\n${yaml}`)
    }
    this.said.length = 0
  }

  /** `except` are tables of which only the names count. */
  kept(except: readonly string[] = []): Kept {
    const files = readdirSync(this.folder)
      .filter(name => !/-(?:wal|shm)$/.test(name))
      .map(name =>
        name.endsWith('.db') ? name : `${name} ${statSync(join(this.folder, name)).mode} ${this.#hash(name)}`,
      )
    const rows = [this.#store.db, this.#ledger.db].map(db => rowsOf(db, except)).join()
    return { rows, files }
  }

  async close(): Promise<void> {
    await this.#desk.close()
    this.#outbox.close()
    this.#store.close()
    this.#ledger.close()
    rmSync(this.folder, { recursive: true })
  }

  #hear(body: string): void {
    this.said.push(body)
    if (this.said.length > 1000) this.said.length = 1
    const { ok, error } = JSON.parse(body)
    const code = ok ? 'ok' : error.code
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1)
  }

  #hash(name: string): string {
    return createHash('sha256')
      .update(readFileSync(join(this.folder, name)))
      .digest('hex')
  }
}

/** A hash over every row of every table. */
function rowsOf(db: Database.Database, except: readonly string[]): string {
  const hash = createHash('sha256')
  const tables = db
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
    .pluck()
    .all() as string[]
  for (const name of tables) {
    hash.update(name)
    if (except.includes(name)) continue
    for (const row of db.prepare(`SELECT * FROM "${name}"`).raw().iterate()) hash.update(JSON.stringify(row))
  }
  return hash.digest('hex')
}
