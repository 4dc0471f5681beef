import fc from 'fast-check'
import { expect, test } from 'vitest'
import { REPEAT_MS } from '../../../agent/codes/codes.ts'
import { Sight } from '../../../agent/codes/sight.ts'

// One column a second, of each code that is seen then. Below: which of them are told.
test.each([
  ['AAAAAAAA', '........', 'A.......'],
  ['AAAAAAAA', '..BBBB..', 'A.B.....'],
  ['A.A.A.A.', '........', 'A.......'],
  ['AA...A.A', '........', 'A....A..'],
])('a code that stays in sight is told once, beside others: %s %s', (one, other, told) => {
  const sight = new Sight()
  const seen = [...one].map((_, second) => {
    const news = [one[second], other[second]].filter(code => code !== '.' && sight.comes(code, second * 1000))
    return news.join('') || '.'
  })
  expect(seen.join('')).toBe(told)
})

test('agrees with the rule restated over the whole history', () => {
  const look = fc.record({ after: fc.integer({ min: 0, max: 2 * REPEAT_MS }), code: fc.constantFrom('A', 'B', 'C') })
  fc.assert(
    fc.property(fc.array(look, { maxLength: 40 }), looks => {
      const sight = new Sight()
      const history: { atMs: number; code: string }[] = []
      let atMs = 0
      for (const { after, code } of looks) {
        atMs += after
        const isKnown = history.some(was => was.code === code && atMs - was.atMs < REPEAT_MS)
        expect(sight.comes(code, atMs)).toBe(!isKnown)
        history.push({ atMs, code })
      }
    }),
  )
})
