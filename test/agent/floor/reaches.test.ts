import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FloorFact } from '../../../agent/floor/fact.ts'
import { Floor } from '../../../agent/floor/floor.ts'
import { Reaches } from '../../../agent/floor/reaches.ts'
import { Reaching, SIDE } from '../../../agent/vision/overhead/reaching.ts'
import { Shelf } from '../../../config/floor.ts'
import { shop, told, tracks } from './walkers.ts'

/** Ten pictures a second: L, R and A are a hand in the shelf, left of the way, right of it or on it; . is none. */
function play(film: string): FloorFact[] {
  const reaches = new Reaches(1)
  const facts: FloorFact[] = []
  const sides: Record<string, 'left' | 'right' | undefined> = { L: 'left', R: 'right', A: undefined }
  const signs = [...film]
  signs.forEach((sign, i) => {
    if (sign in sides) reaches.see('wine', sides[sign], 100 * i, 100)
    reaches.pass(100 * i, facts)
  })
  reaches.pass(100 * (signs.length - 1), facts, 0)
  return facts
}

describe('a hand in a shelf', () => {
  test.each([
    ['.AAAA......', [[50, 450, undefined]]],
    ['.LLLL......', [[50, 450, 'left']]],
    ['.RRRRL.....', [[50, 550, 'right']]],
    ['.RRLL......', [[50, 450, undefined]]],
    ['.A.........', []],
    ['.AA........', [[50, 250, undefined]]],
    ['.AA..A.AA..', [[50, 850, undefined]]],
    ['.AA....AA..', [[50, 850, undefined]]],
    [
      '.AA......AA......',
      [
        [50, 250, undefined],
        [850, 1050, undefined],
      ],
    ],
    ['...AAA', [[250, 500, undefined]]],
  ] as const)('%s is told as it was', (film, expected) => {
    const facts = play(film) as Extract<FloorFact, { kind: 'shelf-reached' }>[]
    expect(facts.map(({ sinceMs, atMs, hand }) => [sinceMs, atMs, hand])).toEqual(expected)
  })

  test('agrees with the rule restated: runs of pictures with gaps of at most half a second, as long as their pictures', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('A', '.'), { maxLength: 60 }), signs => {
        const film = `${signs.join('')}..........`
        const runs = [...film.matchAll(/A(?:\.{0,5}A)*/g)].filter(([run]) => run.length >= 2)
        const facts = play(film) as Extract<FloorFact, { kind: 'shelf-reached' }>[]
        expect(facts.map(({ sinceMs, atMs }) => [sinceMs, atMs])).toEqual(
          runs.map(({ 0: run, index }) => [100 * index - 50, 100 * (index + run.length) - 50]),
        )
      }),
    )
  })
})

test('whose hand it was is told in the order of all that they did', () => {
  const config = shop()
  const shelves = [
    Shelf.parse({
      id: 'wine',
      outline: [
        [1, 6.5],
        [4, 6.5],
        [4, 7],
      ],
    }),
  ]
  const floor = new Floor({ ...config, floor: { ...config.floor, shelves } })
  const reaching = new Reaching()
  const facts = []
  for (let i = 0; i <= 40; i++) {
    reaching.clear()
    reaching.pictureMs = 100
    // The second of two has a hand in it for a second, then walks away.
    if (i >= 10 && i < 20) reaching.push(0, 1, SIDE.left)
    const away = Math.max(0, i - 19) * 0.15
    const walkers = [
      { id: 3, x: 8, y: 5 },
      { id: 4, x: 2, y: 6 - away },
    ]
    facts.push(...floor.place('ceiling', tracks(100 * i, walkers), reaching))
  }
  facts.push(...floor.tick(60_000))
  expect(told(facts).filter(line => line.includes('#2'))).toEqual([
    '0.0 #2 appeared true',
    '0.0 #2 zone-entered left',
    '1.0 #2 inside',
    '1.9 #2 shelf-reached wine',
    '3.0 #2 zone-dwelled left',
    '3.3 #2 zone-left left',
    '3.7 #2 line out',
    '4.0 #2 gone',
  ])
})
