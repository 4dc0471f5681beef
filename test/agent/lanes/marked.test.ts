import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Outcome } from '../../../agent/identity/gallery/recogniser.ts'
import type { Bearer } from '../../../agent/identity/permit.ts'
import { Marked } from '../../../agent/lanes/marked.ts'

const PERMIT_MS = 10_000

function lane() {
  const asked: [number, number][] = []
  let standing: Bearer[] = []
  const marked = new Marked({
    lanes: ['entry'],
    permitMs: PERMIT_MS,
    standingIn: () => standing,
    ask: (_, { track }, atMs) => asked.push([track, atMs]),
  })
  const stand = (...tracks: number[]) => (standing = tracks.map(track => ({ sensor: 'floor', track })))
  return { marked, asked, stand }
}

test('whoever was recognised is not asked for again while they are about, and is after they were long away', () => {
  const { marked, asked, stand } = lane()
  stand(1)
  marked.tick(0)
  marked.settle({ sensor: 'floor', track: 1 }, 'recognised')
  for (let atMs = 1000; atMs <= 300_000; atMs += 1000) {
    stand(...(atMs % 60_000 < 30_000 ? [1] : []))
    marked.tick(atMs)
  }
  expect(asked).toEqual([[1, 0]])
  stand()
  marked.tick(901_000)
  stand(1)
  marked.tick(902_000)
  expect(asked).toEqual([
    [1, 0],
    [1, 902_000],
  ])
})

test('nobody is asked for twice within a permit, nor once they are settled: by being recognised, or nobody in three permits, for however many purposes each', () => {
  const step = fc.record({
    present: fc.subarray([1, 2, 3]),
    after: fc.integer({ min: 100, max: 15_000 }),
    outcomes: fc.array(
      fc.tuple(
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom<Outcome>('looking', 'nobody', 'recognised', 'not-enough', 'refused', 'over'),
      ),
      { maxLength: 4 },
    ),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), steps => {
      const { marked, asked, stand } = lane()
      const misses = new Map<number, number>()
      const settled = new Set<number>()
      const last = new Map<number, number>()
      const missed = new Map<number, number>()
      const wanted: [number, number][] = []
      let nowMs = 0
      for (const { present, after, outcomes } of steps) {
        nowMs += after
        stand(...present)
        for (const track of present) {
          if (settled.has(track) || nowMs - (last.get(track) ?? -PERMIT_MS) < PERMIT_MS) continue
          wanted.push([track, nowMs])
          last.set(track, nowMs)
        }
        marked.tick(nowMs)
        for (const [track, outcome] of outcomes) {
          if (!last.has(track)) continue
          marked.settle({ sensor: 'floor', track }, outcome)
          const isMiss = outcome === 'nobody' || outcome === 'refused'
          if (isMiss && missed.get(track) !== last.get(track)) {
            missed.set(track, last.get(track)!)
            misses.set(track, (misses.get(track) ?? 0) + 1)
          }
          if (outcome === 'recognised' || misses.get(track) === 3) settled.add(track)
        }
      }
      expect(asked).toEqual(wanted)
    }),
  )
})
