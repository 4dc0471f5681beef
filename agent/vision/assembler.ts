/**
 * As much of an assembler as loops over bytes take: WebAssembly modules written by hand, since no compiler has to be installed for
 * them. Numbers of opcodes are those of the WebAssembly core specification 2.0, chapter 5.4 (binary format of instructions).
 */
export type Code = readonly number[]

export interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

// The types of Node leave it out, those of the browser bring much that is not there.
declare const WebAssembly: {
  readonly Memory: new (pages: { initial: number }) => Memory
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

/** One function: its parameters are whole numbers, there is no result, and its locals are of these kinds, in this order. */
export interface Assembled {
  readonly parameters: number
  readonly locals: readonly (readonly [count: number, kind: number])[]
  readonly code: Code
}

const PAGE = 65536
const VOID = 0x40
export const [I32, V128] = [0x7f, 0x7b]

export const get = (local: number) => [0x20, local]
export const set = (local: number) => [0x21, local]
/** What it sets stays on the stack. */
export const tee = (local: number) => [0x22, local]
export const constant = (value: number) => [0x41, ...signed(value)]
export const [ADD, SUBTRACT, MULTIPLY, AND, SHIFT_LEFT, SHIFT_RIGHT] = [0x6a, 0x6b, 0x6c, 0x71, 0x74, 0x75].map(of => [
  of,
])
export const step = (local: number, by: Code) => [...get(local), ...by, ...ADD, ...set(local)]
/** Goes through once at least, and on while one local is below another. */
export const loop = (body: Code, local: number, end: number) => [
  ...[0x03, VOID],
  ...body,
  ...[...get(local), ...get(end), 0x49, 0x0d, 0],
  0x0b,
]
/** An int32 in memory. */
export const word = (offset: number) => [0x28, 2, ...unsigned(offset)]
/** Two bytes without a sign, and one byte to be stored. */
export const [LOAD_16, STORE_8] = [
  [0x2f, 1, 0],
  [0x3a, 0, 0],
]
export const storeInt = (offset: number) => [0x36, 2, ...unsigned(offset)]

export const simd = (code: number, ...immediate: number[]) => [0xfd, ...unsigned(code), ...immediate]
const at = (offset: number) => [0, ...unsigned(offset)]
export const load = (offset: number) => simd(0x00, ...at(offset))
export const store = (offset: number) => simd(0x0b, ...at(offset))
/** Of a vector in memory the first four or eight bytes, beside zeros. */
export const [LOAD_32, LOAD_64] = [simd(0x5c, ...at(0)), simd(0x5d, ...at(0))]
/** Puts four bytes of memory into a vector that has the others. */
export const load32 = (i: number) => simd(0x56, ...at(0), i)
export const storeWord = (offset: number) => simd(0x5a, ...at(offset), 0)
export const storeHalf = (offset: number) => simd(0x5b, ...at(offset), 0)
/** Eight bytes as int16, with their sign or without. */
export const [loadSigned8, loadUnsigned8] = [0x01, 0x02].map(code => (offset: number) => simd(code, ...at(offset)))
export const lane = (i: number) => simd(0x1b, i)
export const shuffle = (from: Code) => simd(0x0d, ...from)
export const ZEROS = simd(0x0c, ...new Array(16).fill(0))
const [SPLAT_16, SPLAT_32] = [simd(0x10), simd(0x11)]
export const vector16 = (number: Code) => [...number, ...SPLAT_16]
export const vector32 = (number: Code) => [...number, ...SPLAT_32]
/** Of bytes: (a + b + 1) / 2. */
export const MEAN_8 = simd(0x7b)
export const BYTES_OF_16 = simd(0x66)
export const [LOW_8, HIGH_8] = [simd(0x89), simd(0x8a)]
export const [ADD_16, MULTIPLY_16, MIN_16, MAX_16, RIGHT_16] = [0x8e, 0x95, 0x96, 0x98, 0x8d].map(code => simd(code))
export const [SIGNED_16_OF_32, UNSIGNED_16_OF_32] = [simd(0x85), simd(0x86)]
export const [LOW_16, HIGH_16] = [simd(0xa9), simd(0xaa)]
export const [ADD_32, SUBTRACT_32, MULTIPLY_32, RIGHT_32] = [0xae, 0xb1, 0xb5, 0xac].map(code => simd(code))
/** Bytes summed by twos, as int16. */
export const PAIRS_8 = simd(0x7d)
/** Products of int16, summed by twos. */
export const DOT_16 = simd(0xba)
export const FLOATS_OF_32 = simd(0xfa)

/** Memory of at least so many bytes, all zero. */
export function memory(bytes: number): Memory {
  return new WebAssembly.Memory({ initial: Math.max(Math.ceil(bytes / PAGE), 1) })
}

/** Makes it at least so large. What was looked at by arrays is somewhere else then. */
export function grow(over: Memory, least: number): void {
  const lacking = least - over.buffer.byteLength
  if (lacking > 0) over.grow(Math.ceil(lacking / PAGE))
}

/** A module of functions, to be put over some memory. */
export function assemble<N extends string>(
  functions: Readonly<Record<N, Assembled>>,
): (over: Memory) => Record<N, (...parameters: number[]) => void> {
  const all = Object.entries<Assembled>(functions)
  const module = new WebAssembly.Module(
    Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, [all.length, ...all.flatMap(([, { parameters }]) => signature(parameters))]),
      ...section(2, [1, ...text('e'), ...text('m'), 2, 0, 1]),
      ...section(3, [all.length, ...all.keys()]),
      ...section(7, [all.length, ...all.flatMap(([name], i) => [...text(name), 0, i])]),
      ...section(10, [all.length, ...all.flatMap(([, one]) => body(one))]),
    ]),
  )
  return over => new WebAssembly.Instance(module, { e: { m: over } }).exports as ReturnType<ReturnType<typeof assemble>>
}

const section = (id: number, content: Code) => [id, ...unsigned(content.length), ...content]
const text = (value: string) => [value.length, ...Buffer.from(value)]
const signature = (parameters: number) => [0x60, parameters, ...new Array(parameters).fill(I32), 0]

function body({ locals, code }: Assembled): Code {
  const all = [locals.length, ...locals.flat(), ...code, 0x0b]
  return [...unsigned(all.length), ...all]
}

/** LEB128, as WebAssembly writes its numbers. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}

function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)]
}
