import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Book } from '../../../agent/moments/book.ts'
import { FEATURES, features } from '../../../agent/moments/features.ts'
import { openStore, type Store } from '../../../agent/store/store.ts'
import { SOMEBODY } from './situation.ts'

let folder: string
let store: Store
const open = () => (store = openStore({ path: join(folder, 'aisle.db') }, 0))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-book-'))
  open()
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const contact = (atMs: number) => ({
  ...{ visit: `visit-${atMs}`, touchpoint: 'wine', atMs, probability: 0.7, isLearned: false },
  features: features(SOMEBODY, new Float64Array(FEATURES.length)),
})

test('whom to approach is there again after a crash, number for number, until nobody will speak of them any more', () => {
  const book = new Book(store.db)
  for (const atMs of [1000, 2000, 3000]) book.note(contact(atMs), 0)
  store.db.close()
  open()
  expect(new Book(store.db).since(2000)).toEqual([contact(2000), contact(3000)])
  expect(new Book(store.db).since(0)).toHaveLength(2)
})

test('what was written with other features says nothing', () => {
  const book = new Book(store.db)
  book.note(contact(1000), 0)
  store.db.prepare("UPDATE contact SET form = 'another'").run()
  expect(book.since(0)).toEqual([])
})

test('a database that takes nothing does not stop a start', () => {
  new Book(store.db).note(contact(1000), 0)
  store.db.pragma('query_only = 1')
  expect(new Book(store.db).since(0)).toEqual([contact(1000)])
})
