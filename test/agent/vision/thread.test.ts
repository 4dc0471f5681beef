import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import type { Picture } from '../../../agent/vision/picture.ts'
import { Thread } from '../../../agent/vision/thread.ts'

/**
 * Answers each picture with its first byte and the score that was asked for; a first byte of 13 kills it in the middle of its
 * work, 14 is a picture that it cannot look at.
 */
const ECHO = `
  const { parentPort } = require('node:worker_threads')
  parentPort.on('message', message => {
    if ('close' in message) return parentPort.close()
    const { ask, picture, minScore } = message
    const buffer = picture.pixels.buffer
    if (picture.pixels[0] === 13) process.exit(5)
    if (picture.pixels[0] === 14) return parentPort.postMessage({ ask, failed: 'it is not pretty', buffer }, [buffer])
    const numbers = Float32Array.of(picture.pixels[0], picture.pixels.length, minScore, 0, 0)
    parentPort.postMessage({ ask, found: { each: 5, numbers }, buffer }, [buffer])
  })
  parentPort.postMessage({ ready: true })
`

function echo(): { thread: Thread; born: Worker[] } {
  const born: Worker[] = []
  const thread = new Thread('echo', () => {
    const worker = new Worker(ECHO, { eval: true })
    born.push(worker)
    return worker
  })
  return { thread, born }
}

const picture = (first: number, length = 12): Picture => ({
  layout: 'rgb',
  width: 2,
  height: 2,
  pixels: new Uint8Array(length).fill(first),
})

test('answers come to the questions that they belong to, and the picture may be overwritten at once', async () => {
  const { thread, born } = echo()
  const shared = picture(0)
  const answers = await Promise.all(
    [1, 2, 3, 4, 5].map(first => {
      shared.pixels.fill(first)
      return thread.ask(shared, 0.5)
    }),
  )
  expect(answers.map(({ numbers }) => [...numbers.subarray(0, 3)])).toEqual([1, 2, 3, 4, 5].map(i => [i, 12, 0.5]))
  expect(shared.pixels.length).toBe(12)
  expect(born).toHaveLength(1)
  await thread.close()
})

test('pictures of different sizes may follow one another', async () => {
  const { thread } = echo()
  for (const length of [100, 12, 4000, 12]) expect((await thread.ask(picture(1, length), 0)).numbers[1]).toBe(length)
  await thread.close()
})

test('a worker that dies fails what it was asked, and the next question starts another', async () => {
  const { thread, born } = echo()
  expect((await thread.ask(picture(1), 0)).numbers[0]).toBe(1)
  const asked = await Promise.allSettled([thread.ask(picture(13), 0), thread.ask(picture(2), 0)])
  for (const answer of asked)
    expect(answer).toMatchObject({ status: 'rejected', reason: { name: 'Fault', code: 'ENGINE_FAILED' } })
  expect((await thread.ask(picture(3), 0)).numbers[0]).toBe(3)
  expect(born).toHaveLength(2)
  await thread.close()
})

test('a picture that fails is no reason to start another worker', async () => {
  const { thread, born } = echo()
  await expect(thread.ask(picture(14), 0)).rejects.toThrow('Inference with echo failed: it is not pretty.')
  expect((await thread.ask(picture(3), 0)).numbers[0]).toBe(3)
  expect(born).toHaveLength(1)
  await thread.close()
})

test('a worker that cannot begin says why', async () => {
  const thread = new Thread('echo', () => new Worker(`throw new Error('no model here')`, { eval: true }))
  await expect(thread.start()).rejects.toMatchObject({ code: 'ENGINE_FAILED', message: /no model here/ })
  await thread.close()
})

test('closing answers what was asked before, ends the worker, and takes no more', async () => {
  const { thread, born } = echo()
  await thread.start()
  const asked = thread.ask(picture(7), 0)
  const ended = new Promise(resolve => born[0].once('exit', resolve))
  await thread.close()
  expect((await asked).numbers[0]).toBe(7)
  expect(await ended).toBe(0)
  await expect(thread.ask(picture(1), 0)).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
})
