import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { Leftovers } from '../../../../agent/identity/gallery/leftovers.ts'
import { STEPS } from '../../../../agent/identity/gallery/schema.ts'
import { openShared } from '../../../../agent/store/shared.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-leftovers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('what another program leaves in the middle of a sweep stays noted, and is swept by whoever comes next', () => {
  const file = join(folder, 'gallery.db')
  const [ours, theirs] = [openShared(file, STEPS), openShared(file, STEPS)]
  const noted = () => ours.prepare('SELECT count(*) FROM leftover').pluck().get()
  const another = new Leftovers(file, theirs)
  const sweeping = new Leftovers(file, ours)
  sweeping.note()
  const really = ours.exec.bind(ours)
  const exec = vi.spyOn(ours, 'exec').mockImplementation(sql => {
    really(sql)
    another.note()
    return ours
  })
  sweeping.sweep()
  exec.mockRestore()
  expect(noted()).toBe(1)
  sweeping.sweep()
  expect(noted()).toBe(0)
  for (const db of [ours, theirs]) db.close()
})

test('what was noted before the gallery knew how to count it is still to be swept', () => {
  const file = join(folder, 'older.db')
  const older = openShared(file, STEPS.slice(0, 1))
  older.exec('INSERT INTO unswept (only) VALUES (1)')
  older.close()
  const db = openShared(file, STEPS)
  const noted = db.prepare('SELECT count(*) FROM leftover').pluck()
  expect(noted.get()).toBe(1)
  new Leftovers(file, db).sweep()
  expect(noted.get()).toBe(0)
  db.close()
})

test('to look for what is gone, or to open it once more, gives up no lock that SQLite has on the files', () => {
  const file = join(folder, 'locked.db')
  const db = openShared(file, STEPS)
  // Whoever reads holds up another program that wants to empty the log.
  const another = `
    const db = new (require('better-sqlite3'))(${JSON.stringify(file)}, { timeout: 100 })
    db.exec('INSERT INTO leftover DEFAULT VALUES')
    console.log(db.pragma('wal_checkpoint(TRUNCATE)')[0].busy)`
  const isHeldUp = () => execFileSync(process.execPath, ['-e', another], { cwd: import.meta.dirname, encoding: 'utf8' })
  db.exec('BEGIN')
  db.prepare('SELECT * FROM leftover').all()
  new Leftovers(file, db).prove([Buffer.from('nobody')])
  expect(isHeldUp().trim()).toBe('1')
  openShared(file, STEPS).close()
  expect(isHeldUp().trim()).toBe('1')
  db.exec('COMMIT')
  expect(isHeldUp().trim()).toBe('0')
  db.close()
})
