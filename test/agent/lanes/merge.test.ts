import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Lane } from '../../../agent/lanes/lane.ts'
import { merge } from '../../../agent/lanes/merge.ts'

const timeline = fc.array(fc.nat(1000)).map(times => times.sort((a, b) => a - b))

function lane(id: string, times: readonly number[], seen: [string, number][], closed: string[]): Lane {
  return {
    floor: true,
    source: {
      id,
      async *open() {
        try {
          for (const atMs of times) yield { atMs }
        } finally {
          closed.push(id)
        }
      },
    },
    atMs: item => (item as { atMs: number }).atMs,
    see: item => void seen.push([id, (item as { atMs: number }).atMs]),
    close: () => {},
  }
}

test('everything is seen once, in the order of capture over all lanes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(timeline, { maxLength: 4 }), async timelines => {
      const seen: [string, number][] = []
      const closed: string[] = []
      const passed: number[] = []
      const lanes = timelines.map((times, i) => lane(`lane${i}`, times, seen, closed))
      await merge(lanes, new AbortController().signal, atMs => passed.push(atMs))
      expect(passed).toEqual(timelines.flat().sort((a, b) => a - b))
      for (const [i, times] of timelines.entries())
        expect(seen.filter(([id]) => id === `lane${i}`).map(([, atMs]) => atMs)).toEqual(times)
      expect(closed.sort()).toEqual(lanes.map(one => one.source.id).sort())
    }),
  )
})

test('a lane that fails lets go of all the others', async () => {
  const closed: string[] = []
  const good = lane('good', [1, 2, 3], [], closed)
  const bad = { ...lane('bad', [2], [], closed), see: () => Promise.reject(new Error('broken')) }
  await expect(merge([good, bad], new AbortController().signal, () => {})).rejects.toThrow('broken')
  expect(closed.sort()).toEqual(['bad', 'good'])
})

test('a recording that cannot be opened lets go of all the others', async () => {
  const closed: string[] = []
  const waiting: Lane = {
    ...lane('waiting', [], [], closed),
    source: {
      id: 'waiting',
      async *open(signal) {
        try {
          await new Promise(resolve => signal.addEventListener('abort', resolve))
          yield { atMs: 0 }
        } finally {
          closed.push('waiting')
        }
      },
    },
  }
  const refused: Lane = {
    ...lane('refused', [], [], closed),
    source: {
      id: 'refused',
      // biome-ignore lint/correctness/useYield: it fails before it can
      async *open() {
        throw new Error('not there')
      },
    },
  }
  await expect(merge([waiting, refused], new AbortController().signal, () => {})).rejects.toThrow('not there')
  expect(closed).toEqual(['waiting'])
})

test('what has no time of its own is seen at once and does not turn the clock', async () => {
  const seen: [string, number][] = []
  const passed: number[] = []
  const timeless = lane('timeless', [Number.NEGATIVE_INFINITY], seen, [])
  await merge([lane('clock', [5, 6], seen, []), timeless], new AbortController().signal, atMs => passed.push(atMs))
  expect(seen[0][0]).toBe('timeless')
  expect(passed).toEqual([5, 6])
})
