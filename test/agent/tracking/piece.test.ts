import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cut, type Row } from '../../../agent/tracking/piece.ts'

/** One character an update of a track: whom a look back took it for, . where it did not say, | half a second and more without a look. */
function film(text: string, trust = 0.9, everyMs = 100): Row[] {
  const rows: Row[] = []
  let frame = 0
  for (const who of text) {
    frame += who === '|' ? 9 : 1
    if (who === '|') continue
    const back = who === '.' ? undefined : who.charCodeAt(0)
    rows.push({ frame, atMs: everyMs * frame, box: [0, 0, 40, 90], score: 1, trust, back })
  }
  return rows
}
const lengths = (rows: Row[]) => [...cut(rows)].map(piece => piece.length)

test.each([
  ['aaaaaaaaaaaaaaabbbbbbbbbbbbbbb', [15, 15], 'is parted where the look back has another from here on'],
  ['aaaaaaaaaaaaaaa..bbbbbbbbbbbbb', [17, 13], 'is parted where that says so, not where it says nothing'],
  ['aaaaaaaaaaaabbaaaaaaaaaaaaaaaa', [30], 'is not parted for a moment that is over within a second'],
  ['abababababababababababababab', [28], 'is not parted where two share them'],
  ['aaaaaaaaaa|aaaaaaaaaa', [20], 'is not parted after a gap where the look back goes on'],
  ['aaaaaaaaaa|..........', [10, 10], 'is parted after a gap where it does not say'],
  ['..............................', [30], 'is left where there is no look back'],
] as const)('%s: a track %s', (text, expected, _) => {
  expect(lengths(film(text))).toEqual(expected)
})

test('a tracker that was in doubt is believed where the look back goes on as well', () => {
  expect(lengths(film('aaaa', 0.3))).toEqual([4])
  expect(lengths(film('....', 0.3))).toEqual([1, 1, 1, 1])
})

test('pieces are the track again, one after the other', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...'ab.|'), { minLength: 1 }).map(all => `a${all.join('')}`),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (text, trust) => {
        const rows = film(text, trust)
        const pieces = [...cut(rows)]
        expect(pieces.flat()).toEqual(rows)
        for (const piece of pieces) expect(piece.length).toBeGreaterThan(0)
      },
    ),
  )
})
