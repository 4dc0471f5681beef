import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMot } from '../../../agent/tracking/mot.ts'
import { Fault } from '../../../config/fault.ts'

test('a line is a box', () => {
  expect(readMot('3,-1,10.5,20,30,40,0.9,-1,-1,-1\r\n\n4 7 1 2 3 4\n', 'f')).toEqual([
    { frame: 3, id: -1, x: 10.5, y: 20, width: 30, height: 40, score: 0.9, kind: undefined },
    { frame: 4, id: 7, x: 1, y: 2, width: 3, height: 4, score: 1, kind: undefined },
  ])
})

test('only a line of nine columns tells a kind', () => {
  expect(readMot('1,2,0,0,1,1,1,7,0.5', 'f')[0]!.kind).toBe(7)
  expect(readMot('1,2,0,0,1,1,1,7,0.5,0', 'f')[0]!.kind).toBeUndefined()
})

test.each([
  ['1,2,3,4,5', '5 column(s)'],
  ['0,1,0,0,1,1', 'frame 0'],
  ['1.5,1,0,0,1,1', 'frame 1.5'],
  ['1,1,0,0,1,x', 'not a number'],
  ['1,1,0,,1,1', 'not a number'],
  ['1,1,0,0,1,1,NaN', 'not a number'],
  ['1,1,0,0,Infinity,1', 'not a number'],
])('%s is refused: %s', (line, reason) => {
  const text = `1,1,0,0,1,1\n${line}\n1,1,0,0,1,1\nrubbish`
  expect(() => readMot(text, 'det.txt')).toThrow(Fault)
  expect(() => readMot(text, 'det.txt')).toThrow(/det\.txt has 2 line\(s\).* line 2: /)
  expect(() => readMot(text, 'det.txt')).toThrow(reason)
})

test('any text is either read or refused', () => {
  const field = fc.oneof(fc.integer().map(String), fc.double().map(String), fc.string({ maxLength: 5 }))
  const text = fc
    .array(fc.array(field, { maxLength: 11 }).map(fields => fields.join(',')))
    .map(lines => lines.join('\n'))
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), text => {
      try {
        for (const box of readMot(text, 'f')) {
          expect(Number.isInteger(box.frame) && box.frame >= 1).toBe(true)
          expect([box.x, box.y, box.width, box.height, box.score].every(Number.isFinite)).toBe(true)
        }
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Fault)
      }
    }),
  )
})
