import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Meetings, type Standing } from '../../../agent/journey/meetings.ts'
import { APART, type Nearness, type Rule, step } from '../../../agent/journey/nearness.ts'

const RULE: Rule = { nearMetres: 1.5, apartMetres: 2, metMs: 3000, partedMs: 2000 }

// One character a second: n near, s a step back, . away, ? not seen.
test.each([
  ['nnn', 'near'],
  ['nnnn', 'met'],
  ['nsss', 'met'],
  ['sssss', 'apart'],
  ['n.nnn', 'near'],
  ['n?nnn', 'near'],
  ['nnnn.', 'met'],
  ['nnnn?n', 'met'],
  ['nnnn..', 'apart'],
  ['nnnn.n', 'met'],
  ['nnnn..n', 'near'],
])('%s ends %s', (film, ends) => {
  expect(play(film).at(-1)!.at).toBe(ends)
})

const METRES: Record<string, number | undefined> = { n: 1, s: 1.8, '.': 4, '?': undefined }
function play(film: string): Nearness[] {
  let is = APART
  return [...film].map((look, second) => (is = step(is, METRES[look], 1000 * second, RULE)))
}

/** The rule, restated over the whole history: the last second at which they met, if they did and have not parted since. */
function isMet(film: string): boolean {
  for (let from = film.length - 1; from >= 0; from--) {
    if (film[from] !== 'n') continue
    // Near from here on for so long, and then never away for so long.
    const nears = /^n[ns]{3,}/.exec(film.slice(from))
    if (!nears) continue
    if (!/(?:^|[ns])[.?]{2}/.test(film.slice(from + nears[0].length - 1))) return true
  }
  return false
}

test('agrees with the rule restated over the whole history', () =>
  fc.assert(
    fc.property(fc.stringMatching(/^[ns.?]{0,40}$/), film => {
      expect(play(film).at(-1)?.at === 'met').toBe(isMet(film))
    }),
    { numRuns: 1000 },
  ))

function shop() {
  const told: string[] = []
  const meetings = new Meetings(
    { contactMetres: 1.5, contactSeconds: 3 },
    {
      met: (visit, ms) => told.push(`${visit} met ${ms / 1000}`),
      parted: (visit, ms) => told.push(`${visit} parted ${ms / 1000}`),
    },
  )
  const look = (seconds: number, people: readonly [number, number, boolean?][], visitOf = (id: number) => `v${id}`) => {
    const standing = people.map(
      ([id, x, isStaff = false]): Standing => ({ id, x, y: 0, seenMs: 1000 * seconds, isStaff }),
    )
    meetings.look(standing, visitOf, 1000 * seconds)
  }
  return { look, told }
}

test('whoever of the staff stays with a visitor met them, from the first of it on, until they go', () => {
  const { look, told } = shop()
  for (let s = 0; s <= 20; s++)
    look(s, [
      [1, 5],
      [2, 9],
      [7, s < 5 ? 0 : s < 12 ? 4 : 8.5, true],
    ])
  expect(told).toEqual(['v1 met 5', 'v1 parted 11', 'v2 met 12'])
})

test('one of the staff who takes the place of another goes on with the same meeting', () => {
  const { look, told } = shop()
  for (let s = 0; s <= 9; s++)
    look(s, [
      [1, 5],
      [7, s < 5 ? 5 : 0, true],
      [8, s < 4 ? 0 : 5, true],
    ])
  expect(told).toEqual(['v1 met 0'])
})

test('two visitors, or two of the staff, meet nobody, and of whoever is not visiting nothing is told', () => {
  const { look, told } = shop()
  for (let s = 0; s <= 9; s++)
    look(s, [
      [1, 5],
      [2, 5],
    ])
  for (let s = 10; s <= 19; s++)
    look(s, [
      [7, 5, true],
      [8, 5, true],
    ])
  const nobody = () => undefined as unknown as string
  for (let s = 20; s <= 29; s++)
    look(
      s,
      [
        [1, 5],
        [8, 5, true],
      ],
      nobody,
    )
  expect(told).toEqual([])
})
