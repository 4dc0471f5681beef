import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Lines, MAX_BYTES } from '../../../drivers/scanner/lines.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const all = (...parts: Uint8Array[]) => {
  const lines = new Lines()
  return parts.flatMap(part => lines.take(part))
}

test('codes come whole, however their bytes came and whatever ended them', () => {
  const code = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .map(text => text.replace(/[\r\n]/g, '').trim())
  const ending = fc.constantFrom('\r', '\n', '\r\n')
  fc.assert(
    fc.property(fc.array(fc.tuple(code, ending)), fc.integer({ min: 1, max: 7 }), (sent, size) => {
      const stream = bytes(sent.map(([text, end]) => text + end).join(''))
      const parts = Array.from({ length: Math.ceil(stream.length / size) }, (_, i) =>
        stream.slice(i * size, (i + 1) * size),
      )
      expect(all(...parts)).toEqual(sent.map(([text]) => text).filter(text => text !== ''))
    }),
  )
})

test('any bytes at all are survived, and nothing longer than a code comes out', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 8 }), parts => {
      for (const text of all(...parts)) expect(bytes(text).length).toBeLessThanOrEqual(MAX_BYTES)
    }),
  )
})

test('what is too long for a code, and what is no UTF-8, is passed over, and the next one is read', () => {
  expect(all(bytes('x'.repeat(MAX_BYTES + 1)), bytes('\nNEXT\n'))).toEqual(['NEXT'])
  expect(all(bytes('x'.repeat(MAX_BYTES)), bytes('\n'))).toEqual(['x'.repeat(MAX_BYTES)])
  expect(all(Uint8Array.of(0xff, 0xfe, 0x0a), bytes('NEXT\r\n'))).toEqual(['NEXT'])
})
