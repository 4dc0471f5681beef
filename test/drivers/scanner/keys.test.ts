import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LAYOUTS } from '../../../config/scanners.ts'
import { Keys } from '../../../drivers/scanner/keys.ts'
import { keysOf } from '../../../drivers/scanner/layout.ts'
import { ENTER, report, typed } from './typing.ts'

/** Printable ASCII: what codes are made of, but for the few that are not. */
const PRINTABLE = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
const text = fc.string({ unit: fc.constantFrom(...PRINTABLE), minLength: 1, maxLength: 60 })

/** What came of the reports, each a millisecond after the other. */
function read(keys: Keys, reports: readonly Uint8Array[], atMs = 1000): string[] {
  return reports.flatMap((one, i) => keys.take(one, atMs + i))
}

describe('a keyboard that a scanner plays', () => {
  test.each(LAYOUTS)('gives back what was typed in layout %s, and has a key for all of ASCII', layout =>
    fc.assert(
      fc.property(fc.array(text), codes => {
        // What waits for a second key is on some layouts the only way to a sign: it means the sign itself.
        const reports = codes.flatMap(code => typed(code, layout))
        expect(read(new Keys(layout), reports)).toEqual(codes.map(code => code.trim()).filter(code => code !== ''))
      }),
    ),
  )

  test('in layout us has the keys where the table of usages has them', () => {
    const keys = keysOf('us')
    const row = (from: number, to: number) =>
      keys
        .slice(from, to + 1)
        .map(key => key?.plain)
        .join('') +
      keys
        .slice(from, to + 1)
        .map(key => key?.shift)
        .join('')
    expect(row(0x04, 0x1d)).toBe('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
    expect(row(0x1e, 0x27)).toBe('1234567890!@#$%^&*()')
    expect(row(0x2c, 0x38)).toBe(' -=[]\\#;\'`,./ _+{}|~:"~<>?')
    expect(row(0x54, 0x57) + row(0x59, 0x63)).toBe('/*-+/*-+1234567890.1234567890.')
  })

  test('gives a key once as long as it is held, and each of two that go down together', () => {
    const keys = new Keys('us')
    expect(read(keys, [report(0, 4), report(0, 4, 5), report(0, 5), report(0, 5, ENTER)])).toEqual(['ab'])
  })

  test('says nothing for too many keys at once', () =>
    expect(read(new Keys('us'), [report(0, 4), report(0, 1, 1, 1, 1, 1, 1), report(0, ENTER)])).toEqual(['a']))

  test('takes reports with their number before them, and passes over what is none of its own', () => {
    const numbered = typed('CODE-1').map(one => Uint8Array.from([1, ...one]))
    const others = numbered.flatMap(one => [one, Uint8Array.from([2, 0xe9, 0])])
    expect(read(new Keys('us'), others)).toEqual(['CODE-1'])
  })

  test('forgets half a code that nothing came after', () => {
    const keys = new Keys('us')
    read(keys, typed('HALF').slice(0, -2), 1000)
    expect(read(keys, typed('WHOLE'), 5000)).toEqual(['WHOLE'])
  })

  test('passes over what is longer than a code can be, up to its end', () => {
    const keys = new Keys('us')
    expect(read(keys, [...typed('7'.repeat(8193)), ...typed('12')])).toEqual(['12'])
  })

  test('makes of any bytes no more than characters of its keys', () => {
    const known = new Set(keysOf('us').flatMap(key => (key ? [key.plain, key.shift, key.altGr] : [])))
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70 })), reports => {
        for (const code of read(new Keys('us'), reports)) {
          expect(code).toBe(code.trim())
          for (const character of code) expect(known).toContain(character)
        }
      }),
    )
  })
})
