import { expect, test } from 'vitest'
import { inWords, SHED } from '../../../agent/health/shed.ts'

test('what is left out is told in words: the half is in the three quarters, and nobody misses a recognition that is not there', () => {
  expect(inWords(SHED.slice(0, 1), true)).toEqual(['every second picture'])
  expect(inWords(SHED, true)).toEqual(['three of four pictures', 'recognition', 'the heat map'])
  expect(inWords(SHED.slice(0, 3), false)).toEqual(['three of four pictures'])
  // Whoever takes it for nothing would say that nothing is left out.
  for (let count = 1; count <= SHED.length; count++) expect(inWords(SHED.slice(0, count), false)).not.toEqual([])
})
