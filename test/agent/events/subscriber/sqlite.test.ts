import { afterEach, expect, test } from 'vitest'
import { sqliteProgress } from '../../../../agent/events/subscriber/sqlite.ts'
import { scratch } from '../../../e2e/aisled.ts'

const ends: (() => unknown)[] = []
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end()
})

const at = (through: string) => ({ source: '/acme/vienna/door', stream: '', through })

test('whoever works on a stream is told how far it had come, whichever process of the name brought it there', async () => {
  const { folder, remove } = scratch()
  ends.push(remove)
  const [one, other] = [0, 1].map(() => sqliteProgress(`${folder}/positions.db`, 'cloud'))
  const nobody = sqliteProgress(`${folder}/positions.db`, 'crm')
  ends.push(() => [one, other, nobody].map(progress => progress!.close()))
  const seen: (string | undefined)[] = []
  const work = (isNews: boolean) => async (_: unknown, stored?: string) => {
    seen.push(stored)
    return isNews
  }
  await one!.commit(at('1-7'), work(true))
  await other!.commit(at('1-9'), work(true))
  await one!.commit(at('1-8'), work(false))
  await nobody.commit(at('1-1'), work(true))
  expect(seen).toEqual([undefined, '1-7', '1-9', undefined])
  expect([...(await other!.load())]).toEqual([at('1-9')])
})

test('what throws leaves nothing behind, of the work and of the position', async () => {
  const { folder, remove } = scratch()
  ends.push(remove)
  const progress = sqliteProgress(`${folder}/positions.db`, 'cloud')
  ends.push(() => progress.close())
  await progress.commit(at('1-1'), async db => db.exec('CREATE TABLE visit (name TEXT)').open)
  const failed = progress.commit(at('1-2'), async db => {
    db.exec("INSERT INTO visit VALUES ('a')")
    throw new Error('no')
  })
  await expect(failed).rejects.toThrow('no')
  await progress.commit(at('1-2'), async (db, stored) => {
    expect(stored).toBe('1-1')
    expect(db.prepare('SELECT * FROM visit').all()).toEqual([])
    return true
  })
})
