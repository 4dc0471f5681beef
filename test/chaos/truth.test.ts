import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { discard } from '../../agent/publish/discard.ts'
import { Outbox } from '../../agent/publish/outbox.ts'
import { openStore } from '../../agent/store/store.ts'
import { context } from '../agent/events/facts.ts'
import { AT, ended, many, started } from '../agent/publish/shop.ts'
import { committed, watch } from './truth.ts'

test('the database writes down every event that is committed, also those that the outbox lets go', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-truth-'))
  const path = join(folder, 'agent.db')
  openStore({ path }, AT).close()
  watch(path)
  const told: string[] = []
  const store = openStore({ path }, AT)
  const outbox = new Outbox(store, {
    context,
    atMs: AT,
    commitMs: 1000,
    maxMegabytes: 64,
    onEvent: ({ id }) => told.push(id),
  })
  discard(outbox)
  outbox.append([started('visit-a-abcdef'), ...many(20), ended('visit-a-abcdef')])
  outbox.flush()
  outbox.append(many(1))
  store.close()
  outbox.close()

  const seen = committed(path)
  // The last was not on the disk when the power went.
  expect(seen.map(({ id }) => id)).toEqual(told.slice(0, -1))
  expect(seen[0]).toMatchObject({ type: 'aisle.visit.started.v1', subject: 'visit-a-abcdef' })
  rmSync(folder, { recursive: true })
})
