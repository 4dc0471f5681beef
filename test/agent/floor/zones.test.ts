import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Dwell, type Look, left, OUTSIDE, step } from '../../../agent/floor/zones.ts'

const rule = { dwellMs: 10_000, graceMs: 2000 }
const LOOKS: Record<string, Look> = { '#': 'in', '.': 'out', ' ': 'unseen' }

interface Stay {
  readonly sinceMs: number
  readonly atMs: number
  readonly uncertaintyMs: number
  readonly dwelled: boolean
}

/** One character a second: # in the zone, . out of it, a blank where nobody sees them. */
function film(text: string, secondMs = 1000, by = rule): { dwell: Dwell; stays: Stay[] } {
  let dwell: Dwell = OUTSIDE
  let beforeMs: number | undefined
  const stays: Stay[] = []
  for (let i = 0; i < text.length; i++) {
    const nowMs = i * secondMs
    const look = LOOKS[text[i]]
    const next = step(dwell, look, nowMs, beforeMs ?? nowMs, by)
    if (dwell.at !== 'outside' && next.at === 'outside')
      stays.push({ sinceMs: dwell.sinceMs, dwelled: dwell.at === 'dwelling', ...left(dwell, look, nowMs, by) })
    dwell = next
    if (look !== 'unseen') beforeMs = nowMs
  }
  return { dwell, stays }
}

describe('a stay', () => {
  test.each([
    ['', 'outside'],
    ['#', 'inside'],
    ['..........', 'outside'],
    ['#########', 'inside'],
    ['##########', 'inside'],
    ['###########', 'dwelling'],
    ['#####.#####', 'dwelling'],
    ['#####  ####', 'dwelling'],
    ['###########..', 'dwelling'],
    ['###########...', 'outside'],
    ['###########  ', 'dwelling'],
    ['###########   ', 'outside'],
    ['#####...#####', 'inside'],
    ['#. #. #. #. #. #', 'dwelling'],
  ])('%s ends %s', (text, at) => expect(film(text).dwell.at).toBe(at))

  test('lasts from half way in to half way out', () =>
    expect(film('..####...').stays).toEqual([{ sinceMs: 1500, atMs: 5500, uncertaintyMs: 1000, dwelled: false }]))

  test('begins when first seen for one who was seen nowhere else before', () =>
    expect(film('####...').stays).toEqual([{ sinceMs: 0, atMs: 3500, uncertaintyMs: 500, dwelled: false }]))

  test('of one who is lost in the zone ends when last seen, and the grace is not known', () =>
    expect(film('.####   ').stays).toEqual([{ sinceMs: 500, atMs: 4000, uncertaintyMs: 1500, dwelled: false }]))

  test('a gap before it makes it less certain', () =>
    expect(film('.    ####...').stays[0]).toMatchObject({ sinceMs: 2500, uncertaintyMs: 3000 }))

  test('is less certain by how blurred the passing of the border is at either end, and no less where nobody saw it', () => {
    const blurMs = 100
    const at = (look: 'in' | 'out' | 'unseen', was: Dwell, nowMs: number, beforeMs: number) =>
      step(was, look, nowMs, beforeMs, rule, blurMs)
    const inside = at('in', OUTSIDE, 1000, 500)
    const born = at('in', OUTSIDE, 1000, 1000)
    const ends = (was: Dwell, look: 'out' | 'unseen') =>
      left(was as Exclude<Dwell, { at: 'outside' }>, look, 1400, rule, blurMs)
    expect(ends(inside, 'out').uncertaintyMs).toBeCloseTo((500 + 400) / 2 + 1.645 * blurMs * Math.SQRT2)
    expect(ends(born, 'out').uncertaintyMs).toBeCloseTo(400 / 2 + 1.645 * blurMs)
    expect(ends(born, 'unseen').uncertaintyMs).toBe(400 / 2)
  })

  test('without grace it ends at the first look outside, but not at a missed frame', () => {
    const strict = { dwellMs: 1000, graceMs: 0 }
    expect(film('####.', 100, strict).stays).toEqual([{ sinceMs: 0, atMs: 350, uncertaintyMs: 50, dwelled: false }])
    expect(film('## ## ##', 100, strict).stays).toEqual([])
  })

  test('agrees with the rule restated over the whole history', () => {
    const history = fc.array(fc.constantFrom('#', '#', '#', '.', ' '), { maxLength: 80 }).map(looks => looks.join(''))
    const bys = fc.record({
      dwellMs: fc.integer({ min: 1, max: 15_000 }),
      graceMs: fc.integer({ min: 1000, max: 6000 }),
    })
    fc.assert(
      fc.property(history, bys, (text, by) => {
        const { dwell, stays } = film(text, 1000, by)
        const told = retold(text, by)
        expect(stays).toEqual(told.stays)
        expect(dwell.at).toBe(told.at)
      }),
    )
  })
})

/** All looks inside, cut where two of them are further apart than the grace, or where the film goes on for longer than it. */
function retold(text: string, by: typeof rule): { at: Dwell['at']; stays: Stay[] } {
  const inside = [...text].flatMap((c, i) => (c === '#' ? [i] : []))
  const runs: number[][] = []
  for (const i of inside) {
    const run = runs.at(-1)
    // A blank or a point beyond the grace ends the stay; the next look inside does not, if nothing was looked at in between.
    const ended = run && [...text.slice(run.at(-1)! + 1, i)].some((_, k) => (k + 1) * 1000 > by.graceMs)
    if (run && !ended) run.push(i)
    else runs.push([i])
  }
  let at: Dwell['at'] = 'outside'
  const stays: Stay[] = []
  for (const run of runs) {
    const [first, last] = [run[0], run.at(-1)!]
    const looked = [...text.slice(0, first)].findLastIndex(c => c !== ' ')
    const entryGapMs = looked < 0 ? 0 : (first - looked) * 1000
    const sinceMs = first * 1000 - entryGapMs / 2
    const dwelled = run.length > 1 && last * 1000 - sinceMs >= by.dwellMs
    const after = text.slice(last + 1)
    const endAt = [...after].findIndex((_, k) => (k + 1) * 1000 > by.graceMs)
    if (endAt < 0) {
      at = dwelled ? 'dwelling' : 'inside'
      continue
    }
    const out = after.slice(0, endAt + 1).indexOf('.')
    const exitGapMs = out < 0 ? by.graceMs : (out + 1) * 1000
    const atMs = last * 1000 + (out < 0 ? 0 : exitGapMs / 2)
    stays.push({ sinceMs, atMs, uncertaintyMs: (entryGapMs + exitGapMs) / 2, dwelled })
  }
  return { at, stays }
}
