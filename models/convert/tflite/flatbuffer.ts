/** A list that no file of ours comes near; a count beyond it is damage, and reading it would take long. */
const LONGEST_LIST = 16_384

/**
 * A table of a flatbuffer (flatbuffers.dev/internals): its fields are found through a table of offsets. Every read is checked
 * against the end of the file by DataView, which npm's `flatbuffers` is not: it reads zeros there.
 *
 *     position → | offset of the vtable | … fields … |
 *     vtable   → | its length | length of the table | offset of field 0 | offset of field 1 | …   0: not given
 */
export class Table {
  readonly #view: DataView
  readonly #at: number

  constructor(view: DataView, at: number) {
    this.#view = view
    this.#at = at
  }

  static root(bytes: Uint8Array): Table {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return new Table(view, view.getUint32(0, true))
  }

  int8(field: number, absent = 0): number {
    const at = this.#field(field)
    return at === 0 ? absent : this.#view.getInt8(at)
  }

  int32(field: number, absent = 0): number {
    const at = this.#field(field)
    return at === 0 ? absent : this.#view.getInt32(at, true)
  }

  table(field: number): Table | undefined {
    const at = this.#field(field)
    return at === 0 ? undefined : this.#follow(at)
  }

  tables(field: number): Table[] {
    const [start, length] = this.#vector(field, 4)
    return Array.from({ length }, (_, i) => this.#follow(start + 4 * i))
  }

  int32s(field: number): number[] {
    const [start, length] = this.#vector(field, 4)
    return Array.from({ length }, (_, i) => this.#view.getInt32(start + 4 * i, true))
  }

  /** A view, not a copy. */
  bytes(field: number): Uint8Array {
    const [start, length] = this.#vector(field, 1, Number.POSITIVE_INFINITY)
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + start, length)
  }

  text(field: number): string {
    return new TextDecoder().decode(this.bytes(field))
  }

  #follow(at: number): Table {
    return new Table(this.#view, at + this.#view.getUint32(at, true))
  }

  #field(field: number): number {
    const vtable = this.#at - this.#view.getInt32(this.#at, true)
    const slot = 4 + 2 * field
    if (slot >= this.#view.getUint16(vtable, true)) return 0
    const offset = this.#view.getUint16(vtable + slot, true)
    return offset === 0 ? 0 : this.#at + offset
  }

  #vector(field: number, width: number, longest = LONGEST_LIST): [start: number, length: number] {
    const at = this.#field(field)
    if (at === 0) return [0, 0]
    const vector = at + this.#view.getUint32(at, true)
    const length = this.#view.getUint32(vector, true)
    if (length > longest || vector + 4 + length * width > this.#view.byteLength)
      throw new RangeError(`a list of ${length} at byte ${vector} is longer than the file`)
    return [vector + 4, length]
  }
}
