import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readToken, type Token, writeToken } from '../../../agent/fleet/token.ts'

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
const tokens: fc.Arbitrary<Token> = fc.record({
  url: fc.constantFrom('https://fleet.example:8443', 'https://[2001:db8::1]:8443', 'https://192.0.2.7'),
  authority: hex(64),
  invitation: hex(16),
  secret: hex(64),
})

test('a token that was written is read again, whatever stands around it', () => {
  fc.assert(
    fc.property(tokens, token => {
      expect(readToken(` ${writeToken(token)}\n`)).toEqual(token)
    }),
  )
})

test('what was cut off, changed or made up is refused, and never repeated', () => {
  fc.assert(
    fc.property(tokens, fc.nat({ max: 60 }), fc.string({ minLength: 1 }), (token, cut, other) => {
      const word = writeToken(token)
      for (const wrong of [word.slice(0, -1 - cut), other, `aisle-join.${other}`, word.replace('aisle-join.', '')]) {
        expect(() => readToken(wrong)).toThrow(/no token to join/)
        try {
          readToken(wrong)
        } catch (thrown) {
          expect(String(thrown)).not.toContain(token.secret.slice(0, 16))
        }
      }
    }),
  )
})

test('a token that leads to a place without TLS is none', () => {
  const token = {
    url: 'http://fleet.example',
    authority: 'a'.repeat(64),
    invitation: 'b'.repeat(16),
    secret: 'c'.repeat(64),
  }
  expect(() => readToken(writeToken(token))).toThrow(/no token/)
})
