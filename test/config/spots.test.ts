import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSpots } from '../../config/spots.ts'

const LIST = [
  [10, 20],
  [500, 30],
  [480, 400],
  [20, 390],
].map(([u, v]) => `- { image: [${u}, ${v}], floor: [${u / 100}, ${v / 100}] }`)

test('spots are read as they stand in the configuration, with the key or without', () => {
  const spots = parseSpots(LIST.join('\n'), 'a.yaml')
  expect(spots).toHaveLength(4)
  expect(spots[1]).toEqual({ image: [500, 30], floor: [5, 0.3] })
  expect(parseSpots(`calibration:\n  ${LIST.join('\n  ')}`, 'a.yaml')).toEqual(spots)
})

test.each([
  ['', 'line 1: (file): expected a list'],
  ['{', 'line 1: not YAML'],
  [LIST.slice(0, 3).join('\n'), 'line 1: (file): expected at least 4 in the list'],
  [LIST.with(2, '- { image: [1, 2], floor: 7 }').join('\n'), 'line 3: [2].floor: expected a tuple'],
  [LIST.with(3, '- { image: [1, 2], ground: [7, 8] }').join('\n'), 'line 4'],
])('%j is refused where it is wrong', (text, said) => {
  expect(() => parseSpots(text, 'a.yaml')).toThrow(said)
})

test('whatever is in the file, it is spots or a refusal', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.tuple(fc.constantFrom(...LIST), fc.string()).map(([line, more]) => `${LIST.join('\n')}\n${line}${more}`),
  )
  fc.assert(
    fc.property(text, yaml => {
      try {
        expect(parseSpots(yaml, 'a.yaml').length).toBeGreaterThan(3)
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'FILE_MALFORMED' })
      }
    }),
    { numRuns: 500 },
  )
})
