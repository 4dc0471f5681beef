import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readMot } from '../../agent/tracking/mot.ts'
import { describeWith, recordings } from '../needs.ts'
import { score } from './mot.ts'

/** `frame:who` words; everybody stands at a place of their own, given by the sign after the colon. */
function boxes(film: string, id: (sign: string) => number): string {
  return film
    .split(' ')
    .flatMap((picture, frame) => [...picture].map((sign, at) => ({ frame, sign, at })))
    .filter(({ sign }) => sign !== '.')
    .map(({ frame, sign, at }) => `${frame + 1},${id(sign)},${100 * at},0,40,90,1,-1,-1,-1`)
    .join('\n')
}
const read = (film: string) =>
  readMot(
    boxes(film, sign => sign.codePointAt(0)!),
    'film',
  )

test.each([
  // A word a picture, a column a place, a letter an identity.
  ['AB AB AB AB', 'xy xy xy xy', { mota: 1, idf1: 1, hota: 1, switches: 0 }],
  ['AB AB AB AB', 'xy xy yx yx', { mota: 0.75, idf1: 0.5, switches: 2 }],
  ['A. A. A. A.', 'x. x. .. x.', { mota: 0.75, idf1: 6 / 7, switches: 0 }],
  ['A. A. A. A.', 'x. x. y. y.', { mota: 0.75, idf1: 0.5, switches: 1, hota: Math.sqrt(0.5) }],
  ['A. A. A. A.', 'xz xz xz xz', { mota: 0, idf1: 2 / 3, falsePositives: 4 }],
  ['A. A. A. A.', '.. .. .. ..', { mota: 0, misses: 4 }],
  // A track that comes back after a gap under another number is a switch, under its own it is none.
  ['A. A. A. A.', 'x. .. .. y.', { switches: 1 }],
  ['A. A. A. A.', 'x. .. .. x.', { switches: 0 }],
])('%s told as %s', (truth, result, want) => {
  const got = score(read(truth), read(result))
  for (const [name, value] of Object.entries(want)) expect(got[name as keyof typeof got]).toBeCloseTo(value, 9)
})

test('truth with score 0 does not count, and a result on a neutral box is neither right nor wrong', () => {
  const truth = readMot('1,1,0,0,40,90,1,1,1\n1,2,100,0,40,90,0,7,1\n1,3,200,0,40,90,0,1,1', 'truth')
  const result = readMot('1,1,0,0,40,90,1\n1,2,100,0,40,90,1\n1,3,200,0,40,90,1', 'result')
  expect(score(truth, result)).toMatchObject({ misses: 0, falsePositives: 1, mota: 0 })
})

test('an overlap of just one half counts, less does not', () => {
  const truth = readMot('1,1,0,0,30,10', 'truth')
  expect(score(truth, readMot('1,1,0,0,15,10', 'result')).mota).toBe(1)
  expect(score(truth, readMot('1,1,0,0,14.9,10', 'result')).mota).toBe(-1)
})

describeWith(['recordings'], 'on recordings whose figures are published', () => {
  test.each([
    ['TUD-Campus', 0.526, 0.558],
    ['TUD-Stadtmitte', 0.564, 0.645],
  ])('%s: MOTA %d, IDF1 %d', (name, mota, idf1) => {
    const file = (...path: string[]) => {
      const at = recordings('tracking', 'mot15', ...path)
      return readMot(readFileSync(at, 'utf8'), at)
    }
    const got = score(file('gt', name, 'gt', 'gt.txt'), file('published-cem', `${name}.txt`))
    expect(got.mota).toBeCloseTo(mota, 3)
    expect(got.idf1).toBeCloseTo(idf1, 3)
  })
})
