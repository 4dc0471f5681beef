/**
 * Protobuf's wire format, writing side only (protobuf.dev/programming-guides/encoding). Ours, because the one npm package that
 * carries ONNX's schema (onnx-proto) holds protobufjs at 6 and its generated reader and writer, and all that is needed here is
 * four kinds of field.
 */
export class Message {
  readonly #parts: Uint8Array[] = []
  #length = 0

  /** A field of kind int32, int64, enum or bool; negative numbers take ten bytes, as the format wants. */
  whole(field: number, value: number | bigint): this {
    return this.#key(field, 0).#varint(BigInt(value))
  }

  float(field: number, value: number): this {
    const part = new Uint8Array(4)
    new DataView(part.buffer).setFloat32(0, value, true)
    return this.#key(field, 5).#push(part)
  }

  /** The bytes are not copied until {@link finish}. */
  bytes(field: number, value: Uint8Array): this {
    return this.#key(field, 2).#varint(BigInt(value.length)).#push(value)
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value))
  }

  message(field: number, value: Message): this {
    this.#key(field, 2).#varint(BigInt(value.#length))
    for (const part of value.#parts) this.#push(part)
    return this
  }

  finish(): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(this.#length)
    let at = 0
    for (const part of this.#parts) {
      out.set(part, at)
      at += part.length
    }
    return out
  }

  #key(field: number, wire: 0 | 2 | 5): this {
    return this.#varint(BigInt((field << 3) | wire))
  }

  #varint(value: bigint): this {
    const bytes: number[] = []
    let rest = BigInt.asUintN(64, value)
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128)
      rest >>= 7n
    }
    bytes.push(Number(rest))
    return this.#push(Uint8Array.from(bytes))
  }

  #push(part: Uint8Array): this {
    this.#parts.push(part)
    this.#length += part.length
    return this
  }
}
