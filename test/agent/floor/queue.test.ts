import fc from 'fast-check'
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

test('who is seen beside it is not in line until they are seen in it again, and waits all the same', () => {
  const queue = new Queue('till')
  queue.join(1, 0)
  queue.see(1, STANDING, 0)
  expect(told(queue, 0, 2000)).toEqual(['1 1'])
  queue.aside(1)
  expect(told(queue, 2000, 4000)).toEqual(['3 0'])
  queue.see(1, STANDING, 4000)
  expect(told(queue, 4000, 6000)).toEqual(['5 1'])
  queue.leave(1, 6000, true)
  expect(told(queue, 6000, 8000)).toEqual(['7 0'])
})

test('as many are in line as came to a stand in it and were seen there last, whatever happens', () => {
  const what = fc.constantFrom('join', 'walk', 'stand', 'aside', 'leave')
  fc.assert(
    fc.property(fc.array(fc.tuple(what, fc.integer({ min: 1, max: 4 })), { maxLength: 60 }), steps => {
      const queue = new Queue('till')
      const there = new Map<number, { sinceMs: number; stands: boolean; aside: boolean }>()
      let length = 0
      steps.forEach(([does, person], i) => {
        const atMs = 10_000 * i
        const one = there.get(person)
        if (does === 'join' && !one) {
          queue.join(person, atMs)
          there.set(person, { sinceMs: atMs, stands: false, aside: false })
        } else if (does === 'leave') {
          queue.leave(person, atMs, false)
          there.delete(person)
        } else if (does === 'aside') {
          queue.aside(person)
          if (one) one.aside = true
        } else if (does !== 'join') {
          queue.see(person, does === 'walk' ? WALKING : STANDING, atMs)
          if (one) {
            one.aside = false
            // Whoever has been in it for longer than it takes to walk through stands.
            one.stands ||= does === 'stand' || atMs - one.sinceMs > 10_000
          }
        }
        queue.tick(atMs + 1)
        length = queue.tick(atMs + 2000)?.length ?? length
        const inLine = [...there.values()].filter(({ stands, aside }) => stands && !aside).length
        expect(length).toBe(inLine)
      })
    }),
  )
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
