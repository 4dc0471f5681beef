import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../../../agent/store/migrations.ts'
import { openStore } from '../../../agent/store/store.ts'
import { Fault } from '../../../config/fault.ts'
import { describeWith } from '../../needs.ts'

const OTHER = fileURLToPath(new URL('other.ts', import.meta.url))

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-store-'))
  path = join(folder, 'data', 'aisle.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const AT = Date.parse('2030-01-02T03:04:05.678Z')
const code = (work: () => unknown) => {
  try {
    work()
  } catch (thrown) {
    return thrown instanceof Fault ? thrown.code : thrown
  }
  return 'nothing thrown'
}

test('a new database is begun, its folder too, and every transaction is on the disk when it returns', () => {
  const store = openStore({ path }, AT)
  expect(store.notices).toEqual([])
  expect(store.db.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(store.db.pragma('synchronous', { simple: true })).toBe(2)
  expect(store.db.pragma('user_version', { simple: true })).toBe(12)
  store.close()
})

const rights = (file: string) => statSync(file).mode & 0o777

test('it is its owner’s alone, folder and log too, whatever the folder above is open to', () => {
  chmodSync(folder, 0o755)
  const store = openStore({ path }, AT)
  expect([join(path, '..'), path, `${path}-wal`].map(rights)).toEqual([0o700, 0o600, 0o600])
  store.close()
})

test('the group may read it where a folder is made for the group, closed to all others', () => {
  chmodSync(folder, 0o2770)
  const store = openStore({ path }, AT)
  const lets = (mode: number) => mode & ~process.umask()
  expect([join(path, '..'), path, `${path}-wal`].map(rights)).toEqual([lets(0o770), lets(0o640), lets(0o640)])
  store.close()
})

test('what was written is there after the next opening', () => {
  const first = openStore({ path }, AT)
  first.db.exec("INSERT INTO counter VALUES ('epoch', 7)")
  first.close()
  const second = openStore({ path }, AT)
  expect(second.db.prepare('SELECT value FROM counter').pluck().get()).toBe(7)
  second.close()
})

test('tables are strict: a text where a number belongs is refused', () => {
  const store = openStore({ path }, AT)
  const tables = store.db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").all() as { sql: string }[]
  expect(tables.length).toBeGreaterThan(0)
  for (const { sql } of tables) expect(sql).toMatch(/STRICT/)
  expect(() => store.db.exec("INSERT INTO counter VALUES ('epoch', 'seven')")).toThrow(/cannot store TEXT/)
  store.close()
})

test('a second agent on the same database is told so, in this process and from another', async () => {
  const store = openStore({ path }, AT)
  expect(code(() => openStore({ path }, AT))).toBe('STORE_LOCKED')
  expect(await said(other('try', path))).toBe('STORE_LOCKED')
  store.close()
  expect(await said(other('try', path))).toBe('opened')
})

test('the database of one agent is refused to another, and left as it is; one that is of nobody yet becomes its own', () => {
  const mine = { path, source: '/acme/vienna/door' }
  const before = openStore({ path }, AT)
  before.db.exec("INSERT INTO outbox VALUES (1, 1, 1, 0, 'topic', 'body', '')")
  before.close()
  for (let start = 0; start < 2; start++) openStore(mine, AT).close()
  const refused = () => openStore({ path, source: '/acme/vienna/window' }, AT)
  expect(code(refused)).toBe('STORE_FOREIGN')
  expect(refused).toThrow(/is of the agent acme\/vienna\/door, and this one is acme\/vienna\/window.*outbox\.path/)
  const after = openStore(mine, AT)
  expect(after.notices).toEqual([])
  expect(after.db.prepare('SELECT body FROM outbox').pluck().all()).toEqual(['body'])
  after.close()
})

test('the lock of an agent that was killed is gone with it', async () => {
  const child = other('hold', path)
  expect(await said(child)).toBe('opened')
  expect(code(() => openStore({ path }, AT))).toBe('STORE_LOCKED')
  await kill(child)
  openStore({ path }, AT).close()
})

test.each([
  ['no database at all', (file: string) => writeFileSync(file, 'this is a diary, not a database\n'.repeat(200))],
  ['a database with a page overwritten', (file: string) => overwrite(file, 4096, 8192)],
  ['a database with its header overwritten', (file: string) => overwrite(file, 0, 512)],
])('%s is set aside and a new one begun', (_, damage) => {
  const before = openStore({ path }, AT)
  const insert = before.db.prepare("INSERT INTO outbox VALUES (?, 1, ?, 0, 'topic', ?, '')")
  for (let i = 1; i < 200; i++) insert.run(i, i, 'x'.repeat(300))
  before.close()
  damage(path)
  const store = openStore({ path }, AT)
  expect(store.notices.map(notice => notice.code)).toEqual(['STORE_CORRUPT'])
  const aside = `${path}.corrupt-2030-01-02T03-04-05-678Z`
  expect(store.notices[0]!.message).toContain(aside)
  expect(existsSync(aside)).toBe(true)
  expect(store.db.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(0)
  store.close()
  expect(openStore({ path }, AT).notices).toEqual([])
})

test('a log torn off anywhere leaves the transactions before the tear, whole', async () => {
  const child = other('hold', path)
  expect(await said(child)).toBe('opened')
  await kill(child)
  const wal = `${path}-wal`
  const [main, log] = [readFileSync(path), readFileSync(wal)]
  const counts = new Set<number>()
  for (const share of [0, 0.3, 0.55, 0.8, 0.999, 1]) {
    writeFileSync(path, main)
    writeFileSync(wal, log.subarray(0, Math.floor(log.length * share)))
    const store = openStore({ path }, AT)
    expect(store.notices).toEqual([])
    const rows = store.db.prepare('SELECT position FROM outbox ORDER BY 1').pluck().all() as number[]
    expect(rows).toEqual(rows.map((_row, i) => i + 1))
    // Each transaction held ten.
    expect(rows.length % 10).toBe(0)
    counts.add(rows.length)
    store.close()
  }
  expect(counts.size).toBeGreaterThan(2)
  expect(Math.max(...counts)).toBe(300)
})

test('a path that cannot be used is refused with the reason', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(code(() => openStore({ path: join(file, 'aisle.db') }, AT))).toBe('STORE_UNWRITABLE')
  mkdirSync(path, { recursive: true })
  expect(code(() => openStore({ path }, AT))).toBe('STORE_UNWRITABLE')
})

test('a database written by a newer version is left as it is', () => {
  const store = openStore({ path }, AT)
  store.db.pragma('user_version = 99')
  store.close()
  expect(() => openStore({ path }, AT)).toThrow(/newer version/)
  expect(code(() => openStore({ path }, AT))).toBe('STORE_UNWRITABLE')
  expect(readdirSync(join(folder, 'data')).filter(name => name.includes('corrupt'))).toEqual([])
})

test('one that lies in memory makes no file', () => {
  openStore({ path: ':memory:' }, AT).close()
  expect(existsSync(':memory:')).toBe(false)
})

test('migrations run once each, in order, and a failed one changes nothing', () => {
  const { db, close } = openStore({ path: ':memory:' }, AT)
  db.exec('DROP TABLE outbox; DROP TABLE open_visit; DROP TABLE counter')
  db.pragma('user_version = 0')
  const steps = ['CREATE TABLE a (x INTEGER) STRICT', 'ALTER TABLE a ADD COLUMN y INTEGER']
  migrate(db, steps.slice(0, 1))
  db.exec('INSERT INTO a VALUES (1)')
  migrate(db, steps)
  migrate(db, steps)
  expect(db.prepare('SELECT x, y FROM a').all()).toEqual([{ x: 1, y: null }])
  expect(() => migrate(db, [...steps, 'CREATE TABLE b (x INTEGER); CREATE TABLE a (x INTEGER)'])).toThrow(
    /already exists/,
  )
  expect(db.pragma('user_version', { simple: true })).toBe(2)
  expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'b'").pluck().get()).toBe(0)
  close()
})

describeWith(['root'], 'on a disk without room', () => {
  test('the store lives in memory, and says so', () => {
    mkdirSync(join(folder, 'data'))
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', join(folder, 'data')])
    if (mounted.status !== 0) throw new Error(`this machine cannot mount a tmpfs: ${mounted.stderr}`)
    try {
      const store = openStore({ path }, AT)
      expect(store.notices.map(notice => notice.code)).toEqual(['STORE_FULL'])
      store.db.exec("INSERT INTO counter VALUES ('epoch', 7)")
      store.close()
    } finally {
      spawnSync('umount', [join(folder, 'data')])
    }
  })
})

function overwrite(file: string, from: number, to: number): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(to - from, 0xa5), 0, to - from, from)
  closeSync(handle)
}

function other(what: 'try' | 'hold', file: string): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', OTHER, what, file], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function said(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout!, 'data')) as [Buffer]
  return chunk.toString().trim()
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
