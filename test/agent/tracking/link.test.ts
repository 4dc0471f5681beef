import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agree, end } from '../../../agent/tracking/agree.ts'
import { link } from '../../../agent/tracking/link.ts'
import { cut, type Piece, type Row } from '../../../agent/tracking/piece.ts'

const EVERY_MS = 100
/** A box's size, √(width · height), is 60. */
const [WIDTH, HEIGHT] = [40, 90]
const coordinate = (max: number) => fc.double({ min: -max, max, noNaN: true })

function row(frame: number, x: number, y: number, scale = 1, trust = 1): Row {
  const [width, height] = [scale * WIDTH, scale * HEIGHT]
  return {
    frame,
    atMs: EVERY_MS * frame,
    box: [scale * x - width / 2, scale * y - height / 2, width, height],
    score: 1,
    trust,
  }
}

/** Somebody who walks straight on, at `vx`, `vy` a frame. */
function walk(from: number, count: number, x: number, y: number, vx: number, vy: number, scale = 1): Piece {
  return Array.from({ length: count }, (_, k) => row(from + k, x + vx * (from + k), y + vy * (from + k), scale))
}

const numbers = (chains: readonly Piece[][], pieces: readonly Piece[]) =>
  chains.map(chain => chain.map(piece => pieces.indexOf(piece)))

test('who walks straight on while nobody sees them is one person', () => {
  fc.assert(
    fc.property(coordinate(8), coordinate(8), fc.integer({ min: 1, max: 25 }), (vx, vy, hidden) => {
      const pieces = [walk(0, 20, 0, 0, vx, vy), walk(20 + hidden, 20, 0, 0, vx, vy)]
      expect(numbers(link(pieces), pieces)).toEqual([[0, 1]])
    }),
  )
})

test('who begins out of reach, or is of another size, or was there before, is somebody else', () => {
  const first = walk(0, 20, 0, 0, 3, 0)
  for (const other of [
    walk(30, 20, 0, 400, 3, 0),
    walk(30, 20, 0, 0, 3, 0, 2),
    walk(15, 20, 0, 0, 3, 0),
    walk(100, 20, 0, 0, 3, 0),
  ])
    expect(link([first, other])).toHaveLength(2)
})

test('two who cross out of sight keep their courses, though each comes back nearer to where the other was lost', () => {
  fc.assert(
    fc.property(fc.double({ min: 3, max: 8, noNaN: true }), fc.integer({ min: 2, max: 8 }), (pace, hidden) => {
      const middle = (19 + 20 + hidden) / 2
      const [right, left] = [-pace * middle, pace * middle]
      const pieces = [
        walk(0, 20, right, 0, pace, 0),
        walk(0, 20, left, 10, -pace, 0),
        walk(20 + hidden, 20, left, 10, -pace, 0),
        walk(20 + hidden, 20, right, 0, pace, 0),
      ]
      const chains = numbers(link(pieces), pieces)
      expect(chains.map(chain => chain.join()).sort()).toEqual(['0,3', '1,2'])
    }),
  )
})

const step = fc.tuple(coordinate(5), coordinate(5))
const wandering = fc
  .record({
    from: fc.nat(60),
    at: fc.tuple(coordinate(200), coordinate(200)),
    steps: fc.array(step, { maxLength: 12 }),
  })
  .map(({ from, at, steps }) => {
    let [x, y] = at
    return [row(from, x, y), ...steps.map(([dx, dy], k) => row(from + k + 1, (x += dx), (y += dy)))]
  })

test('every piece is in one chain, and nobody is in two places at once', () => {
  fc.assert(
    fc.property(fc.array(wandering, { maxLength: 12 }), pieces => {
      const chains = link(pieces)
      expect(chains.flat()).toHaveLength(pieces.length)
      expect(new Set(chains.flat())).toEqual(new Set(pieces))
      for (const chain of chains)
        for (const [k, piece] of chain.slice(1).entries())
          expect(piece[0]!.atMs).toBeGreaterThan(chain[k]!.at(-1)!.atMs)
    }),
  )
})

test('metres link as pixels do', () => {
  fc.assert(
    fc.property(
      fc.array(wandering, { maxLength: 8 }),
      // By a power of two nothing is rounded, so that not even a tie is broken otherwise.
      fc.integer({ min: -7, max: 7 }).map(power => 2 ** power),
      (pieces, by) => {
        const scaled = pieces.map(piece =>
          piece.map(one => ({ ...one, box: one.box.map(side => by * side) as unknown as Row['box'] })),
        )
        expect(numbers(link(scaled), scaled)).toEqual(numbers(link(pieces), pieces))
      },
    ),
  )
})

test('a box that grows by a raised arm, feet where they were, agrees better where that is known of the detector', () => {
  const still = walk(0, 20, 0, 0, 0, 0)
  const taller = Array.from({ length: 20 }, (_, k): Row => {
    const { box, ...rest } = row(21 + k, 0, 0)
    return { ...rest, box: [box[0], box[1] - 20, box[2], box[3] + 20] }
  })
  const [before, after] = [end(still, false), end(taller, true)]
  expect(agree(before, after, { alongX: 0, alongY: -0.5 })).toBeGreaterThan(agree(before, after))
  expect(agree(before, after, { alongX: 0, alongY: 0.5 })).toBeLessThan(agree(before, after))
})

test('of two who came back beside each other each is whom both looks took them for', () => {
  const told = (piece: Piece, there: number, back: number): Piece => piece.map(one => ({ ...one, there, back }))
  const [left, right] = [walk(0, 20, 0, 0, 0, 0), walk(0, 20, 20, 0, 0, 0)]
  const [a, b] = [walk(30, 20, 10, 1, 0, 0), walk(30, 20, 10, -1, 0, 0)]
  for (const [first, second] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const pieces = [told(left, 1, 1), told(right, 2, 2), told(a, first, first), told(b, second, second)]
    const chains = numbers(link(pieces), pieces)
    expect(chains.map(chain => chain.join()).sort()).toEqual(first === 1 ? ['0,2', '1,3'] : ['0,3', '1,2'])
  }
})

test('two ends agree as much when time is played backwards', () => {
  const reversed = (piece: Piece) => [...piece].reverse().map(one => ({ ...one, atMs: -one.atMs }))
  const course = fc.array(fc.tuple(coordinate(60), coordinate(60)), { minLength: 5, maxLength: 5 })
  fc.assert(
    fc.property(course, course, fc.integer({ min: 1, max: 30 }), (before, after, hidden) => {
      const earlier = before.map(([x, y], k) => row(k, x, y))
      const later = after.map(([x, y], k) => row(5 + hidden + k, x, y))
      const there = agree(end(earlier, false), end(later, true))
      const back = agree(end(reversed(later), false), end(reversed(earlier), true))
      expect(back).toBeCloseTo(there, 6)
    }),
  )
})

test('a track is cut where its tracker was in doubt or out of sight for long, and nothing of it is lost', () => {
  const rows = [0, 1, 2, 3, 9, 10].map(frame => row(frame, 0, 0, 1, frame === 2 ? 0.4 : 0.9))
  expect([...cut(rows)].map(piece => piece.map(({ frame }) => frame))).toEqual([
    [0, 1],
    [2, 3],
    [9, 10],
  ])
  expect([...cut(rows.slice(0, 1))]).toEqual([rows.slice(0, 1)])
})
