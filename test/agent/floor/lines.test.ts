import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crossed, type Side, step, UNKNOWN } from '../../../agent/floor/lines.ts'
import { Line } from '../../../config/floor.ts'

/** From the left end to the right one: the inside is at the top, where y is greater. */
const door = Line.parse({ id: 'door', from: [0, 0], to: [2, 0] })

function walk(path: readonly (readonly [number, number])[], line = door): ('in' | 'out')[] {
  const told: ('in' | 'out')[] = []
  let side: Side = UNKNOWN
  for (const [x, y] of path) {
    const next = step(side, x, y, line)
    const direction = crossed(side, next, line)
    if (direction) told.push(direction)
    side = next
  }
  return told
}

/** The picture is a shop with its door at the bottom; letters are walked in order, a step each. */
function picture(rows: string): [number, number][] {
  const spots: [string, [number, number]][] = []
  const lines = rows.split('\n').filter(row => row.trim() !== '')
  lines.forEach((row, r) => {
    for (let c = 0; c < row.length; c++)
      if (/[a-z]/.test(row[c])) spots.push([row[c], [(c - 4) / 4, (lines.findIndex(one => one.includes('=')) - r) / 2]])
  })
  return spots.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, spot]) => spot)
}

describe('a line', () => {
  test.each([
    [
      'in through the door',
      ['in'],
      `
       c
       b
    ========
       a    `,
    ],
    [
      'out through the door',
      ['out'],
      `
       a
       b
    ========
       c    `,
    ],
    [
      'past the end of the door',
      [],
      `
              c
              b
    ========
              a    `,
    ],
    [
      'in and out again',
      ['in', 'out'],
      `
        c
       b d
    ========
       a e   `,
    ],
    [
      'along the door',
      [],
      `

    ========
     a b c d `,
    ],
  ])('%s', (_, told, rows) => expect(walk(picture(rows))).toEqual(told))

  test('a tremble on the line tells nothing, however long', () => {
    const tremble = fc.tuple(
      fc.double({ min: 0.5, max: 0.6, noNaN: true }),
      fc.double({ min: -0.19, max: 0.19, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.array(tremble, { maxLength: 200 }), path => {
        expect(walk(path)).toEqual([])
      }),
    )
  })

  test('ins and outs alternate for whoever keeps to the door', () => {
    const spot = fc.tuple(fc.double({ min: 0, max: 2, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true }))
    fc.assert(
      fc.property(fc.array(spot, { maxLength: 100 }), path => {
        const told = walk(path)
        for (let i = 1; i < told.length; i++) expect(told[i]).not.toBe(told[i - 1])
      }),
    )
  })

  test('agrees with the count of sides over the whole history, for any line without a band', () => {
    // Whole numbers, so that the oracle's signs are exact.
    const coordinate = fc.integer({ min: -1000, max: 1000 })
    const spot = fc.tuple(coordinate, coordinate)
    fc.assert(
      fc.property(spot, spot, fc.array(spot, { minLength: 2, maxLength: 40 }), (from, to, path) => {
        fc.pre(Math.hypot(to[0] - from[0], to[1] - from[1]) > 0.1)
        const line = { ...door, from, to, hysteresisMetres: 0, travelMetres: 0 }
        const turn = (a: readonly number[], b: readonly number[], c: readonly number[]) =>
          Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
        const expected: ('in' | 'out')[] = []
        for (let i = 1; i < path.length; i++) {
          const [a, b] = [path[i - 1], path[i]]
          const turns = [turn(from, to, a), turn(from, to, b), turn(a, b, from), turn(a, b, to)]
          fc.pre(!turns.includes(0))
          // Two segments cross where each has its ends on both sides of the other.
          if (turns[0] !== turns[1] && turns[2] !== turns[3]) expected.push(turns[1] > 0 ? 'in' : 'out')
        }
        expect(walk(path, line)).toEqual(expected)
      }),
    )
  })

  test('on the other side, but not far enough from the first, is not yet across', () => {
    expect(
      walk([
        [1, -0.16],
        [1, 0.16],
      ]),
    ).toEqual([])
    expect(
      walk([
        [1, -0.16],
        [1, 0.16],
        [1, 0.3],
      ]),
    ).toEqual(['in'])
    expect(
      walk([
        [1, -0.16],
        [1, 0.16],
        [1, -0.3],
      ]),
    ).toEqual([])
  })
})
