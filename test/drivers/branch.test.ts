import { getEventListeners } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { branch } from '../../drivers/branch.ts'

test('it aborts with the signal from which it branched off, also where that has aborted before', () => {
  const stop = new AbortController()
  const { signal } = branch(stop.signal)
  expect(signal.aborted).toBe(false)
  stop.abort()
  expect(signal.aborted).toBe(true)
  expect(branch(stop.signal).signal.aborted).toBe(true)
})

test('it is left alone, and nothing of it stays', () => {
  const stop = new AbortController()
  const { signal, leave } = branch(stop.signal)
  leave()
  expect([signal.aborted, stop.signal.aborted]).toEqual([true, false])
  expect(getEventListeners(stop.signal, 'abort')).toEqual([])
})

test('however many branched off, a signal that lives long holds nothing of those that were left', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const held = async () => {
    for (let i = 0; i < 3; i++) {
      await turn()
      collect()
    }
    return process.memoryUsage().heapUsed
  }
  const stop = new AbortController()
  const many = async () => {
    for (let i = 0; i < 2000; i++) {
      const { signal, leave } = branch(stop.signal)
      signal.addEventListener('abort', () => {})
      leave()
    }
  }
  await many()
  const before = await held()
  await many()
  expect(((await held()) - before) / 2000).toBeLessThan(400)
})
