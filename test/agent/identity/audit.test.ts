import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Anchor, Entry } from '../../../agent/identity/audit.ts'
import { canonical } from '../../../agent/identity/canonical.ts'
import type { Ledger } from '../../../agent/identity/ledger.ts'
import { prove } from '../../../agent/identity/proof.ts'
import { NOW } from './issuer.ts'
import { ledgerOf } from './shop.ts'

const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url))

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-audit-'))
  file = join(folder, 'consent.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function filled(count: number, ledger: Ledger = ledgerOf()): { ledger: Ledger; anchors: Anchor[] } {
  const anchors: Anchor[] = []
  for (let i = 0; i < count; i++) {
    const entries: Entry[] = [
      { kind: 'granted', atMs: NOW + i, receipt: `receipt-${i}0000` },
      { kind: 'refused', atMs: NOW + i, reason: 'no-consent', purpose: 'welcome', signal: 'lane', place: 'lane' },
      { kind: 'level', atMs: NOW + i, level: 'members' },
    ]
    if (i % 4 === 3) ledger.withdraw(`receipt-${i}0000`, 'member', NOW + i)
    else ledger.log(entries[i % 4]!)
    anchors.push(ledger.audit.head)
  }
  return { ledger, anchors }
}

test('an entry is chained as the rule says, restated here', () => {
  const { ledger } = filled(3)
  const rows = ledger.db.prepare('SELECT body, hash FROM audit ORDER BY sequence').all() as {
    body: string
    hash: string
  }[]
  let before = '0'.repeat(64)
  for (const { body, hash } of rows) {
    before = createHash('sha256').update(`${before}\n${body}`).digest('hex')
    expect(hash).toBe(before)
  }
  expect(rows[0]!.body).toBe(`{"atMs":${NOW},"kind":"granted","receipt":"receipt-00000","sequence":1}`)
})

test('the one way to write an entry down does not hang on the order of its keys', () => {
  const flat = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.maxSafeInteger()))
  fc.assert(
    fc.property(flat, entry => {
      const turned = Object.fromEntries(Object.entries(entry).toReversed())
      expect(canonical(turned)).toBe(canonical(entry))
      expect(JSON.parse(canonical(entry))).toEqual(JSON.parse(JSON.stringify(entry)))
    }),
  )
  expect(() => canonical({ share: 0.5 })).toThrow(RangeError)
})

test('a log that nobody touched is whole, in the next run too, and goes on where it was', () => {
  const { ledger, anchors } = filled(9, ledgerOf(file))
  expect(prove(ledger.db, anchors)).toEqual({ head: anchors.at(-1), flaws: [] })
  ledger.close()
  const next = ledgerOf(file)
  next.log({ kind: 'level', atMs: NOW, level: 'counts' })
  expect(prove(next.db, anchors)).toMatchObject({ head: { sequence: 10 }, flaws: [] })
  next.close()
})

test('entries are neither changed, removed nor put in between', () => {
  const { ledger } = filled(4)
  for (const sql of [
    "UPDATE audit SET body = '{}'",
    'DELETE FROM audit WHERE sequence = 4',
    "INSERT INTO audit VALUES (9, '{}', '')",
    "INSERT INTO audit VALUES (0, '{}', '')",
    "INSERT OR REPLACE INTO audit VALUES (4, '{}', '')",
    'DELETE FROM withdrawal',
    "UPDATE withdrawal SET by = 'list'",
  ])
    expect(() => ledger.db.exec(sql), sql).toThrow(/added to|holes|never/)
  expect(prove(ledger.db).flaws).toEqual([])
})

/** Somebody with the file, who knows the schema. */
function tamper(ledger: Ledger, sql: string): void {
  for (const trigger of ledger.db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all())
    ledger.db.exec(`DROP TRIGGER ${trigger}`)
  ledger.db.exec(sql)
}

test.each([
  [
    'changes an answer',
    `UPDATE audit SET body = replace(body, 'no-consent', 'no-permit') WHERE sequence = 2`,
    2,
    'changed',
  ],
  ['changes a hash', `UPDATE audit SET hash = replace(hash, 'a', 'b') WHERE sequence = 3`, 3, 'changed'],
  ['takes one out', 'DELETE FROM audit WHERE sequence = 3', 3, 'missing'],
  [
    'takes one out and closes the gap',
    'DELETE FROM audit WHERE sequence = 3; UPDATE audit SET sequence = sequence - 1 WHERE sequence > 3',
    3,
    'changed',
  ],
  ['takes the first out', 'DELETE FROM audit WHERE sequence = 1', 1, 'missing'],
  [
    'swaps two',
    'UPDATE audit SET sequence = -2 WHERE sequence = 2; UPDATE audit SET sequence = 2 WHERE sequence = 3; UPDATE audit SET sequence = 3 WHERE sequence = -2',
    2,
    'changed',
  ],
  [
    'doubles one',
    'UPDATE audit SET sequence = sequence + 1000 WHERE sequence > 2; UPDATE audit SET sequence = sequence - 999 WHERE sequence > 1000; INSERT INTO audit SELECT 3, body, hash FROM audit WHERE sequence = 2',
    3,
    'changed',
  ],
  ['adds a blank', `UPDATE audit SET body = replace(body, ',', ', ') WHERE sequence = 2`, 2, 'changed'],
  ['cuts the end off', 'DELETE FROM audit WHERE sequence > 6', 8, 'cut-off'],
  ['empties it', 'DELETE FROM audit', 8, 'cut-off'],
  ['loses a withdrawal', "DELETE FROM withdrawal WHERE receipt = 'receipt-30000'", 4, 'withdrawal-lost'],
])('whoever %s is found out', (_, sql, sequence, flaw) => {
  const { ledger, anchors } = filled(8)
  tamper(ledger, sql)
  expect(prove(ledger.db, [anchors.at(-1)!]).flaws).toContainEqual({ sequence, flaw })
})

test('whoever writes the whole chain anew is found out by any anchor that was published', () => {
  const { ledger } = filled(8)
  const other = filled(8)
  tamper(ledger, 'DELETE FROM audit')
  ledger.log({ kind: 'level', atMs: NOW, level: 'counts' })
  for (let i = 0; i < 9; i++) ledger.log({ kind: 'level', atMs: NOW, level: 'counts' })
  const { flaws } = prove(ledger.db, [other.anchors[4]!])
  expect(flaws).toContainEqual({ sequence: 5, flaw: 'another-history' })
})

test('any byte changed in any row of the log shows', () => {
  const { ledger, anchors } = filled(6)
  tamper(ledger, '')
  const rows = ledger.db.prepare('SELECT sequence, body, hash FROM audit').all() as {
    sequence: number
    body: string
    hash: string
  }[]
  fc.assert(
    fc.property(
      fc.nat(5),
      fc.constantFrom('body', 'hash' as const),
      fc.nat(),
      fc.integer({ min: 1, max: 0x7f }),
      (r, column, at, flip) => {
        const { sequence, [column as 'body']: text } = rows[r]!
        const bytes = Buffer.from(text)
        bytes[at % bytes.length]! ^= flip
        const put = (value: string) =>
          ledger.db.prepare(`UPDATE audit SET ${column} = ? WHERE sequence = ?`).run(value, sequence)
        put(bytes.toString('latin1'))
        const { flaws } = prove(ledger.db, anchors)
        put(text)
        expect(flaws.length).toBeGreaterThan(0)
      },
    ),
  )
  expect(prove(ledger.db, anchors).flaws).toEqual([])
})

test('two writers at once make one chain, and being killed in the middle leaves it whole', async () => {
  const writers = [0, 1].map(() =>
    spawn(process.execPath, ['--import', 'tsx', WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] }),
  )
  onTestFinished(() => writers.forEach(writer => void writer.kill('SIGKILL')))
  const gone = writers.map(writer => once(writer, 'exit'))
  await Promise.all(writers.map((writer, i) => Promise.race([once(writer.stdout!, 'data'), gone[i]])))
  for (const [i, writer] of writers.entries()) {
    expect(writer.exitCode).toBeNull()
    writer.kill('SIGKILL')
    await gone[i]
  }
  const ledger = ledgerOf(file)
  const { head, flaws } = prove(ledger.db)
  expect(flaws).toEqual([])
  expect(head.sequence).toBeGreaterThan(20)
  // Each consent and each withdrawal is there with its entry, or neither is.
  const count = (sql: string) => ledger.db.prepare(sql).pluck().get() as number
  const logged = (kind: string) => count(`SELECT count(*) FROM audit WHERE body LIKE '%"kind":"${kind}"%'`)
  expect(count('SELECT count(*) FROM consent')).toBe(logged('granted'))
  expect(count('SELECT count(*) FROM withdrawal')).toBe(logged('withdrawn'))
  ledger.close()
})
