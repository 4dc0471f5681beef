import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SipHash } from '../../../agent/presence/siphash.ts'

const WORD = (1n << 64n) - 1n

/** The paper's definition, word for word, in big integers. */
function reference(key: Uint8Array, message: Uint8Array): bigint {
  const word = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const [k0, k1] = [word(key.subarray(0, 8)), word(key.subarray(8))]
  const v = [k0 ^ 0x736f6d6570736575n, k1 ^ 0x646f72616e646f6dn, k0 ^ 0x6c7967656e657261n, k1 ^ 0x7465646279746573n]
  const turn = (i: number, by: bigint) => (v[i] = ((v[i]! << by) | (v[i]! >> (64n - by))) & WORD)
  const add = (i: number, j: number) => (v[i] = (v[i]! + v[j]!) & WORD)
  const xor = (i: number, j: number) => (v[i] = v[i]! ^ v[j]!)
  const round = () => {
    add(0, 1)
    add(2, 3)
    turn(1, 13n)
    turn(3, 16n)
    xor(1, 0)
    xor(3, 2)
    turn(0, 32n)
    add(2, 1)
    add(0, 3)
    turn(1, 17n)
    turn(3, 21n)
    xor(1, 2)
    xor(3, 0)
    turn(2, 32n)
  }
  const block = word(message) | (BigInt(message.length) << 56n)
  v[3] = v[3]! ^ block
  round()
  round()
  v[0] = v[0]! ^ block
  v[2] = v[2]! ^ 0xffn
  for (let i = 0; i < 4; i++) round()
  return v.reduce((all, one) => all ^ one, 0n)
}

function ours(key: Uint8Array, message: Uint8Array): bigint {
  const hash = new SipHash(key)
  hash.address(
    (message[0]! << 16) | (message[1]! << 8) | message[2]!,
    (message[3]! << 16) | (message[4]! << 8) | message[5]!,
  )
  return (BigInt(hash.high >>> 0) << 32n) | BigInt(hash.low >>> 0)
}

test("agrees with the authors' vector for six bytes", () => {
  const key = Uint8Array.from({ length: 16 }, (_, i) => i)
  // vectors[6] of the reference implementation: ce e3 fe 58 6e 46 c9 cb.
  expect(ours(key, Uint8Array.of(0, 1, 2, 3, 4, 5))).toBe(0xcbc9466e58fee3cen)
})

test('agrees with the definition in big integers', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
  fc.assert(
    fc.property(bytes(16), bytes(6), (key, message) => {
      expect(ours(key, message)).toBe(reference(key, message))
    }),
    { numRuns: 1000 },
  )
})

test('keeps a copy of its key', () => {
  const key = new Uint8Array(16).fill(9)
  const hash = new SipHash(key)
  hash.address(1, 2)
  const before = hash.low
  key.fill(0)
  hash.address(1, 2)
  expect(hash.low).toBe(before)
})
