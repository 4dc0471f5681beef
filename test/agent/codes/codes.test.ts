import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Codes, REPEAT_MS } from '../../../agent/codes/codes.ts'
import { isPassText } from '../../../agent/codes/pass.ts'
import { Campaign } from '../../../config/scanners.ts'

const CAMPAIGNS = [
  Campaign.parse({ id: 'spring', prefix: 'SPR-', kind: 'coupon' }),
  Campaign.parse({ id: 'spring-vip', prefix: 'SPR-V', kind: 'coupon', tracks: 'person' }),
  Campaign.parse({ id: 'members', prefix: 'MEM-', kind: 'pass', tracks: 'person' }),
]
const read = (text: string) => new Codes(CAMPAIGNS).read('till', { atMs: 5, text })

describe('a scan', () => {
  test.each([
    ['SPR-7QX', { campaign: 'spring', code: 'coupon', tracks: 'code' }],
    ['SPR-V7Q', { campaign: 'spring-vip', code: 'coupon', tracks: 'person' }],
    ['MEM-0042', { campaign: 'members', code: 'pass', tracks: 'person' }],
    ['SPR-', { campaign: 'spring', code: 'coupon', tracks: 'code' }],
    ['spr-7QX', { code: 'unknown', tracks: 'code' }],
    [' SPR-7QX', { code: 'unknown', tracks: 'code' }],
    ['4006381333931', { code: 'unknown', tracks: 'code' }],
    ['', { code: 'unknown', tracks: 'code' }],
  ])('of %j is told without its text', (text, fact) => {
    expect(read(text)).toEqual({ atMs: 5, scanner: 'till', ...fact })
  })

  test('leaves nothing of its text in the fact, whatever it says', () => {
    // Letters that occur in no campaign, scanner or name of a field: what is found of them in a fact came from the text.
    const foreign = fc.string({
      unit: fc.constantFrom('Ä', 'ß', 'Ω', '9', '8', '@', '\\', '"', '\u0000'),
      minLength: 1,
    })
    fc.assert(
      fc.property(fc.constantFrom('', ...CAMPAIGNS.map(({ prefix }) => prefix)), foreign, (prefix, rest) => {
        const told = JSON.stringify(read(prefix + rest))
        for (const letter of rest) expect(JSON.parse(told), letter).not.toSatisfy(holds(letter))
      }),
    )
  })

  test('gives the same fact as every other scan of its campaign', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(read(`MEM-${one}`)).toEqual(read(`MEM-${other}`))
      }),
    )
  })
})

describe("a member's pass", () => {
  const pass = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJtZW1iZXIifQ.c2lnbmF0dXJl'

  test('is known by its shape, without a campaign, before any prefix, and told without its text', () => {
    const campaign = Campaign.parse({ id: 'greedy', prefix: 'eyJ', kind: 'coupon' })
    const fact = new Codes([campaign]).read('till', { atMs: 5, text: pass })
    expect(fact).toEqual({ atMs: 5, scanner: 'till', code: 'pass', tracks: 'person' })
  })

  test('is only what has that shape', () => {
    expect(isPassText(pass)).toBe(true)
    for (const text of [
      '',
      'eyJ',
      'eyJ.eyJ',
      `${pass}.x`,
      ` ${pass}`,
      `${pass}\n`,
      'SPR-1.2.3',
      '1.2.3',
      `${pass}${'x'.repeat(2048)}`,
    ])
      expect(isPassText(text), text).toBe(false)
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => !isPassText(text)))
  })
})

// One letter a second: a code, or nothing. Below: which of them are told.
test.each([
  ['AAAA....', 'A.......'],
  ['A.A.A.A.', 'A.......'],
  ['A..A....', 'A..A....'],
  ['ABAB....', 'ABAB....'],
  ['AAB.A...', 'A.B.A...'],
])('a code held before the scanner is told once: %s gives %s', (film, told) => {
  const codes = new Codes([])
  const seen = [...film].map((text, second) => {
    if (text === '.') return '.'
    return codes.read('till', { atMs: second * 1000, text }) ? text : '.'
  })
  expect(seen.join('')).toBe(told)
})

test('two scanners may read the same code', () => {
  const codes = new Codes([])
  expect(codes.read('till', { atMs: 0, text: 'A' })).toBeDefined()
  expect(codes.read('door', { atMs: REPEAT_MS / 2, text: 'A' })).toBeDefined()
})

function holds(letter: string): (fact: object) => boolean {
  return fact => Object.values(fact).some(value => String(value).includes(letter))
}
