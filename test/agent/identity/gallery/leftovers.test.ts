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
