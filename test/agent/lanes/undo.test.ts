import { expect, test } from 'vitest'
import { Undo } from '../../../agent/lanes/undo.ts'

test('everything is undone, the latest first, whatever fails, and once', async () => {
  const undone: string[] = []
  const undo = new Undo()
  const fails = (name: string) => () => {
    undone.push(name)
    throw new Error(name)
  }
  undo.add(() => undone.push('store'))
  undo.add(fails('outbox'))
  undo.add(async () => undone.push('desk'))
  undo.add(async () => fails('lane')())
  await expect(undo.all()).rejects.toThrow('lane')
  expect(undone).toEqual(['lane', 'desk', 'outbox', 'store'])
  await undo.all()
  expect(undone).toHaveLength(4)
})
