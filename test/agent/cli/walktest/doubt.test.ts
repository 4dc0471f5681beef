import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { doubts } from '../../../../agent/cli/walktest/doubt.ts'
import { keep, keeping } from '../../../../agent/cli/walktest/keep.ts'
import { keepBaseline } from '../../../../agent/health/baseline.ts'
import { scratch } from '../../../e2e/aisled.ts'

const at = scratch()
afterAll(at.remove)
const sure = { walks: 20, ghosts: 2, crowded: 0, lost: 0, isAnother: false }
const walked = (line: string, configDigest = 'sha256:x') => ({
  ...{ line, at: '2026-01-15T09:00:00.000Z', configDigest, sensors: ['desk'] },
  ...{ walks: 20, right: 20, missed: 0, doubled: 0, turned: 0, ghosts: 0 },
})

test.each([
  [{}, []],
  [{ isAnother: true }, [/started anew/]],
  [{ lost: 1 }, [/1 message/]],
  [{ crowded: 2 }, [/more than one person.* 2 of 20/]],
  [{ ghosts: 3 }, [/3 crossings.*nobody walked/]],
  [{ crowded: 1, ghosts: 40 }, [/more than one/, /40 crossings/]],
])('walks with %j are in doubt: %j', (more, expected) => {
  expect(doubts({ ...sure, ...more })).toEqual(expected.map(one => expect.stringMatching(one)))
})

test('it is said whether walks were kept, and whether days are held against them', () => {
  const outbox = { path: join(at.folder, 'shop.db') }
  const floor = { entrances: [{ id: 'door' }, { id: 'back' }] } as never
  const file = `${outbox.path}.walks.json`
  const said = (line: string, kept: ReturnType<typeof keep>) =>
    [...keeping({ floor, outbox }, { line, configDigest: 'sha256:x' }, kept)].join()
  keepBaseline(file, walked('back', 'sha256:old'))
  expect(said('door', keep(file, walked('door')))).toMatch(/Kept in .*not held against it yet.*changed.*back/)
  expect(said('back', keep(file, walked('back')))).toMatch(/Kept in .*from the next start/)
  expect(said('middle', keep(file, walked('middle')))).toMatch(/Kept in .*line inside/)
  expect(said('door', {})).toBe('  Nothing was kept.')
  mkdirSync(join(at.folder, 'taken'))
  expect(said('door', keep(join(at.folder, 'taken'), walked('door')))).toMatch(/Nothing was kept: .*cannot be written/)
})
