import { normalize, sep } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPairs } from '../../../../agent/cli/evaluate/lfw.ts'

test('reads pairs of one and of two people, with and without the line that counts them', () => {
  const lines = ['Ann_B\t1\t14', 'Ann_B\t2\tCyd-dE\t3', '']
  const pairs = [
    { first: 'Ann_B/Ann_B_0001.jpg', second: 'Ann_B/Ann_B_0014.jpg', isSame: true },
    { first: 'Ann_B/Ann_B_0002.jpg', second: 'Cyd-dE/Cyd-dE_0003.jpg', isSame: false },
  ]
  expect(readPairs(lines.join('\n'), 'pairs')).toEqual(pairs)
  expect(readPairs(['10\t300', ...lines].join('\r\n'), 'pairs')).toEqual(pairs)
})

test.each([
  ['Ann\t1', 1],
  ['Ann\t1\t2\nAnn\tone\ttwo', 2],
  ['../etc\t1\t2', 1],
  ['..\t1\t2', 1],
  ['Ann\t1\tBob\t2\t3', 1],
  ['', 1],
])('%j is refused, and the line told', (text, line) => {
  expect(() => readPairs(text, 'pairs')).toThrow(`the first is line ${line}`)
})

test('whatever the file says, every path stays below the folder', () => {
  const field = fc.oneof(fc.string(), fc.constantFrom('..', '.', '/', '\\', 'Ann', '1', '0001', '../Ann'))
  fc.assert(
    fc.property(fc.array(fc.array(field, { maxLength: 5 }), { maxLength: 4 }), rows => {
      let paths: string[] = []
      try {
        paths = readPairs(rows.map(row => row.join('\t')).join('\n'), 'pairs').flatMap(pair => [
          pair.first,
          pair.second,
        ])
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'FILE_MALFORMED' })
      }
      for (const path of paths) {
        expect(normalize(path).split(sep)).toHaveLength(2)
        expect(normalize(path)).not.toMatch(/^(\/|\.\.)/)
      }
    }),
  )
})
