import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Message } from '../../../models/onnx/wire.ts'

/** Protobuf's wire format read slowly: pairs of a field's number and its value. */
function fields(bytes: Uint8Array): [number, bigint | Uint8Array][] {
  const out: [number, bigint | Uint8Array][] = []
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const key = varint()
    const field = Number(key >> 3n)
    if ((key & 7n) === 0n) out.push([field, BigInt.asIntN(64, varint())])
    else {
      const length = (key & 7n) === 5n ? 4 : Number(varint())
      out.push([field, bytes.subarray(at, (at += length))])
    }
  }
  return out
}

test('whole numbers of 64 bits come back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 20 }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      (field, value) => {
        expect(fields(new Message().whole(field, value).finish())).toEqual([[field, value]])
      },
    ),
  )
})

test('floats, text, bytes and messages come back, in order', () => {
  const part = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 300 }), fc.float({ noNaN: true }))
  fc.assert(
    fc.property(fc.array(part), parts => {
      const inner = new Message()
      for (const value of parts)
        if (typeof value === 'string') inner.text(1, value)
        else if (typeof value === 'number') inner.float(2, value)
        else inner.bytes(3, value)
      const [[field, bytes]] = fields(new Message().message(9, inner).finish())
      expect(field).toBe(9)
      const back = fields(bytes as Uint8Array).map(([field, value]) => {
        const raw = value as Uint8Array
        if (field === 1) return new TextDecoder().decode(raw)
        return field === 2 ? new DataView(raw.buffer, raw.byteOffset).getFloat32(0, true) : Uint8Array.from(raw)
      })
      expect(back).toEqual(parts)
    }),
  )
})
