/**
 * A WebAssembly module of one function, written by hand since it is one loop: no compiler has to be installed for it.
 *
 *     dots(row, end, query, out)
 *       for each row of 128 signed bytes from `row` to `end`: the sum of its products with 128 int16 at `query`, as int32 at `out`
 *
 * Numbers of opcodes are those of the WebAssembly core specification 2.0, chapter 5.4 (binary format of instructions).
 */
export interface Memory {
  readonly buffer: ArrayBuffer
}

// The types of Node leave it out, those of the browser bring much that is not there.
declare const WebAssembly: {
  readonly Memory: new (pages: { initial: number }) => Memory
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

const [ROW, END, QUERY, OUT, ONE, TWO] = [0, 1, 2, 3, 4, 5]
const [I32, V128, VOID] = [0x7f, 0x7b, 0x40]

const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const constant = (value: number) => [0x41, ...signed(value)]
const simd = (code: number, ...immediate: number[]) => [0xfd, ...unsigned(code), ...immediate]
const ADD = [0x6a]
const ALIGNMENT_8 = 3
const ALIGNMENT_16 = 4
const load8x8 = (offset: number) => simd(0x01, ALIGNMENT_8, ...unsigned(offset))
const load = (offset: number) => simd(0x00, ALIGNMENT_16, ...unsigned(offset))
const ZERO = simd(0x0c, ...new Array(16).fill(0))
const DOT = simd(0xba)
const ADD4 = simd(0xae)
const lane = (i: number) => simd(0x1b, i)

export const ROW_BYTES = 128
const PAGE = 65536
const STEP = 8

/** Eight numbers from `offset` on, multiplied and summed by twos, added to one of two sums so that neither waits for the other. */
const product = (offset: number, sum: number) => [
  ...get(sum),
  ...get(ROW),
  ...load8x8(offset),
  ...get(QUERY),
  ...load(2 * offset),
  ...DOT,
  ...ADD4,
  ...set(sum),
]

const BODY = [
  ...[0x03, VOID],
  ...[...ZERO, ...set(ONE), ...ZERO, ...set(TWO)],
  ...Array.from({ length: ROW_BYTES / STEP }, (_, i) => product(i * STEP, i % 2 ? TWO : ONE)).flat(),
  ...[...get(OUT), ...get(ONE), ...get(TWO), ...ADD4, ...set(ONE)],
  ...[0, 1, 2, 3].flatMap(i => [...get(ONE), ...lane(i)]),
  ...[...ADD, ...ADD, ...ADD],
  ...[0x36, 2, 0],
  ...[...get(OUT), ...constant(4), ...ADD, ...set(OUT)],
  ...[...get(ROW), ...constant(ROW_BYTES), ...ADD, 0x22, ROW],
  ...[...get(END), 0x49, 0x0d, 0],
  ...[0x0b, 0x0b],
]

const section = (id: number, bytes: number[]) => [id, ...unsigned(bytes.length), ...bytes]
const text = (value: string) => [value.length, ...Buffer.from(value)]
const LOCALS = [1, 2, V128]

const MODULE = new WebAssembly.Module(
  Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 4, I32, I32, I32, I32, 0]),
    ...section(2, [1, ...text('e'), ...text('m'), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('dots'), 0, 0]),
    ...section(10, [1, ...unsigned(LOCALS.length + BODY.length), ...LOCALS, ...BODY]),
  ]),
)

/** Zeroed memory that the function can work on. */
export function memory(bytes: number): Memory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) })
}

/** The function over such a memory. `end` must lie beyond `row`: there is no loop over nothing. */
export function dots(over: Memory): (row: number, end: number, query: number, out: number) => void {
  return new WebAssembly.Instance(MODULE, { e: { m: over } }).exports.dots as ReturnType<typeof dots>
}

/** LEB128, as WebAssembly writes its numbers. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}

function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)]
}
