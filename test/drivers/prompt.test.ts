import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { prompt } from '../../drivers/prompt.ts'
import type { Source } from '../../drivers/source.ts'
import { sourceSuite } from './conformance.ts'

/** A source that opens after a while, and says when it was left. */
function slow(opensMs: number) {
  const made = { left: 0, aborted: false }
  const source: Source<{ atMs: number }> = {
    id: 'till',
    async *open(signal) {
      if (signal.aborted) return
      signal.addEventListener('abort', () => (made.aborted = true))
      try {
        await delay(opensMs)
        for (let atMs = 0; atMs < 100 && !signal.aborted; atMs++) yield { atMs }
      } finally {
        made.left++
      }
    },
  }
  return { made, source }
}

sourceSuite('a source that opens in time', async () => ({
  source: prompt(slow(1).source),
  times: ({ atMs }: { atMs: number }) => [atMs],
}))

test('one that does not open in time is lost then, is told to end, and is given back when it comes to itself', async () => {
  const { made, source } = slow(300)
  const items = prompt(source, 20).open(new AbortController().signal)[Symbol.asyncIterator]()
  await expect(items.next()).rejects.toMatchObject({
    code: 'SOURCE_LOST',
    message: expect.stringContaining('not open'),
  })
  expect(made).toEqual({ left: 0, aborted: true })
  await expect.poll(() => made.left).toBe(1)
})

test('once it is open it may take its time', async () => {
  const source: Source<number> = {
    id: 'till',
    async *open() {
      yield 1
      await delay(100)
      yield 2
    },
  }
  const seen: number[] = []
  for await (const item of prompt(source, 20).open(new AbortController().signal)) seen.push(item)
  expect(seen).toEqual([1, 2])
})

test('what it throws at opening is thrown', async () => {
  const source: Source<number> = {
    id: 'till',
    // biome-ignore lint/correctness/useYield: it never gets that far
    async *open() {
      throw new Error('busy')
    },
  }
  await expect(prompt(source).open(new AbortController().signal)[Symbol.asyncIterator]().next()).rejects.toThrow('busy')
})

test('whoever is to stop while it opens does not wait for it, and gets no fault', async () => {
  const { made, source } = slow(5000)
  const stop = new AbortController()
  const next = prompt(source).open(stop.signal)[Symbol.asyncIterator]().next()
  stop.abort()
  await expect(next).resolves.toEqual({ done: true, value: undefined })
  expect(made.left).toBe(0)
})
