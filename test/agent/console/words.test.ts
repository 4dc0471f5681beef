import { expect, test } from 'vitest'

// What browsers run has types of its own.
const page = '../../../agent/console/page/words.js'
const { delay } = (await import(page)) as { delay(ms: number): string }

test.each([
  [0.4, '0 ms'],
  [101.2, '101 ms'],
  [9949, '9949 ms'],
  [9950, '10 s'],
  [780_779, '13 min'],
  [7_200_000, '2 h'],
])('%d ms late reads as %s', (ms, words) => expect(delay(ms)).toBe(words))
