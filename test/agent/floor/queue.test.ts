import { expect, test } from 'vitest'
import { Queue } from '../../../agent/floor/queue.ts'

const WALKING = 1.2
const STANDING = 0.1

/** What is told up to an instant, a tick each 100 ms: `seconds length`. */
function told(queue: Queue, fromMs: number, toMs: number): string[] {
  const all: string[] = []
  for (let atMs = fromMs; atMs <= toMs; atMs += 100) {
    const fact = queue.tick(atMs)
    if (fact) all.push(`${atMs / 1000} ${fact.length}`)
  }
  return all
}

test('who walks through is not in line, and who comes to a stand is', () => {
  const queue = new Queue('till')
  queue.join(1, 0)
  queue.join(2, 0)
  for (let atMs = 0; atMs <= 4000; atMs += 100) {
    queue.see(1, WALKING, atMs)
    queue.see(2, atMs < 2000 ? WALKING : STANDING, atMs)
  }
  expect(told(queue, 4000, 6000)).toEqual(['5 1'])
  queue.leave(1, 6000, false)
  expect(told(queue, 6100, 9000)).toEqual([])
})

test('a step forward does not take anybody out of line', () => {
  const queue = new Queue('till')
  queue.join(1, 0)
  queue.see(1, STANDING, 0)
  queue.see(1, WALKING, 5000)
  expect(told(queue, 5000, 7000)).toEqual(['6 1'])
})

test('who has been in it for long stands in line, however restless', () => {
  const queue = new Queue('till')
  queue.join(1, 0)
  for (let atMs = 0; atMs <= 30_000; atMs += 100) queue.see(1, WALKING, atMs)
  expect(told(queue, 30_000, 32_000)).toEqual(['31 1'])
})

test('the wait is learned from those who stood, each behind as many as stood there', () => {
  const queue = new Queue('till')
  for (let i = 0; i < 10; i++) {
    const atMs = 100_000 * i
    queue.join(1, atMs)
    queue.join(2, atMs)
    queue.see(2, STANDING, atMs)
    queue.leave(1, atMs + 3000, true)
    queue.leave(2, atMs + 60_000, true)
  }
  queue.join(3, 2_000_000)
  queue.see(3, STANDING, 2_000_000)
  queue.tick(2_000_000)
  expect(queue.tick(2_001_000)?.wait).toMatchObject({ ms: 120_000, lowMs: 120_000, highMs: 120_000 })
})
