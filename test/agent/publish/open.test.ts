import { spawnSync } from 'node:child_process'
import {
  closeSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Event } from '../../../agent/events/contract.ts'
import { type Reading, read } from '../../../agent/events/subscriber/reading.ts'
import { compare } from '../../../agent/events/wire.ts'
import type { Entry } from '../../../agent/publish/entry.ts'
import { Outbox } from '../../../agent/publish/outbox.ts'
import { openStore } from '../../../agent/store/store.ts'
import type { Fault } from '../../../config/fault.ts'
import { context } from '../events/facts.ts'
import { AT, ended, many, Shop, started } from './shop.ts'

const ends = (entries: readonly Entry[]) =>
  entries.map(entry => JSON.parse(entry.body) as Event).filter(event => event.type === 'aisle.visit.ended.v1')
const take = (outbox: Outbox): readonly Entry[] => {
  const read = outbox.read(0, 1e6)
  outbox.settle(read)
  return read
}

test('the end of a visit outlives the limit of bytes', () => {
  const one = new Shop({ maxMegabytes: 2 })
  one.outbox.append(started('visit-a-abcdef'))
  one.outbox.flush()
  take(one.outbox)
  one.outbox.append(ended('visit-a-abcdef'))
  one.outbox.flush()
  for (let i = 0; i < 5; i++) {
    one.outbox.append(many(1000))
    one.outbox.flush()
  }
  const dropped = one.outbox.dropped
  one.crash()
  const told = ends(take(one.open(AT)))
  one.close()
  one.remove()
  expect(dropped).toBeGreaterThan(0)
  expect(told.map(event => event.subject)).toEqual(['visit-a-abcdef'])
})

const readings = (entries: readonly Entry[]) => entries.map(({ body }) => read(body, context.source) as Reading)

/** Runs on a disk of its own that can be filled to the last page. */
function small(kib: number, run: (folder: string, fill: () => void, free: () => void) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-full-'))
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', folder])
  if (done.status !== 0) throw new Error(String(done.stderr))
  const filler = join(folder, 'filler')
  const fill = () => {
    const file = openSync(filler, 'w')
    try {
      for (;;) writeSync(file, Buffer.alloc(4096))
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'ENOSPC' })
    } finally {
      closeSync(file)
    }
  }
  try {
    run(folder, fill, () => unlinkSync(filler))
  } finally {
    spawnSync('umount', ['-l', folder])
    rmdirSync(folder)
  }
}
const options = { context, commitMs: 1000, maxMegabytes: 64 }

test.skipIf(process.getuid?.() !== 0)(
  'a visit that ends while the disk is full, and is told, does not end again after a crash',
  () => {
    small(2000, (folder, fill, free) => {
      const path = join(folder, 'aisle.db')
      const faults: Fault[] = []
      const store = openStore({ path }, AT)
      const outbox = new Outbox(store, { ...options, atMs: AT, onFault: fault => faults.push(fault) })
      outbox.append(started('visit-b-abcdef'))
      outbox.flush()
      take(outbox)
      outbox.flush()
      fill()
      for (let i = 0; faults.length === 0 && i < 50; i++) {
        outbox.append(many(100))
        outbox.flush()
      }
      outbox.append(ended('visit-b-abcdef'))
      outbox.flush()
      const delivered = ends(take(outbox))
      store.close()
      outbox.close()
      free()
      const again = openStore({ path }, AT)
      const after = new Outbox(again, { ...options, atMs: AT })
      const told = ends(after.read(0, 1e6))
      after.close()
      again.close()
      expect(faults.map(fault => fault.code)).toEqual(['STORE_FULL'])
      expect([...delivered, ...told]).toHaveLength(1)
    })
  },
)

test.skipIf(process.getuid?.() !== 0)(
  'a visit that begins while the disk is full, and is told, has its end after a crash',
  () => {
    small(2000, (folder, fill, free) => {
      const path = join(folder, 'aisle.db')
      const faults: Fault[] = []
      const store = openStore({ path }, AT)
      const outbox = new Outbox(store, { ...options, atMs: AT, onFault: fault => faults.push(fault) })
      fill()
      for (let i = 0; faults.length === 0 && i < 50; i++) {
        outbox.append(many(100))
        outbox.flush()
      }
      outbox.append(started('visit-c-abcdef'))
      outbox.flush()
      const delivered = take(outbox).filter(entry => entry.topic.endsWith('visit/started'))
      store.close()
      outbox.close()
      free()
      const again = openStore({ path }, AT)
      const after = new Outbox(again, { ...options, atMs: AT })
      const told = ends(after.read(0, 1e6))
      after.close()
      again.close()
      expect(delivered).toHaveLength(1)
      expect(told).toHaveLength(1)
    })
  },
)

test('a visit that was open when the database was damaged has its end, and the loss is told', () => {
  const one = new Shop()
  one.outbox.append([started('visit-d-abcdef')])
  one.outbox.flush()
  take(one.outbox)
  one.outbox.append(many(50))
  one.outbox.flush()
  one.crash()
  writeFileSync(one.path, Buffer.alloc(statSync(one.path).size, 7))
  one.open(AT + 5000)
  const notices = one.store.notices.map(({ code }) => code)
  const told = ends(take(one.outbox)).length
  const isTold = one.outbox.lagging(AT + 6000) !== undefined
  one.close()
  one.remove()
  expect(notices).toEqual(['STORE_CORRUPT'])
  expect({ told, isTold }).toEqual({ told: 1, isTold: true })
})

test('after a loss of the database no event claims to follow on one that a subscriber may have: it learns that there is a gap', () => {
  const one = new Shop()
  one.outbox.append([started('visit-d-abcdef'), ...many(9)])
  one.outbox.flush()
  take(one.outbox)
  one.outbox.append(many(50))
  one.outbox.flush()
  const had = readings(one.outbox.read(0, 20)).at(-1)!
  one.crash()
  writeFileSync(one.path, Buffer.alloc(statSync(one.path).size, 7))
  one.open(AT + 5000)
  one.outbox.append(many(1))
  one.outbox.flush()
  const [first, second] = readings(one.outbox.read(0, 20))
  one.close()
  one.remove()
  expect(compare(first!.before, had.place)).toBeGreaterThan(0)
  expect(first!.certain).toBe(false)
  expect([second!.before, second!.certain]).toEqual([first!.place, true])
})

test('damage that is met while running is told as such', () => {
  const faults: Fault[] = []
  const one = new Shop({ onFault: fault => faults.push(fault) })
  one.outbox.append(many(2000))
  one.outbox.flush()
  one.store.db.pragma('wal_checkpoint(TRUNCATE)')
  one.store.db.pragma('cache_size = 1')
  one.store.db.pragma('shrink_memory')
  const file = openSync(one.path, 'r+')
  writeSync(file, Buffer.alloc(statSync(one.path).size - 4096, 7), 0, undefined, 4096)
  closeSync(file)
  for (let i = 0; i < 3; i++) {
    one.outbox.append(many(100))
    one.outbox.flush()
  }
  one.crash()
  one.remove()
  expect(faults.map(fault => fault.code)).toEqual(['STORE_DAMAGED'])
})

test('an epoch grows where the database was lost and the clock is behind', () => {
  const one = new Shop()
  const before = one.outbox.epoch
  one.close()
  for (const part of ['', '-wal', '-shm']) rmSync(one.path + part, { force: true })
  const after = one.open(40_000).epoch
  one.close()
  one.remove()
  expect(after).toBeGreaterThan(before)
})

test('a trigger keeps what was committed, in the same transaction, after it was acknowledged too', () => {
  const one = new Shop()
  one.store.db.exec(
    `CREATE TABLE truth (epoch INTEGER, sequence INTEGER, body TEXT);
     CREATE TRIGGER keep AFTER INSERT ON outbox BEGIN INSERT INTO truth VALUES (new.epoch, new.sequence, new.body); END`,
  )
  one.outbox.append(many(20))
  one.outbox.flush()
  take(one.outbox)
  one.outbox.flush()
  one.outbox.append(many(5))
  one.crash()
  one.open(AT)
  const kept = one.store.db.prepare('SELECT count(*) FROM truth').pluck().get()
  one.close()
  one.remove()
  expect(kept).toBe(20)
})
