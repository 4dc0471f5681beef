import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Numbers } from '../../../../agent/identity/gallery/numbers.ts'

const numbers = () => new Numbers(Buffer.alloc(32, 7))
const recognised = fc.record({
  id: fc.nat(2 ** 31 - 1),
  atMs: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  tag: fc.uint8Array({ minLength: 4, maxLength: 4 }).map(bytes => Buffer.from(bytes)),
})

test('a number says to its own key whom and when, and is another one for each subscriber', () => {
  fc.assert(
    fc.property(recognised, of => {
      const [crm, till] = ['crm', 'till'].map(audience => numbers().of(audience, of))
      expect(crm).toMatch(/^[0-9a-f]{32}$/)
      expect(crm).not.toBe(till)
      expect(numbers().read('crm', crm)).toEqual(of)
      expect(numbers().read('till', crm)).not.toEqual(of)
      expect(new Numbers(Buffer.alloc(32, 8)).read('crm', crm)).not.toEqual(of)
    }),
  )
})

test('whatever is handed in as a number, reading it throws nothing, and there is one way to write each', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-fA-F]{31,33}$/)), text => {
      const read = numbers().read('crm', text)
      if (read) expect(numbers().of('crm', read)).toBe(text)
    }),
  )
})
